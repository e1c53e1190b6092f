// A block: a small graph of feature maps. Node 0 is the input, the last node the output, and every
// other node the sum of what its incoming edges compute. The stem, a cell, a residual reduction and
// the head of a network are all blocks.
//
//   BlockState state;
//   const FeatureMap& output = forward(block, input, Normalisation::batch, state, workspace);
//   backward(block, input, state, output_gradient, input_gradient, nullptr, workspace);
#pragma once

#include <vector>

#include "core/network/batch_norm.h"
#include "core/network/convolution.h"
#include "core/network/feature_map.h"

namespace tenprobes::network {

enum class EdgeKind {
  skip,
  convolution,  ///< followed by batch normalisation where the edge says so
  pool_3x3,
  halve,      ///< 2 x 2 average, stride 2
  normalise,  ///< batch normalisation alone
  relu_mean,  ///< ReLU, then the mean over each image: one pixel is left
};

struct BlockEdge {
  int source = 0, target = 0;
  EdgeKind kind = EdgeKind::skip;
  Convolution convolution = {};  ///< used if kind is convolution
  bool normalise_after = false;  ///< used if kind is convolution
};

/// That a ReLU reads a node, which NASWOT looks at.
struct ReluRead {
  int node = 0;      ///< -1: nothing reaches it, it is zero everywhere
  bool live = true;  ///< whether the network's output depends on what follows the ReLU
};

struct Block {
  int node_count = 0;
  int output_channels = 0;
  std::vector<BlockEdge> edges;  ///< in the order they run: all into a node before any out of it
  std::vector<ReluRead> relu_reads;
};

/// What becomes of batch normalisation.
enum class Normalisation {
  batch,  ///< by the batch's own statistics (training mode)
  none,   ///< left out: values pass as they are (folded into the weights, or for logSynflow)
};

/// What a forward pass leaves for its backward pass. Reused from pass to pass.
struct BlockState {
  Normalisation normalisation = Normalisation::batch;
  std::vector<FeatureMap> nodes;            ///< [node]; node 0 stays empty, it is the input
  std::vector<FeatureMap> convolved;        ///< [edge]: a convolution's output before normalising
  std::vector<BatchStatistics> statistics;  ///< [edge]
};

/// Returns state.nodes.back().
const FeatureMap& forward(const Block& block, const FeatureMap& input, Normalisation normalisation,
                          BlockState& state, Workspace& workspace);

/// The gradient by the block's input (overwritten), given the one by its output, after forward() of
/// the same input. Where weight_gradients is not null it becomes [edge], empty but for
/// convolutions.
void backward(const Block& block, const FeatureMap& input, const BlockState& state,
              const FeatureMap& output_gradient, FeatureMap& input_gradient,
              std::vector<std::vector<float>>* weight_gradients, Workspace& workspace);

}  // namespace tenprobes::network
