#include "core/network/layered/chain.h"

#include <gtest/gtest.h>

#include <cmath>

#include "core/base/error.h"
#include "core/network/layered/chain_inference.h"
#include "core/network/layered/chain_onnx.h"
#include "tests/allocations.h"
#include "tests/search_space/layered/example.h"

namespace tenprobes::network {
namespace {

using Map = InterleavedMap<double>;

/// By the definition, one output at a time.
Map plain_convolution(const ChainLayer& layer, const Map& from) {
  const int padding = layer.kernel / 2, inputs = layer.inputs / layer.groups;
  Map to(from.images, (from.height - 1) / layer.stride + 1, (from.width - 1) / layer.stride + 1,
         layer.outputs);
  for (int image = 0; image < to.images; ++image) {
    for (int y = 0; y < to.height; ++y) {
      for (int x = 0; x < to.width; ++x) {
        for (int o = 0; o < layer.outputs; ++o) {
          double sum = layer.bias[static_cast<std::size_t>(o)];
          const int first = o / (layer.outputs / layer.groups) * inputs;
          for (int i = 0; i < inputs; ++i) {
            for (int ky = 0; ky < layer.kernel; ++ky) {
              for (int kx = 0; kx < layer.kernel; ++kx) {
                const int row = y * layer.stride + ky - padding,
                          column = x * layer.stride + kx - padding;
                if (row < 0 || row >= from.height || column < 0 || column >= from.width) continue;
                const int place = ((o * inputs + i) * layer.kernel + ky) * layer.kernel + kx;
                sum += layer.weights[static_cast<std::size_t>(place)] *
                       from.pixel(image, row, column)[first + i];
              }
            }
          }
          to.pixel(image, y, x)[o] = sum;
        }
      }
    }
  }
  return to;
}

double plain_h_sigmoid(double v) {
  return std::max(0.0, std::min(1.0, v / 6 + 0.5));
}

double plain_activation(Activation activation, double v) {
  if (activation == Activation::relu) return std::max(0.0, v);
  return activation == Activation::h_swish ? v * plain_h_sigmoid(v) : v;
}

Map plain_squeeze(const ChainLayer& layer, const Map& from) {
  Map to = from;
  const auto channels = static_cast<std::size_t>(layer.inputs);
  for (int image = 0; image < from.images; ++image) {
    std::vector<double> means(channels), middle(layer.bias.begin(), layer.bias.end());
    for (int y = 0; y < from.height; ++y) {
      for (int x = 0; x < from.width; ++x) {
        for (std::size_t c = 0; c < channels; ++c) {
          means[c] += from.pixel(image, y, x)[c] / (from.height * from.width);
        }
      }
    }
    for (std::size_t s = 0; s < middle.size(); ++s) {
      for (std::size_t c = 0; c < channels; ++c) {
        middle[s] += layer.weights[s * channels + c] * means[c];
      }
    }
    for (std::size_t c = 0; c < channels; ++c) {
      double gate = layer.gate_bias[c];
      for (std::size_t s = 0; s < middle.size(); ++s) {
        gate += layer.gate_weights[c * middle.size() + s] * std::max(0.0, middle[s]);
      }
      for (int y = 0; y < from.height; ++y) {
        for (int x = 0; x < from.width; ++x) to.pixel(image, y, x)[c] *= plain_h_sigmoid(gate);
      }
    }
  }
  return to;
}

Map plain_run(const Chain& chain, const Map& images) {
  std::vector<Map> values = {images};
  for (const ChainLayer& layer : chain.layers) {
    const Map& from = values.back();
    Map to;
    const auto at = [&](int pixel, int channel) {
      const std::ptrdiff_t before = std::ptrdiff_t{pixel} * from.channels;
      return static_cast<std::size_t>(before + channel);
    };
    switch (layer.kind) {
      case ChainLayer::Kind::convolution:
        to = plain_convolution(layer, from);
        break;
      case ChainLayer::Kind::squeeze:
        to = plain_squeeze(layer, from);
        break;
      case ChainLayer::Kind::shuffle:
        to = from;
        for (int pixel = 0; pixel < from.pixels(); ++pixel) {
          for (int c = 0; c < from.channels; ++c) {
            const int each = from.channels / layer.groups;
            const int place = c % each * layer.groups + c / each;
            to.values[at(pixel, place)] = from.values[at(pixel, c)];
          }
        }
        break;
      case ChainLayer::Kind::mean:
        to.resize(from.images, 1, 1, from.channels);
        for (int pixel = 0; pixel < from.pixels(); ++pixel) {
          const int each = from.height * from.width;
          for (int c = 0; c < from.channels; ++c) {
            to.pixel(pixel / each, 0, 0)[c] += from.values[at(pixel, c)] / each;
          }
        }
    }
    for (std::size_t i = 0; i < to.values.size(); ++i) {
      if (layer.residual >= 0) {
        to.values[i] += values[static_cast<std::size_t>(layer.residual)].values[i];
      }
      to.values[i] = plain_activation(layer.activation, to.values[i]);
    }
    values.push_back(std::move(to));
  }
  return values.back();
}

template <typename Scalar>
InterleavedMap<Scalar> white_noise(const Chain& chain, int images) {
  InterleavedMap<Scalar> map(images, chain.side, chain.side, chain.channels);
  Random random(7);
  for (Scalar& value : map.values) value = static_cast<Scalar>(random.normal());
  return map;
}

/// The largest difference between the kernels and the definition, of the largest value or of 1.
template <typename Scalar>
double difference(const Chain& chain, int images) {
  const Map expected = plain_run(chain, white_noise<double>(chain, images));
  ChainInference<Scalar> inference(chain);
  const InterleavedMap<Scalar> noise = white_noise<Scalar>(chain, images);
  inference.run(noise);
  const InterleavedMap<Scalar>& got = inference.run(noise);
  EXPECT_EQ(got.images, expected.images);
  EXPECT_EQ(got.height, expected.height);
  EXPECT_EQ(got.channels, expected.channels);
  double largest = 0, size = 0;
  for (std::size_t i = 0; i < expected.values.size(); ++i) {
    largest = std::max(largest, std::abs(expected.values[i] - static_cast<double>(got.values[i])));
    size = std::max(size, std::abs(expected.values[i]));
  }
  EXPECT_GT(size, 1e-2);
  return largest / std::max(1.0, size);
}

/// One layer with random numbers.
Chain single(ChainLayer layer, int side) {
  Random random(3);
  const auto fill = [&](std::vector<float>& values, int count) {
    values.resize(static_cast<std::size_t>(count));
    for (float& value : values) value = static_cast<float>(random.normal());
  };
  if (layer.kind == ChainLayer::Kind::squeeze) {
    fill(layer.weights, layer.squeezed * layer.inputs);
    fill(layer.bias, layer.squeezed);
    fill(layer.gate_weights, layer.squeezed * layer.inputs);
    fill(layer.gate_bias, layer.inputs);
  } else if (layer.kind == ChainLayer::Kind::convolution) {
    fill(layer.weights, layer.outputs * layer.inputs / layer.groups * layer.kernel * layer.kernel);
    fill(layer.bias, layer.outputs);
  }
  return {.side = side, .channels = layer.inputs, .layers = {layer}};
}

TEST(Chain, ConvolutionsOfEveryKindAreWhatTheyAreDefinedToBe) {
  for (const auto& [inputs, outputs, groups] :
       {std::array{3, 24, 1}, std::array{17, 70, 1}, std::array{48, 48, 2}, std::array{1, 1, 1},
        std::array{40, 40, 40}, std::array{7, 7, 7}, std::array{33, 33, 33}, std::array{96, 96, 96},
        std::array{4, 8, 4}}) {
    for (const int kernel : {1, 2, 3, 5, 7, 9}) {
      for (const int stride : {1, 2, 3}) {
        for (const int side : {1, 3, 4, 7, 10}) {
          const Chain chain = single({.inputs = inputs,
                                      .outputs = outputs,
                                      .kernel = kernel,
                                      .stride = stride,
                                      .groups = groups,
                                      .activation = Activation::h_swish},
                                     side);
          EXPECT_LT(difference<float>(chain, 2), 1e-4)
              << inputs << " " << outputs << " " << groups << " " << kernel << " " << stride << " "
              << side;
          EXPECT_LT(difference<double>(chain, 2), 1e-12);
        }
      }
    }
  }
}

TEST(Chain, SqueezeShuffleAndMeanToo) {
  EXPECT_LT(
      difference<float>(
          single({.kind = ChainLayer::Kind::squeeze, .inputs = 70, .outputs = 70, .squeezed = 16},
                 5),
          3),
      1e-5);
  for (const ChainLayer::Kind kind : {ChainLayer::Kind::shuffle, ChainLayer::Kind::mean}) {
    const Chain chain = single({.kind = kind, .inputs = 12, .outputs = 12, .groups = 3}, 5);
    EXPECT_LT(difference<float>(chain, 3), 1e-6);
  }
}

TEST(Chain, NetworksOfTheBuiltInSpacesAreTheirDefinition) {
  for (const char* name : {"fbnet", "ofa-mobilenetv3"}) {
    const auto space = shipped_space(name);
    Random random(5);
    for (int i = 0; i < 2; ++i) {
      Architecture architecture = space->random(random);
      if (space->has_resolution()) architecture.set(architecture.size() - 1, i);
      const Chain chain = make_chain(*space, architecture, random);
      EXPECT_LT(difference<float>(chain, 1), 2e-5) << space->text(architecture);
    }
  }
}

/// Weights and biases, batch normalisation folded in.
std::int64_t parameters_of(const Chain& chain) {
  std::int64_t count = 0;
  for (const ChainLayer& layer : chain.layers) {
    count += layer.weight_count();
    if (layer.kind == ChainLayer::Kind::convolution) count += layer.outputs;
    if (layer.kind == ChainLayer::Kind::squeeze) count += layer.squeezed + layer.inputs;
  }
  return count;
}

/// Pixels a side.
int output_side(const Chain& chain) {
  int size = chain.side;
  for (const ChainLayer& layer : chain.layers) size = layer.output_size(size);
  return size;
}

TEST(Chain, CountsWhatTheSpaceCounts) {
  const auto space = shipped_space("ofa-mobilenetv3");
  Random random(9);
  for (int i = 0; i < 20; ++i) {
    const Architecture architecture = space->random(random);
    const Chain chain = build_chain(*space, architecture);
    EXPECT_NEAR(static_cast<double>(macs_of(chain)) / 1e6, space->feature(architecture, 0),
                1e-6 * space->feature(architecture, 0));
    // Batch normalisation's two numbers a channel are one once they are folded in.
    EXPECT_NEAR(static_cast<double>(parameters_of(chain)) / 1e6, space->feature(architecture, 2),
                0.01 * space->feature(architecture, 2));
    EXPECT_EQ(chain.outputs(), 1000);
    EXPECT_EQ(output_side(chain), 1);
  }
}

TEST(Chain, RunningAllocatesNothing) {
  const auto space = shipped_space("fbnet");
  Random random(1);
  const Chain chain = make_chain(*space, space->random(random), random);
  ChainInference<float> inference(chain);
  const InterleavedMap<float> noise = white_noise<float>(chain, 1);
  inference.run(noise);
  const auto before = allocation_count();
  inference.run(noise);
  EXPECT_EQ(allocation_count(), before);
}

std::string file_with(const std::string& shapes, const std::string& more = "") {
  return R"({"format": "tenprobes-space", "version": 1, "name": "small", "shapes": {)" + shapes +
         R"(}, "positions": ["a", "b"])" + more + "}";
}

std::string error_of(const std::string& json) {
  const auto space = parse_layered_space(json, "small.json");
  try {
    build_chain(*space, Architecture(2));
  } catch (const Error& error) {
    return error.what();
  }
  return "";
}

TEST(Chain, WhatCannotBeRunIsOneSentence) {
  const std::string a = R"("a": {"mbconv": {"in": 8, "out": 16, "side": 16, "stride": 2}})";
  EXPECT_EQ(error_of(file_with(a + R"(, "b": {"mbconv": {"in": 16, "out": 16, "side": 8}})")), "");
  EXPECT_NE(error_of(file_with(a + R"(, "b": {"k": [["dense", 1, 1, 1, 1, 8]]})"))
                .find("the choice 'k' of shape 'b' is written as a list of numbers"),
            std::string::npos);
  EXPECT_NE(
      error_of(file_with(a + R"(, "b": {"mbconv": {"in": 24, "out": 16, "side": 8}})"))
          .find("takes 24 channels of 8 pixels a side, but what stands before it gives 16 of 8"),
      std::string::npos);
  EXPECT_NE(error_of(file_with(a + R"(, "b": {"mbconv": {"in": 16, "out": 16, "side": 16}})"))
                .find("16 channels of 16 pixels"),
            std::string::npos);
  EXPECT_NE(
      error_of(file_with(a + R"(, "b": {"pass": []})", R"(, "fixed": [["dense", 1, 1, 1, 1, 8]])"))
          .find("'fixed'"),
      std::string::npos);
}

TEST(Chain, WhatStandsAroundRunsButDoesNotCount) {
  const std::string shapes =
      R"("a": {"mbconv": {"in": 8, "out": 8, "side": 16}}, "b": {"pass": []})";
  const std::string around =
      R"(, "around": {"before": [{"conv": {"in": 3, "out": 8, "side": 16, "activation": "h-swish"}}],
                      "behind": [{"pool": {"channels": 8, "side": 16}}, {"linear": {"in": 8, "out": 5}}]})";
  const auto bare = parse_layered_space(file_with(shapes), "small.json");
  const auto dressed = parse_layered_space(file_with(shapes, around), "small.json");
  EXPECT_EQ(bare->hash(), dressed->hash());
  EXPECT_EQ(bare->feature(Architecture(2), 0), dressed->feature(Architecture(2), 0));
  EXPECT_EQ(build_chain(*bare, Architecture(2)).channels, 8);
  EXPECT_EQ(output_side(build_chain(*bare, Architecture(2))), 16);
  EXPECT_EQ(build_chain(*dressed, Architecture(2)).channels, 3);
  EXPECT_EQ(build_chain(*dressed, Architecture(2)).outputs(), 5);
}

TEST(ChainOnnx, HoldsAllParameters) {
  const auto space = shipped_space("fbnet");
  Random random(2);
  const Chain chain = make_chain(*space, space->random(random), random);
  const std::string bytes = to_onnx(chain, {});
  const auto numbers = static_cast<std::size_t>(4 * parameters_of(chain));
  EXPECT_GT(bytes.size(), numbers);
  EXPECT_LT(bytes.size(), numbers + 50'000);
  EXPECT_THROW(to_onnx(chain, {.fold_batch_norm = false}), Error);
  EXPECT_THROW(to_onnx(chain, {.opset = 8}), Error);
}

}  // namespace
}  // namespace tenprobes::network
