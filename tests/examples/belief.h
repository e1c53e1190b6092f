#pragma once

#include "tests/examples/common.h"

namespace tenprobes::belief::examples {
extern const LatencyPrior prior;
extern const SearchSpace& space;
extern const std::vector<Architecture> candidates;
}  // namespace tenprobes::belief::examples

namespace tenprobes::belief::examples::in_cells::group_order_h {
extern const std::vector<std::uint16_t> groups_by_quality;
extern CellBelief belief;
extern Forecasts forecasts;
}  // namespace tenprobes::belief::examples::in_cells::group_order_h
