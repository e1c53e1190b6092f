// The best network of a layered space within a latency budget where every cost is known: what a
// search that has to probe is held against.
//
//   LayeredOptimum optimum(space, device_costs, macs.by_row(), 40);    // for budgets up to 40 ms
//   std::optional<Architecture> best = optimum.within(20);             // none: all are slower
//   for (const LayeredOptimum::Step& s : optimum.front()) plot(s.latency_ms, s.quality);
//
// Latency and quality are both sums over the layers, so at each resolution this is a knapsack problem
// with one choice a layer, and dynamic programming solves it (Dudzinski and Walukiewicz, "Exact
// methods for the knapsack problem and its relatives", 1987). Costs are rounded up to a step, so what
// is found does fit, and is at least as good as all that is faster by a step a layer: with one
// resolution a step is a 20,000th of the budget's range, with several a 4,000th.
#pragma once

#include <optional>
#include <span>
#include <vector>

#include "core/search_space/layered/layered_space.h"

namespace tenprobes::search {

class LayeredOptimum {
 public:
  /// Some ten milliseconds. `space` outlives it; costs (ms, 0 or more) and qualities by its rows;
  /// `highest_ms`: the largest budget that will be asked about. Throws Error where the lists are of
  /// another length.
  LayeredOptimum(const LayeredSpace& space, std::span<const double> costs,
                 std::span<const double> quality, double highest_ms);

  std::optional<Architecture> within(double budget_ms) const;

  struct Step {
    double latency_ms, quality;
  };
  /// The highest quality at every budget, wherever it rises: the Pareto front.
  std::vector<Step> front() const;

 private:
  struct Place {
    std::uint8_t choice = 0;
    std::uint8_t left_out_before = 0;  ///< whether the layer before is left out
  };
  /// One resolution's table.
  struct Table {
    double least = 0, step = 0;  ///< ms: of the fixed part and cheapest choices; of rounding
    std::vector<float> best;     ///< [2][steps + 1]: quality, by whether the last is left out
    std::vector<Place> places;   ///< [layers][2][steps + 1]
    std::vector<std::vector<int>> price;  ///< [layer][choice], steps
  };

  Table table_of(int resolution, std::span<const double> costs, std::span<const double> quality,
                 double highest_ms) const;
  std::size_t at(int left_out, int left) const {
    return static_cast<std::size_t>(left_out) * static_cast<std::size_t>(steps_ + 1) +
           static_cast<std::size_t>(left);
  }

  const LayeredSpace& space_;
  int steps_;
  std::vector<Table> tables_;
};

}  // namespace tenprobes::search
