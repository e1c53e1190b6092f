// The fitted twin of a real device in a layered space: what each choice of each class of layers
// takes, from a table of measured networks.
//
//   LayeredTwin twin = fit_layered_twin(space, architectures, latencies);
//   std::vector<double> costs = costs_of(space, twin.table);        // ms, by row of the space
//   double ms = space.sum_of(architecture, costs);                  // any network of the space
//   printf("R2 %.3f on held-out networks", twin.fit.r2);
//
// Where there are several resolutions, a cost is a constant and a part that goes with the area.
#pragma once

#include <span>
#include <vector>

#include "core/devices/fit_quality.h"
#include "core/search_space/layered/layered_space.h"

namespace tenprobes::devices {

/// By entry of the space (LayeredSpace::entry_of), ms.
struct LayeredTable {
  std::vector<double> constant;  ///< [entry_count]; the fixed part first
  std::vector<double> by_area;   ///< the same, times area_of(resolution); empty: one resolution

  bool operator==(const LayeredTable&) const = default;
};

/// By row of the space, ms. Throws Error where the table is of another space.
std::vector<double> costs_of(const LayeredSpace& space, const LayeredTable& table);

struct LayeredTwin {
  LayeredTable table;
  /// By five-fold cross-validation; structure and drift are not told apart, and 0.
  FitQuality fit = {};
  double noise = 0;  ///< what the table does not explain of held-out latencies, of their mean
};

/// How many measured networks it takes at least.
std::size_t least_networks_of_a_twin(const LayeredSpace& space);

/// Least squares. As far as five-fold cross-validation wants it, costs are drawn towards what their
/// operations explain (a ridge on the rest): where readings scatter by a tenth, layers would differ by
/// chance. What all choices of a layer have in common cannot be told from the fixed part and is in it:
/// where a class is always there, its cheapest choice costs 0. Throws Error where the lists differ in
/// length or hold too few networks.
LayeredTwin fit_layered_twin(const LayeredSpace& space, std::span<const Architecture> architectures,
                             std::span<const double> latencies);

}  // namespace tenprobes::devices
