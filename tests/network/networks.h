// Whole networks of cells, run and counted.
#pragma once

#include <cstdint>
#include <utility>

#include "core/network/network.h"
#include "core/search_space/cells/network_cost.h"

namespace tenprobes::network {

/// The logits of every image, [images][1][1][classes].
inline FeatureMap run(const Network& network, const FeatureMap& images,
                      Normalisation normalisation) {
  BlockState state;
  Workspace workspace;
  FeatureMap map = images;
  for (const Block& block : network.blocks) {
    forward(block, map, normalisation, state, workspace);
    std::swap(map, state.nodes.back());
  }
  return map;
}

/// Weights, biases, and the scale and shift of every batch norm.
inline std::int64_t parameters_of(const Network& network) {
  std::int64_t parameters = 2 * stage_channels.back();  // the last batch norm's scale and shift
  for (const Block& block : network.blocks) {
    for (const BlockEdge& edge : block.edges) {
      if (edge.kind != EdgeKind::convolution) continue;
      const Convolution& convolution = edge.convolution;
      parameters += static_cast<std::int64_t>(convolution.weight_count() + convolution.bias.size());
      if (edge.normalise_after) parameters += 2 * convolution.outputs;
    }
  }
  return parameters;
}

}  // namespace tenprobes::network
