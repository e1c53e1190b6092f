// What running a network is made of, each in GFLOP/s beside a plain Eigen product.
#include <benchmark/benchmark.h>

#include <Eigen/Core>

#include "core/network/network.h"
#include "tests/network/networks.h"

namespace tenprobes::network {
namespace {

void count_flops(benchmark::State& state, double flops) {
  state.counters["FLOP/s"] =
      benchmark::Counter(flops, benchmark::Counter::kIsIterationInvariantRate);
}

void eigen_product(benchmark::State& state) {
  const auto size = static_cast<Eigen::Index>(state.range(0));
  const Eigen::MatrixXf a = Eigen::MatrixXf::Constant(size, size, 0.5f);
  Eigen::MatrixXf c = a;
  for (auto _ : state) {
    c.noalias() = a * a;
    benchmark::DoNotOptimize(c.data());
  }
  count_flops(state, 2.0 * static_cast<double>(size * size * size));
}
BENCHMARK(eigen_product)->Arg(256)->Arg(512);

/// One of a cell's convolutions for 32 images of 32 x 32 pixels: channels, kernel.
struct Layer {
  explicit Layer(const benchmark::State& state) {
    const auto channels = static_cast<int>(state.range(0));
    convolution.inputs = convolution.outputs = channels;
    convolution.kernel = static_cast<int>(state.range(1));
    convolution.relu_before = true;
    convolution.weights.assign(convolution.weight_count(), 0.1f);
    const int size = 32 * 16 / channels;
    input.resize(32, size, size, channels);
    Random random(1);
    for (float& value : input.values) value = static_cast<float>(random.normal());
    flops = 2.0 * 32 * static_cast<double>(macs_of(convolution, size, size));
  }
  Convolution convolution;
  FeatureMap input;
  double flops;
};

void convolution_forward(benchmark::State& state) {
  const Layer layer(state);
  FeatureMap output;
  Workspace workspace;
  for (auto _ : state) convolve(layer.convolution, layer.input, output, workspace);
  count_flops(state, layer.flops);
}

void convolution_backward(benchmark::State& state) {
  const Layer layer(state);
  FeatureMap gradient;
  Workspace workspace;
  for (auto _ : state) {
    convolve_back(layer.convolution, layer.input, layer.input, gradient, workspace);
  }
  count_flops(state, layer.flops);
}

void convolution_weight_gradient(benchmark::State& state) {
  const Layer layer(state);
  std::vector<float> gradient;
  Workspace workspace;
  for (auto _ : state) {
    weight_gradient(layer.convolution, layer.input, layer.input, gradient, workspace);
  }
  count_flops(state, layer.flops);
}

void layers(benchmark::internal::Benchmark* benchmark) {
  benchmark->ArgNames({"channels", "kernel"})->ArgsProduct({{16, 32, 64}, {1, 3}});
}
BENCHMARK(convolution_forward)->Apply(layers);
BENCHMARK(convolution_backward)->Apply(layers);
BENCHMARK(convolution_weight_gradient)->Apply(layers);

/// All edges 3 x 3 convolutions: images, and whether batch norm is run or folded.
void whole_network(benchmark::State& state) {
  Cell architecture;
  architecture.operations.fill(Operation::nor_conv_3x3);
  Network network = build_network(architecture);
  Random random(1);
  initialise(network, random);
  const auto images = static_cast<int>(state.range(0));
  const FeatureMap input(images, 32, 32, image_channels);
  const auto normalisation = state.range(1) != 0 ? Normalisation::batch : Normalisation::none;
  for (auto _ : state) benchmark::DoNotOptimize(run(network, input, normalisation));
  count_flops(state, 2.0 * images * static_cast<double>(macs_of(network)));
}
BENCHMARK(whole_network)->ArgNames({"images", "batch_norm"})->ArgsProduct({{1, 32}, {0, 1}});

}  // namespace
}  // namespace tenprobes::network
