#include "core/proxies/layered/chain_scores.h"

#include <cmath>
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

void check_result(double score, const char* what) {
  if (!std::isfinite(score)) {
    throw Error(std::string(what) + ": the network is too deep for it, its signals overflow");
  }
}

}  // namespace

double chain_naswot(const Chain& chain, const network::FeatureMap& images) {
  std::vector<InterleavedMap<float>> values(chain.layers.size() + 1);
  values[0] = interleaved(images);
  ActivationCodes codes(images.images);
  network::LayerScratch<float> scratch;
  for (std::size_t i = 0; i < chain.layers.size(); ++i) {
    const ChainLayer& layer = chain.layers[i];
    const auto* added =
        layer.residual >= 0 ? &values[static_cast<std::size_t>(layer.residual)] : nullptr;
    network::run_layer(network::PackedLayer<float>(layer), values[i], added, values[i + 1],
                       scratch);
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
  }
  return mean;
}

}  // namespace tenprobes::proxies
