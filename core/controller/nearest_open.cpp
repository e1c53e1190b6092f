#include "core/controller/nearest_open.h"

#include <optional>

#include "core/base/error.h"

namespace tenprobes::controller {

Cell nearest_open(const Cell& wanted, const History& history, const Objective& objective) {
  std::optional<Cell> nearest, any;
  int least = edge_count + 1;
  double best_quality = 0;
  for (int index = 0; index < cell_count; ++index) {
    if (!objective.is_allowed(index)) continue;
    const Cell architecture = cell_at(index);
    any = architecture;
    if (was_probed(history, architecture)) continue;
    const int distance = edit_distance(architecture, wanted);
    const double quality = objective.quality[static_cast<std::size_t>(index)];
    if (distance < least || (distance == least && quality > best_quality)) {
      nearest = architecture;
      least = distance;
      best_quality = quality;
    }
  }
  if (nearest) return *nearest;
  if (any) return *any;
  throw Error("the objective allows no architecture: at least one must be allowed");
}

}  // namespace tenprobes::controller
