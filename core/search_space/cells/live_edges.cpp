#include "core/search_space/cells/live_edges.h"

#include <algorithm>
#include <array>

namespace tenprobes {
inline namespace search_space {
namespace {

constexpr std::size_t output_node = node_count - 1;

bool carries_none(const Cell& architecture, std::size_t edge) {
  return architecture.operations[edge] == Operation::none;
}

std::size_t source(std::size_t edge) {
  return static_cast<std::size_t>(edge_source[edge]);
}
std::size_t target(std::size_t edge) {
  return static_cast<std::size_t>(edge_target[edge]);
}

}  // namespace

EdgeMask edges_reaching_output(const Cell& architecture) {
  std::bitset<node_count> reaches;
  reaches.set(output_node);
  EdgeMask kept;
  // Edges are ordered by target, so going backwards every node is settled before its inputs.
  for (std::size_t edge = edge_count; edge-- > 0;) {
    if (carries_none(architecture, edge) || !reaches[target(edge)]) continue;
    kept.set(edge);
    reaches.set(source(edge));
  }
  return kept;
}

EdgeMask live_edges(const Cell& architecture) {
  const EdgeMask reaching = edges_reaching_output(architecture);
  std::bitset<node_count> reached;
  reached.set(0);
  EdgeMask live;
  for (std::size_t edge = 0; edge < edge_count; ++edge) {
    if (carries_none(architecture, edge) || !reached[source(edge)]) continue;
    reached.set(target(edge));
    live[edge] = reaching[edge];
  }
  return live;
}

bool is_connected(const Cell& architecture) {
  return live_edges(architecture).any();
}

bool has_identity_path(const Cell& architecture) {
  std::bitset<node_count> reached;
  reached.set(0);
  for (std::size_t edge = 0; edge < edge_count; ++edge) {
    const bool skips = architecture.operations[edge] == Operation::skip_connect;
    if (skips && reached[source(edge)]) reached.set(target(edge));
  }
  return reached[output_node];
}

int live_depth(const Cell& architecture) {
  const EdgeMask live = live_edges(architecture);
  std::array<int, node_count> depth{};
  for (std::size_t edge = 0; edge < edge_count; ++edge) {
    if (!live[edge]) continue;
    const int own = is_convolution(architecture.operations[edge]) ? 1 : 0;
    depth[target(edge)] = std::max(depth[target(edge)], depth[source(edge)] + own);
  }
  return depth[output_node];
}

}  // namespace search_space
}  // namespace tenprobes
