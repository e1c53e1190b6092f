// What is known of a device's latencies in a layered space before its first probe, from synthetic
// devices of that space alone.
//
//   std::shared_ptr<const LayeredPrior> prior = layered_prior(space);     // some 0.1 to 0.3 s
//   const LayeredGroup& group = prior->groups[0];
//   group.mean[row];                      // what a row costs, of the mean latency of all networks
//   group.factors[row * prior->factor_count + f];
//   group.deviation[row];
//
// Devices are told apart by what launches take of them, in groups of as many devices each: one
// Gaussian of all has a device that does little but launch in its tail, and never becomes sure that
// all the rest costs next to nothing. On 60 synthetic devices of FBNet, one group (`bayes`) misses
// 11.2 / 5.7 points at five and ten probes, three (`belief`) 9.6 / 4.6; five groups, and groups by
// principal components, were no better:
//
//   tenprobes bench --space fbnet --device synthetic:{101..160} --methods bayes,belief --probes 5,10
//     --seeds 1
//
// In a group, a row's cost is its mean, plus `factors` times standard normal weights that all rows
// share (the principal components of the devices' costs: devices differ in few ways), plus
// `deviation` times a weight of its own (class, choice): what the components leave out, and what
// real devices do that synthetic ones do not. Without the latter, exact latencies would contradict
// the belief, which would call them noise.
#pragma once

#include <memory>
#include <vector>

#include "core/search_space/layered/layered_space.h"

namespace tenprobes::belief {

/// Devices that are alike, jointly Gaussian.
struct LayeredGroup {
  std::vector<double> mean;       ///< [rows], relative to the mean latency over all networks
  std::vector<double> factors;    ///< [rows, factor_count], the same unit
  std::vector<double> deviation;  ///< [rows], the same unit: what the factors leave of the devices
  /// Of the logarithm of budgets over the mean latency: the quantiles .02 to .7 of networks'
  /// latencies on the devices, at which a budget is worth setting.
  double budget_log_mean = 0, budget_log_deviation = 0;
};

struct LayeredPrior {
  std::size_t factor_count = 0;
  std::vector<LayeredGroup> groups;  ///< equally likely, from few launches to many
};

/// Of the same devices always, a thousand a group; made at the first call for a space, and kept.
std::shared_ptr<const LayeredPrior> layered_prior(const LayeredSpace& space,
                                                  std::size_t groups = 3);

}  // namespace tenprobes::belief
