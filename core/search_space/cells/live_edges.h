// Dead-code elimination: which of a cell's edges take part in what the cell computes.
//
//   EdgeMask live = live_edges(a);            // on a path of non-none edges from input to output
//   EdgeMask run = edges_reaching_output(a);  // what a backward elimination leaves
#pragma once

#include <bitset>

#include "core/search_space/cells/cell.h"

namespace tenprobes {
inline namespace search_space {

using EdgeMask = std::bitset<edge_count>;

/// Edges that carry anything but none and lie on a path of such edges from node 0 to node 3.
EdgeMask live_edges(const Cell& architecture);

/// Edges that carry anything but none and whose target reaches node 3 through such edges, though
/// nothing may reach their source: what a runtime that walks back from the output executes.
EdgeMask edges_reaching_output(const Cell& architecture);

/// Whether the output depends on the input at all.
bool is_connected(const Cell& architecture);

/// Whether some path from node 0 to node 3 is made of skip connections only: the identity shortcut
/// of residual networks.
bool has_identity_path(const Cell& architecture);

/// The largest number of live convolutions on a path from node 0 to node 3.
int live_depth(const Cell& architecture);

}  // namespace search_space
}  // namespace tenprobes
