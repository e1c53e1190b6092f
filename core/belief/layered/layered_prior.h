// What is known of a device's latencies in a layered space before its first probe, from synthetic
// devices of that space alone.
//
//   std::shared_ptr<const LayeredPrior> prior = layered_prior(space);     // some 0.1 s
//   prior->mean[row];                     // what a row costs, of the mean latency of all networks
//   prior->factors[row * prior->factor_count + f];
//   prior->deviation[row];
//
// A row's cost is its mean, plus `factors` times standard normal weights that all rows share (the
// principal components of the devices' costs: devices differ in few ways), plus `deviation` times a
// weight of its own (class, choice): what the components leave out, and what real devices do that
// synthetic ones do not. Without the latter, exact latencies would contradict the belief, which
// would call them noise.
#pragma once

#include <memory>
#include <vector>

#include "core/search_space/layered/layered_space.h"

namespace tenprobes::belief {

struct LayeredPrior {
  std::size_t factor_count = 0;
  std::vector<double> mean;       ///< [rows], relative to the mean latency over all networks
  std::vector<double> factors;    ///< [rows, factor_count], the same unit
  std::vector<double> deviation;  ///< [rows], the same unit: what the factors leave of the devices
  /// Of the logarithm of budgets over the mean latency: the quantiles .02 to .7 of networks'
  /// latencies on the devices, at which a budget is worth setting.
  double budget_log_mean = 0, budget_log_deviation = 0;
};

/// Of the same devices always; made at the first call for a space, and kept.
std::shared_ptr<const LayeredPrior> layered_prior(const LayeredSpace& space);

}  // namespace tenprobes::belief
