#pragma once

#include "core/belief/beliefs.h"
#include "tests/examples/common.h"

namespace tenprobes::belief::examples {
extern const LatencyPrior prior;
extern const SearchSpace& space;
extern const std::vector<Architecture> candidates;
extern Forecasts forecasts;
}  // namespace tenprobes::belief::examples

namespace tenprobes::belief::examples::in_catalogue {
extern const CatalogueSpace& space;
extern const std::size_t row, a, b;
}  // namespace tenprobes::belief::examples::in_catalogue

namespace tenprobes::belief::examples::in_cells::group_order_h {
extern const std::vector<std::uint16_t> groups_by_quality;
extern CellBelief belief;
}  // namespace tenprobes::belief::examples::in_cells::group_order_h

namespace tenprobes::belief::examples::in_layered {
extern const LayeredSpace& space;
extern const Architecture architecture, other;
extern const std::size_t row, f;
}  // namespace tenprobes::belief::examples::in_layered

namespace tenprobes::belief::examples::growing_cholesky_h {
extern const std::vector<double> covariances;
extern std::vector<double> values;
}  // namespace tenprobes::belief::examples::growing_cholesky_h
