// A twin of a real device: a latency model fitted to measured latencies.
//
//   Twin twin = fit_twin(latencies);                        // [15625] by index, NaN = not measured
//   DeviceFile file = twin_file(twin);                       // with a note that tells its quality
//
// Coefficients are least squares with no negative cost and Huber weights against outliers.
// Structures are tried from simple to rich on three quarters of the rows (the four executions;
// overlapping branches; edge position), and a richer one is kept only if it lowers the mean
// absolute error of the last quarter by at least 2 %. Then the chosen one is fitted to all rows.
// The quality is that of five-fold cross-validation of all this: every row is predicted by a fit
// that has not seen it.
//
// In an eager runtime all six edges always run, so what they have in common cannot be told from the
// base: the cheapest operation is given cost 0 there, and six times its cost are in base_ms.
// memory_ms and launch_ms cannot be told from operation_ms either and stay 0.
#pragma once

#include <span>
#include <string>

#include "core/devices/fit_quality.h"
#include "core/devices/latency_model.h"

namespace tenprobes::devices {

inline constexpr int least_rows_to_fit = 30;

struct Twin {
  LatencyModel model;
  FitQuality quality;
};

/// latencies: [15625] by index, ms, NaN where not measured. Throws Error where fewer than
/// least_rows_to_fit are known.
Twin fit_twin(std::span<const double> latencies);

/// One sentence: how much of the variance the model explains, what the rest is, and, where it is
/// not structure, the ceiling that this sets.
std::string describe_residual(const LatencyModel& model, const FitQuality& quality);

}  // namespace tenprobes::devices
