// What a training step is made of.
#include <benchmark/benchmark.h>

#include <bit>

#include "core/controller/edit.h"
#include "core/devices/distribution.h"
#include "core/proxies/proxy_table.h"
#include "core/proxies/quality.h"
#include "core/training/training_run.h"

namespace tenprobes::training {
namespace {

const std::vector<double>& quality() {
  static const std::vector<double> values =
      proxies::combined_quality(proxies::exact_proxy_table().scores);
  return values;
}

nn::ActorCritic fresh() {
  Random random(1);
  return controller::EditController(64, random).network();
}

int first_open(const Environment& environment) {
  return std::countr_zero(environment.view().open());
}

/// Of sessions that take the first open choices.
struct Observations {
  std::vector<std::uint16_t> indices;
  AlignedFloats numbers;
  nn::Batch batch;

  explicit Observations(int count) {
    Environment environment(quality(), {}, devices::draw_device);
    environment.restart(Random(1));
    const controller::EditView& view = environment.view();
    const auto active = static_cast<std::size_t>(view.shape().active);
    const auto reals = static_cast<std::size_t>(view.shape().numbers);
    for (std::size_t i = 0; i < static_cast<std::size_t>(count); ++i) {
      indices.resize((i + 1) * active);
      numbers.resize((i + 1) * reals);
      view.observe(std::span(indices).last(active), std::span(numbers).last(reals));
      environment.step(first_open(environment));
    }
    batch = {count, indices.data(), numbers.data()};
  }
};

void environment_step(benchmark::State& state) {
  Environment environment(quality(), {}, devices::draw_device);
  environment.restart(Random(1));
  for (auto _ : state) environment.step(first_open(environment));
  state.SetItemsProcessed(state.iterations());
}
BENCHMARK(environment_step);

void observe(benchmark::State& state) {
  controller::EditView view;
  view.begin({.quality = quality(), .budget_ms = 3}, 10);
  for (int i = 0; i < 5; ++i) view.tell(cell_at(i), 1.0 + i);
  std::vector<std::uint16_t> indices(static_cast<std::size_t>(view.shape().active));
  std::vector<float> numbers(static_cast<std::size_t>(view.shape().numbers));
  for (auto _ : state) {
    view.observe(indices, numbers);
    benchmark::DoNotOptimize(numbers.data());
  }
  state.SetItemsProcessed(state.iterations());
}
BENCHMARK(observe);

void network_forward(benchmark::State& state) {
  const nn::ActorCritic network = fresh();
  const Observations observations(512);
  nn::Activations activations;
  for (auto _ : state) forward(network, observations.batch, activations);
  state.SetItemsProcessed(state.iterations() * observations.batch.count);
}
BENCHMARK(network_forward);

void network_backward(benchmark::State& state) {
  const nn::ActorCritic network = fresh();
  const Observations observations(512);
  nn::Activations activations;
  forward(network, observations.batch, activations);
  AlignedFloats gradient(network.layout().size);
  for (auto _ : state) {
    backward(network, observations.batch, activations, gradient);
  }
  state.SetItemsProcessed(state.iterations() * observations.batch.count);
}
BENCHMARK(network_backward);

void draw_task_device(benchmark::State& state) {
  TaskDevice device(quantile_sample(TaskSettings{}.quantile_sample));
  Random random(1);
  for (auto _ : state) device.draw(devices::draw_device, random);
}
BENCHMARK(draw_task_device);

/// Probes a second, of both kinds of controller.
void train(benchmark::State& state, const char* kind) {
  TrainingSettings settings = default_settings(kind);
  settings.ppo.target_kl = 0;
  const auto run = start_training(settings, quality(), devices::draw_device);
  const std::int64_t before = run->controller().information().steps;
  for (auto _ : state) run->iterate(serial_for);
  state.SetItemsProcessed(run->controller().information().steps - before);
}
BENCHMARK_CAPTURE(train, edit, "edit")->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(train, acquisition, "acquisition")->Unit(benchmark::kMillisecond);

}  // namespace
}  // namespace tenprobes::training
