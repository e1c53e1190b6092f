#include "core/proxies/log_synflow.h"

#include <Eigen/Core>
#include <algorithm>
#include <cmath>
#include <numbers>

#include "core/search_space/cells/live_edges.h"
#include "core/search_space/cells/network_cost.h"

namespace tenprobes::proxies {
namespace {

using network::FeatureMap;

/// Divides by the largest value and returns its logarithm: signals grow by many orders of magnitude
/// from block to block, and only their logarithm matters.
double take_scale(FeatureMap& map) {
  const float largest = *std::max_element(map.values.begin(), map.values.end());
  if (!(largest > 0)) return 0;
  for (float& value : map.values) value /= largest;
  return std::log(static_cast<double>(largest));
}

/// The sum of |w| |log(g exp(log_scale) + floor)|.
double score_of(const std::vector<float>& weights, const std::vector<float>& gradient,
                double log_scale) {
  using Values = Eigen::Map<const Eigen::ArrayXf>;
  const auto count = static_cast<Eigen::Index>(weights.size());
  const auto floor = static_cast<float>(gradient_floor * std::exp(-log_scale));
  // Values at and below the smallest float are noughts of the sum of positive terms.
  const auto logarithms = (Values(gradient.data(), count) + std::max(floor, 1e-37f)).log() +
                          static_cast<float>(log_scale);
  return (Values(weights.data(), count) * logarithms.abs()).cast<double>().sum();
}

}  // namespace

double log_synflow(const network::Network& original, int resolution) {
  network::Network network = original;
  for (network::Block& block : network.blocks) {
    for (network::BlockEdge& edge : block.edges) {
      for (float& weight : edge.convolution.weights) weight = std::abs(weight);
    }
  }
  const std::size_t count = network.blocks.size();
  std::vector<FeatureMap> inputs(count);
  std::vector<double> input_scales(count);
  std::vector<network::BlockState> states(count);
  network::Workspace workspace;

  FeatureMap map(1, resolution, resolution, network::image_channels);
  std::fill(map.values.begin(), map.values.end(), 1.0f);
  double scale = 0;
  for (std::size_t b = 0; b < count; ++b) {
    inputs[b] = std::move(map);
    input_scales[b] = scale;
    map = forward(network.blocks[b], inputs[b], network::Normalisation::none, states[b], workspace);
    scale += take_scale(map);
  }

  FeatureMap gradient = map, input_gradient;
  std::fill(gradient.values.begin(), gradient.values.end(), 1.0f);
  double gradient_scale = 0, score = 0;
  std::vector<std::vector<float>> by_weights;
  for (std::size_t b = count; b-- > 0;) {
    const network::Block& block = network.blocks[b];
    backward(block, inputs[b], states[b], gradient, input_gradient, &by_weights, workspace);
    for (std::size_t e = 0; e < block.edges.size(); ++e) {
      if (by_weights[e].empty()) continue;
      score += score_of(block.edges[e].convolution.weights, by_weights[e],
                        input_scales[b] + gradient_scale);
    }
    std::swap(gradient, input_gradient);
    gradient_scale += take_scale(gradient);
  }
  return score;
}

double dead_log_synflow(const Cell& architecture) {
  const EdgeMask live = live_edges(architecture);
  double magnitudes = 0;
  for (std::size_t edge = 0; edge < edge_count; ++edge) {
    const Operation operation = architecture.operations[edge];
    const int area = operation == Operation::nor_conv_3x3   ? 9
                     : operation == Operation::nor_conv_1x1 ? 1
                                                            : 0;
    if (live[edge] || area == 0) continue;
    for (const int channels : stage_channels) {
      const double fan_in = channels * area;
      const double mean_magnitude = std::sqrt(2 / fan_in) * std::sqrt(2 / std::numbers::pi);
      magnitudes += cells_per_stage * fan_in * channels * mean_magnitude;
    }
  }
  return magnitudes * std::abs(std::log(gradient_floor));
}

}  // namespace tenprobes::proxies
