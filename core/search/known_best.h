// The best architectures there are where a device's latencies are known beforehand: what a search that
// has to probe is held against.
//
//   KnownBest known(device, objective);                          // once a device and an objective
//   if (known.ranked().empty()) return;                          // all are slower than the budget
//   const Architecture& best = known.ranked().front();
//
// In an enumerable space it is exact. In others it starts from a network and looks at all that one or
// two edits make of it, over and over until no edit gains. Where latency and quality both add up over
// the layers, it starts from the optimum but for the rounding of costs (layered_optimum.h: 0.11 % of
// the range of latencies). Else it starts from the ends of four runs of simulated annealing
// (Kirkpatrick, Gelatt and Vecchi, Science 1983) under the true latencies, of 200,000 steps of one to
// three edits. That is no bound: of Once-for-All's predicted top-1, 82 to 85 % at best, twice as many
// runs found 0.05 points more on average, and longer ones 0.14 at most. The scalarised objective is always
// annealed.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <vector>

#include "core/devices/device.h"
#include "core/objective/objective.h"

namespace tenprobes::search {

class KnownBest {
 public:
  /// How many are kept at most.
  static constexpr std::size_t most_ranked = 128;

  /// `device`, whose latencies are known. Up to a quarter of a minute where it has to anneal. Throws
  /// Error where the objective's bounds leave too little.
  KnownBest(const devices::Device& device, const Objective& objective);

  /// Allowed ones that are feasible without noise, by what the objective maximises, best first, the
  /// faster of equals: the best, and in an enumerable space the next best; elsewhere what came next on the way.
  std::span<const Architecture> ranked() const { return ranked_; }

  /// Whether it was found for this objective.
  bool is_of(const Objective& objective) const;

 private:
  std::vector<Architecture> ranked_;
  std::string quality_hash_;
  double budget_ms_;
  std::optional<Scalarisation> scalarisation_;
  std::vector<Bound> bounds_;
};

}  // namespace tenprobes::search
