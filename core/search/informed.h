// The practical floor of adaptation: a strategy that knows the target's whole latency model before
// the first probe, and only has to find out which of several near equals just fits.
//
//   LinearFit fit = fit_linear(latencies);
//   fit.expected_ms[index]; fit.spread_ms;
#pragma once

#include <span>
#include <vector>

#include "core/devices/latency_model.h"

namespace tenprobes::search {

/// Least squares of latency on which operation runs on which edge (a base and 6 x 5 costs), for the
/// execution (latency_model.h) that leaves the least.
struct LinearFit {
  devices::Execution execution = devices::Execution::eager;
  std::vector<double> expected_ms;  ///< [size] by index; empty in spaces too large to enumerate
  std::vector<double> row_ms;       ///< of a layered space: what its rows cost
  double spread_ms = 0;             ///< standard deviation of true minus expected
  double relative_spread = 0;       ///< the same of their ratio
  std::vector<double> ratios;       ///< true over expected, ascending, of the known ones
};

/// true_latencies: [15625] by index, NaN where unknown; throws Error if none is known.
LinearFit fit_linear(std::span<const double> true_latencies);

}  // namespace tenprobes::search
