#include "core/search_space/cells/neighbours.h"

namespace tenprobes {
inline namespace search_space {

std::array<Cell, neighbour_count> neighbours(const Cell& architecture) {
  std::array<Cell, neighbour_count> all;
  all.fill(architecture);
  std::size_t next = 0;
  for (std::size_t edge = 0; edge < edge_count; ++edge) {
    for (const Operation operation : all_operations) {
      if (operation != architecture.operations[edge]) all[next++].operations[edge] = operation;
    }
  }
  return all;
}

}  // namespace search_space
}  // namespace tenprobes
