// The cells one edit away.
//
//   for (const Cell& next : neighbours(a)) ...
#pragma once

#include <array>

#include "core/search_space/cells/cell.h"

namespace tenprobes {
inline namespace search_space {

inline constexpr int neighbour_count = edge_count * (operation_count - 1);

/// The 24 architectures that differ in just one edge's operation, by edge, then operation.
std::array<Cell, neighbour_count> neighbours(const Cell& architecture);

}  // namespace search_space
}  // namespace tenprobes
