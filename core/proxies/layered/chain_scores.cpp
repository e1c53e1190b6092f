#include "core/proxies/layered/chain_scores.h"

#include <algorithm>
#include <cmath>
#include <utility>
#include <vector>

#include "core/base/error.h"
#include "core/network/layered/chain_layers.h"
#include "core/proxies/images.h"
#include "core/proxies/log_synflow.h"
#include "core/proxies/naswot.h"

namespace tenprobes::proxies {
namespace {

using network::Chain;
using network::ChainLayer;
using network::InterleavedMap;

InterleavedMap<float> interleaved(const network::FeatureMap& map) {
  InterleavedMap<float> result(map.images, map.height, map.width, map.channels);
  for (int channel = 0; channel < map.channels; ++channel) {
    float* to = result.values.data() + channel;
    for (const float value : map.channel(channel)) {
      *to = value;
      to += map.channels;
    }
  }
  return result;
}

/// Calls use(weight, input, output), places in the weights and in the [side][side][channels] of one
/// image, for every product of a convolution. Plain, as it runs on one small image.
template <typename Use>
void for_each_product(const ChainLayer& layer, int side, const Use& use) {
  const int inputs = layer.inputs / layer.groups, outputs = layer.outputs / layer.groups;
  const int output_side = layer.output_size(side);
  for (int y = 0; y < output_side; ++y) {
    for (int x = 0; x < output_side; ++x) {
      for (int ky = 0; ky < layer.kernel; ++ky) {
        const int row = y * layer.stride - layer.kernel / 2 + ky;
        if (row < 0 || row >= side) continue;
        for (int kx = 0; kx < layer.kernel; ++kx) {
          const int column = x * layer.stride - layer.kernel / 2 + kx;
          if (column < 0 || column >= side) continue;
          for (int o = 0; o < layer.outputs; ++o) {
            const int first = (row * side + column) * layer.inputs + o / outputs * inputs;
            const int to = (y * output_side + x) * layer.outputs + o;
            for (int i = 0; i < inputs; ++i) {
              use(static_cast<std::size_t>(((o * inputs + i) * layer.kernel + ky) * layer.kernel +
                                           kx),
                  static_cast<std::size_t>(first + i), static_cast<std::size_t>(to));
            }
          }
        }
      }
    }
  }
}

/// Calls use(input, output, share) for every value that a layer without weights moves.
template <typename Use>
void for_each_move(const ChainLayer& layer, int side, const Use& use) {
  const int channels = layer.inputs, pixels = side * side;
  for (int p = 0; p < pixels; ++p) {
    for (int c = 0; c < channels; ++c) {
      const auto from = static_cast<std::size_t>(p * channels + c);
      if (layer.kind == ChainLayer::Kind::mean) {
        use(from, static_cast<std::size_t>(c), 1.0 / pixels);
      } else if (layer.kind == ChainLayer::Kind::shuffle) {
        const int per_group = channels / layer.groups;
        const int to = c % per_group * layer.groups + c / per_group;
        use(from, static_cast<std::size_t>(p * channels + to), 1.0);
      } else {
        use(from, from, 1.0);
      }
    }
  }
}

network::FeatureMap planar(const InterleavedMap<float>& map) {
  network::FeatureMap result(map.images, map.height, map.width, map.channels);
  for (int channel = 0; channel < map.channels; ++channel) {
    const float* from = map.values.data() + channel;
    for (float& value : result.channel(channel)) {
      value = *from;
      from += map.channels;
    }
  }
  return result;
}

/// What each layer gives for the images; the images come first.
std::vector<InterleavedMap<float>> values_of(const Chain& chain,
                                             const network::FeatureMap& images) {
  std::vector<InterleavedMap<float>> values(chain.layers.size() + 1);
  values[0] = interleaved(images);
  network::LayerScratch<float> scratch;
  for (std::size_t i = 0; i < chain.layers.size(); ++i) {
    const ChainLayer& layer = chain.layers[i];
    const auto* added =
        layer.residual >= 0 ? &values[static_cast<std::size_t>(layer.residual)] : nullptr;
    network::run_layer(network::PackedLayer<float>(layer), values[i], added, values[i + 1],
                       scratch);
  }
  return values;
}

InterleavedMap<float> run_alone(const ChainLayer& layer, const InterleavedMap<float>& from) {
  InterleavedMap<float> to;
  network::LayerScratch<float> scratch;
  network::run_layer<float>(network::PackedLayer<float>(layer), from, nullptr, to, scratch);
  return to;
}

/// The slope of relu and h-swish (relu6(v + 3) / 6 times v, Howard et al., arXiv 1905.02244).
float slope(Activation activation, float value) {
  if (activation == Activation::relu) return value > 0 ? 1.0f : 0.0f;
  if (value <= -3) return 0;
  return value >= 3 ? 1 : value / 3 + 0.5f;
}

/// A convolution's gradient by its input is the convolution of its gradient by the output, spread out
/// by the stride, with the weights turned around.
InterleavedMap<float> through_convolution(const ChainLayer& layer,
                                          const InterleavedMap<float>& input,
                                          InterleavedMap<float> behind) {
  ChainLayer plain = layer;
  plain.residual = -1;
  plain.activation = Activation::none;
  if (layer.activation != Activation::none) {
    const InterleavedMap<float> before = run_alone(plain, input);
    for (std::size_t v = 0; v < behind.values.size(); ++v) {
      behind.values[v] *= slope(layer.activation, before.values[v]);
    }
  }
  if (layer.stride > 1) {
    InterleavedMap<float> spread(input.images, input.height, input.width, layer.outputs);
    for (int image = 0; image < behind.images; ++image) {
      for (int y = 0; y < behind.height; ++y) {
        for (int x = 0; x < behind.width; ++x) {
          std::copy_n(behind.pixel(image, y, x), layer.outputs,
                      spread.pixel(image, y * layer.stride, x * layer.stride));
        }
      }
    }
    behind = std::move(spread);
  }
  ChainLayer turned = plain;
  turned.stride = 1;
  std::swap(turned.inputs, turned.outputs);
  turned.bias.assign(static_cast<std::size_t>(turned.outputs), 0.0f);
  const int inputs = layer.inputs / layer.groups, outputs = layer.outputs / layer.groups;
  const int area = layer.kernel * layer.kernel;
  for (int o = 0; o < layer.outputs; ++o) {
    for (int i = 0; i < inputs; ++i) {
      const int from = (o * inputs + i) * area;
      const int to = ((o / outputs * inputs + i) * outputs + o % outputs) * area;
      std::reverse_copy(layer.weights.begin() + from, layer.weights.begin() + from + area,
                        turned.weights.begin() + to);
    }
  }
  return run_alone(turned, behind);
}

/// The gradient by a layer's input, without what a residual carries past it. `output` is what the layer
/// made of `input`.
InterleavedMap<float> pulled_back(const ChainLayer& layer, const InterleavedMap<float>& input,
                                  const InterleavedMap<float>& output,
                                  InterleavedMap<float> behind) {
  switch (layer.kind) {
    case ChainLayer::Kind::convolution:
      return through_convolution(layer, input, std::move(behind));
    case ChainLayer::Kind::shuffle: {
      ChainLayer back = layer;
      back.groups = layer.inputs / layer.groups;
      return run_alone(back, behind);
    }
    case ChainLayer::Kind::squeeze:
      for (std::size_t v = 0; v < behind.values.size(); ++v) {
        behind.values[v] *= input.values[v] == 0 ? 0.0f : output.values[v] / input.values[v];
      }
      return behind;
    case ChainLayer::Kind::mean:  // stands behind all blocks
      break;
  }
  return behind;
}

/// To nothing yet, it gives a copy.
void add(const InterleavedMap<float>& from, InterleavedMap<float>& to) {
  if (to.values.empty()) {
    to = from;
    return;
  }
  for (std::size_t v = 0; v < from.values.size(); ++v) to.values[v] += from.values[v];
}

/// Places behind the layers that end a block.
std::vector<std::size_t> block_ends(const Chain& chain) {
  std::vector<std::size_t> linear, all;
  for (std::size_t i = 0; i < chain.layers.size(); ++i) {
    const ChainLayer& layer = chain.layers[i];
    if (layer.kind == ChainLayer::Kind::mean) break;
    if (!layer.normalised) continue;
    all.push_back(i + 1);
    if (layer.activation == Activation::none) linear.push_back(i + 1);
  }
  return linear.empty() ? all : linear;
}

void check_result(double score, const char* what) {
  if (!std::isfinite(score)) {
    throw Error(std::string(what) +
                ": no finite score, as the network's signals overflow or die out");
  }
}

}  // namespace

double chain_naswot(const Chain& chain, const network::FeatureMap& images) {
  const std::vector<InterleavedMap<float>> values = values_of(chain, images);
  ActivationCodes codes(images.images);
  for (std::size_t i = 0; i < chain.layers.size(); ++i) {
    const ChainLayer& layer = chain.layers[i];
    if (layer.kind == ChainLayer::Kind::convolution && layer.activation != Activation::none) {
      codes.observe(values[i + 1]);
    }
  }
  return codes.log_determinant(network::DeadCode::drop);
}

double chain_log_synflow(const Chain& chain, int resolution) {
  const std::size_t count = chain.layers.size();
  std::vector<std::vector<double>> values(count + 1);
  std::vector<int> sides{resolution};
  const auto image_values = [](int side, int channels) {
    return static_cast<std::size_t>(side * side * channels);
  };
  values[0].assign(image_values(resolution, chain.channels), 1.0);
  for (std::size_t i = 0; i < count; ++i) {
    const ChainLayer& layer = chain.layers[i];
    sides.push_back(layer.output_size(sides[i]));
    const std::vector<double>& from = values[i];
    std::vector<double>& to = values[i + 1];
    to.assign(image_values(sides[i + 1], layer.outputs), 0.0);
    if (layer.kind == ChainLayer::Kind::convolution) {
      for_each_product(layer, sides[i], [&](std::size_t w, std::size_t in, std::size_t out) {
        to[out] += std::abs(static_cast<double>(layer.weights[w])) * from[in];
      });
    } else {
      for_each_move(layer, sides[i], [&](std::size_t in, std::size_t out, double share) {
        to[out] += share * from[in];
      });
    }
    if (layer.residual < 0) continue;
    const std::vector<double>& added = values[static_cast<std::size_t>(layer.residual)];
    for (std::size_t v = 0; v < to.size(); ++v) to[v] += added[v];
  }

  std::vector<std::vector<double>> gradients;  // by each of the values
  for (const std::vector<double>& each : values) gradients.emplace_back(each.size(), 0.0);
  gradients.back().assign(values.back().size(), 1.0);
  double score = 0;
  std::vector<double> by_weight;
  for (std::size_t i = count; i-- > 0;) {
    const ChainLayer& layer = chain.layers[i];
    const std::vector<double>& from = values[i];
    const std::vector<double>& behind = gradients[i + 1];
    std::vector<double>& before = gradients[i];
    if (layer.residual >= 0) {
      std::vector<double>& added = gradients[static_cast<std::size_t>(layer.residual)];
      for (std::size_t v = 0; v < behind.size(); ++v) added[v] += behind[v];
    }
    if (layer.kind != ChainLayer::Kind::convolution) {
      for_each_move(layer, sides[i], [&](std::size_t in, std::size_t out, double share) {
        before[in] += share * behind[out];
      });
      continue;
    }
    by_weight.assign(layer.weights.size(), 0.0);
    for_each_product(layer, sides[i], [&](std::size_t w, std::size_t in, std::size_t out) {
      before[in] += std::abs(static_cast<double>(layer.weights[w])) * behind[out];
      by_weight[w] += from[in] * behind[out];
    });
    for (std::size_t w = 0; w < by_weight.size(); ++w) {
      score += std::abs(layer.weights[w] * std::log(by_weight[w] + gradient_floor));
    }
  }
  check_result(score, "logSynflow");
  return score;
}

AzNasScores chain_az_nas(const Chain& chain, const network::FeatureMap& images, Random& random) {
  const std::vector<InterleavedMap<float>> values = values_of(chain, images);
  BlockFeatures features;
  std::size_t start = 0;
  for (const std::size_t end : block_ends(chain)) {
    features.observe_output(planar(values[end]));
    if (start > 0) {
      // By each value from the block's start to its end; a residual adds to the one it came from.
      std::vector<InterleavedMap<float>> gradients(end - start + 1);
      gradients.back() = values[end];
      fill_with_signs(gradients.back().values, random);
      const network::FeatureMap by_output = planar(gradients.back());
      for (std::size_t i = end; i-- > start;) {
        const ChainLayer& layer = chain.layers[i];
        const InterleavedMap<float>& behind = gradients[i + 1 - start];
        add(pulled_back(layer, values[i], values[i + 1], behind), gradients[i - start]);
        const auto source = static_cast<std::size_t>(std::max(layer.residual, 0));
        if (layer.residual >= 0 && source >= start) add(behind, gradients[source - start]);
      }
      features.observe_gradients(planar(gradients.front()), by_output);
    }
    start = end;
  }
  return features.scores();
}

ChainScores score_chain(const LayeredSpace& space, const Architecture& architecture,
                        const ScoreSettings& settings) {
  validate(settings);
  ChainScores mean;
  for (int draw = 0; draw < settings.draws; ++draw) {
    Random random(settings.seed * 1000003 + static_cast<std::uint64_t>(draw));
    const network::FeatureMap images = smooth_images(settings.images, settings.resolution, random);
    const Chain chain = network::make_chain(space, architecture, random);
    if (chain.channels != images.channels) {
      throw Error(space.name() + ": its networks take " + std::to_string(chain.channels) +
                  " channels, and images have " + std::to_string(images.channels));
    }
    mean.naswot += chain_naswot(chain, images) / settings.draws;
    mean.log_synflow += chain_log_synflow(chain, settings.resolution) / settings.draws;
    const network::FeatureMap noise = noise_images(settings.images, settings.resolution, random);
    const AzNasScores az_nas = chain_az_nas(chain, noise, random);
    check_result(az_nas.expressivity + az_nas.progressivity + az_nas.trainability, "AZ-NAS");
    mean.az_nas.expressivity += az_nas.expressivity / settings.draws;
    mean.az_nas.progressivity += az_nas.progressivity / settings.draws;
    mean.az_nas.trainability += az_nas.trainability / settings.draws;
  }
  return mean;
}

}  // namespace tenprobes::proxies
