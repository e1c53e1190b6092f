// What a controller probes where its own choices are all closed.
#pragma once

#include "core/objective/objective.h"
#include "core/search_space/cells/cell.h"

namespace tenprobes::controller {

/// The allowed architecture not probed yet that differs from `wanted` on the fewest edges, the one
/// of best quality among equals. Throws Error if the objective allows none; a probed one if all
/// are.
Cell nearest_open(const Cell& wanted, const History& history, const Objective& objective);

}  // namespace tenprobes::controller
