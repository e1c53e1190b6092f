// The best FBNet network within a latency budget where every cost is known: what a search that has
// to probe is held against.
//
//   FbnetOptimum optimum(device.costs, 40);                            // for budgets up to 40 ms
//   std::optional<FbnetArchitecture> best = optimum.within(20);        // none: all are slower
//   for (const FbnetOptimum::Step& s : optimum.front()) plot(s.latency_ms, s.quality);
//
// Quality is the multiply-accumulates, in millions. Latency and quality are both sums over the
// layers, so this is a knapsack problem with one choice a layer, and dynamic programming solves it
// (Dudzinski and Walukiewicz, "Exact methods for the knapsack problem and its relatives", 1987).
// Costs are rounded up to a 20,000th of the range, so what is found does fit, and is at least as
// good as all that is faster by 22 of those steps, 0.11 % of the range.
#pragma once

#include <optional>
#include <vector>

#include "core/devices/fbnet_device.h"

namespace tenprobes::search {

/// Multiply-accumulates of all layers, in millions.
double fbnet_quality(const FbnetArchitecture& architecture);

/// Percent of the best's quality that a network misses; 0 where noise, or the rounding of costs,
/// let a better one pass that is a little too slow.
double fbnet_regret(const FbnetArchitecture& architecture, const FbnetArchitecture& best);

class FbnetOptimum {
 public:
  /// Some ten milliseconds. `highest_ms`: the largest budget that will be asked about.
  FbnetOptimum(const devices::FbnetCosts& costs, double highest_ms);

  std::optional<FbnetArchitecture> within(double budget_ms) const;

  struct Step {
    double latency_ms, quality;
  };
  /// The highest quality at every budget, wherever it rises: the Pareto front.
  std::vector<Step> front() const;

 private:
  double least_ = 0, step_ = 0;  ///< the fastest network's latency; of the rounding; ms
  std::vector<float> best_;      ///< quality by steps above the least
  std::vector<std::vector<std::uint8_t>> choice_;  ///< [layer][steps], the operation
  std::vector<std::vector<int>> price_;            ///< [layer][operation], steps
};

}  // namespace tenprobes::search
