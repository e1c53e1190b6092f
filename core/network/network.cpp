#include "core/network/network.h"

#include <array>
#include <cmath>

#include "core/search_space/cells/live_edges.h"
#include "core/search_space/cells/network_cost.h"

namespace tenprobes::network {
namespace {

/// ReLU, convolution, batch norm: NAS-Bench-201's order.
BlockEdge relu_convolution(int source, int target, int inputs, int outputs, int kernel,
                           int stride) {
  return {.source = source,
          .target = target,
          .kind = EdgeKind::convolution,
          .convolution = {.inputs = inputs,
                          .outputs = outputs,
                          .kernel = kernel,
                          .stride = stride,
                          .relu_before = true},
          .normalise_after = true};
}

Block stem() {
  return {.node_count = 2,
          .output_channels = stage_channels[0],
          .edges = {{.source = 0,
                     .target = 1,
                     .kind = EdgeKind::convolution,
                     .convolution = {.inputs = image_channels,
                                     .outputs = stage_channels[0],
                                     .kernel = 3},
                     .normalise_after = true}},
          .relu_reads = {}};
}

Block reduction(int inputs) {
  const int outputs = 2 * inputs;
  return {.node_count = 4,
          .output_channels = outputs,
          .edges = {relu_convolution(0, 1, inputs, outputs, 3, 2),
                    {.source = 0, .target = 2, .kind = EdgeKind::halve},
                    {.source = 2,
                     .target = 3,
                     .kind = EdgeKind::convolution,
                     .convolution = {.inputs = inputs, .outputs = outputs}},
                    relu_convolution(1, 3, outputs, outputs, 3, 1)},
          .relu_reads = {{.node = 0}, {.node = 1}}};
}

Block head(int classes) {
  const int inputs = stage_channels.back();
  return {
      .node_count = 4,
      .output_channels = classes,
      .edges = {{.source = 0, .target = 1, .kind = EdgeKind::normalise},
                {.source = 1, .target = 2, .kind = EdgeKind::relu_mean},
                {.source = 2,
                 .target = 3,
                 .kind = EdgeKind::convolution,
                 .convolution = {.inputs = inputs,
                                 .outputs = classes,
                                 .bias = std::vector<float>(static_cast<std::size_t>(classes))}}},
      .relu_reads = {{.node = 1}}};
}

BlockEdge cell_edge(Operation operation, std::size_t edge, int channels) {
  const int source = edge_source[edge], target = edge_target[edge];
  switch (operation) {
    case Operation::nor_conv_1x1:
      return relu_convolution(source, target, channels, channels, 1, 1);
    case Operation::nor_conv_3x3:
      return relu_convolution(source, target, channels, channels, 3, 1);
    case Operation::avg_pool_3x3:
      return {source, target, EdgeKind::pool_3x3};
    default:
      return {source, target, EdgeKind::skip};
  }
}

Block cell(const Cell& architecture, int channels, DeadCode dead_code) {
  Block block{.node_count = node_count, .output_channels = channels, .edges = {}, .relu_reads = {}};
  const EdgeMask live = live_edges(architecture);
  const auto is = [&](std::size_t edge, Operation operation) {
    return architecture.operations[edge] == operation;
  };
  const auto convolves = [&](std::size_t edge) {
    return is_convolution(architecture.operations[edge]);
  };

  std::array<bool, node_count> reached{true};
  for (std::size_t edge = 0; edge < edge_count; ++edge) {
    if (!is(edge, Operation::none) && reached[static_cast<std::size_t>(edge_source[edge])]) {
      reached[static_cast<std::size_t>(edge_target[edge])] = true;
    }
  }
  // Nodes whose value somebody looks at: the output, what it is computed from, and, if observed,
  // what any ReLU reads. Edges are ordered by target, so walking back settles every node in time.
  std::array<bool, node_count> wanted{};
  wanted[node_count - 1] = true;
  EdgeMask run;
  for (std::size_t edge = edge_count; edge-- > 0;) {
    const auto source = static_cast<std::size_t>(edge_source[edge]);
    if (is(edge, Operation::none) || !reached[source]) continue;
    run[edge] = wanted[static_cast<std::size_t>(edge_target[edge])];
    if (run[edge] || (dead_code == DeadCode::observe && convolves(edge))) wanted[source] = true;
  }
  for (std::size_t edge = 0; edge < edge_count; ++edge) {
    if (run[edge]) block.edges.push_back(cell_edge(architecture.operations[edge], edge, channels));
    if (convolves(edge) && (live[edge] || dead_code == DeadCode::observe)) {
      const int source = edge_source[edge];
      block.relu_reads.push_back(
          {.node = reached[static_cast<std::size_t>(source)] ? source : -1, .live = live[edge]});
    }
  }
  return block;
}

}  // namespace

Network build_network(const Cell& architecture, int classes, DeadCode dead_code) {
  Network network{.classes = classes, .blocks = {stem()}};
  for (std::size_t stage = 0; stage < stage_channels.size(); ++stage) {
    if (stage > 0) network.blocks.push_back(reduction(stage_channels[stage - 1]));
    const Block block = cell(architecture, stage_channels[stage], dead_code);
    network.blocks.insert(network.blocks.end(), cells_per_stage, block);
  }
  network.blocks.push_back(head(classes));
  return network;
}

void initialise(Network& network, Random& random) {
  for (Block& block : network.blocks) {
    for (BlockEdge& edge : block.edges) {
      if (edge.kind != EdgeKind::convolution) continue;
      Convolution& convolution = edge.convolution;
      const int fan_in = convolution.inputs * convolution.kernel * convolution.kernel;
      const double deviation = std::sqrt(2.0 / fan_in);
      convolution.weights.resize(convolution.weight_count());
      for (float& weight : convolution.weights) {
        weight = static_cast<float>(deviation * random.normal());
      }
    }
  }
}

std::int64_t macs_of(const Network& network, int resolution) {
  std::int64_t macs = 0;
  int size = resolution;
  for (const Block& block : network.blocks) {
    const int input_size = size;
    for (const BlockEdge& edge : block.edges) {
      if (edge.kind == EdgeKind::halve) size = input_size / 2;
      if (edge.kind == EdgeKind::relu_mean) size = 1;
      if (edge.kind != EdgeKind::convolution) continue;
      const int from = edge.source == 0 ? input_size : size;
      macs += macs_of(edge.convolution, from, from);
    }
  }
  return macs;
}

}  // namespace tenprobes::network
