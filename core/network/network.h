// Every NAS-Bench-201 network (Dong and Yang, ICLR 2020, arXiv 2001.00326, section 2.1), built from
// its cell, as blocks that run one after the other on the CPU.
//
//   Network network = build_network(architecture);
//   initialise(network, random);
//   FeatureMap map(64, 32, 32, 3);
//   BlockState state;
//   for (const Block& block : network.blocks) {
//     forward(block, map, Normalisation::batch, state, workspace);       // block.h
//     std::swap(map, state.nodes.back());
//   }                                                                    // [64][1][1][classes]
#pragma once

#include <cstdint>
#include <vector>

#include "core/base/random.h"
#include "core/network/block.h"
#include "core/search_space/cells/cell.h"

namespace tenprobes::network {

inline constexpr int image_channels = 3;

/// What to do with a cell's edges that its output does not depend on.
enum class DeadCode {
  drop,
  /// Also list what their ReLUs read (Block::relu_reads with live = false), and run what that
  /// needs.
  observe,
};

struct Network {
  int classes = 10;
  /// The stem (convolution 3 -> 16, batch norm), five cells of 16 channels, a residual reduction to
  /// 32, five cells, a reduction to 64, five cells, the head (batch norm, ReLU, mean, linear).
  std::vector<Block> blocks;
};

Network build_network(const Cell& architecture, int classes = 10,
                      DeadCode dead_code = DeadCode::drop);

/// Kaiming normal weights (He et al., arXiv 1502.01852: deviation sqrt(2 / inputs of a neuron)),
/// zero biases.
void initialise(Network& network, Random& random);

/// Multiply-accumulates of the convolutions and the linear layer that are run for one image (the
/// benchmark's own count, network_cost(), has dead edges too, and one for each bias).
std::int64_t macs_of(const Network& network, int resolution = 32);

}  // namespace tenprobes::network
