// What the strategies share: which architectures are still open, and picking one of them.
//
//   Architecture any = random_candidate(history, objective, random);
//   Architecture best = best_candidate(history, objective, [&](int index) { return score[index];
//   });
#pragma once

#include <cstdint>
#include <vector>

#include "core/base/error.h"
#include "core/base/random.h"
#include "core/objective/objective.h"
#include "core/search_space/breeding.h"

namespace tenprobes::search {

/// [size of the enumerable space]: 1 where the architecture is allowed and was not probed; where
/// none is left, 1 for every allowed one. Throws Error if none is allowed.
std::vector<std::uint8_t> open_candidates(const History& history, const Objective& objective);

/// Uniformly one of the open candidates. Throws Error if none is allowed.
Architecture random_candidate(const History& history, const Objective& objective, Random& random);

/// The open candidate of the highest score(index), the lowest index of equals; a score of NaN never
/// wins unless all are NaN. Throws Error if none is allowed.
template <class Score>
Architecture best_candidate(const History& history, const Objective& objective, Score&& score) {
  const std::vector<std::uint8_t> open = open_candidates(history, objective);
  int best = -1;
  double best_score = 0;
  for (int index = 0; index < objective.space->size(); ++index) {
    if (!open[static_cast<size_t>(index)]) continue;
    const double value = score(index);
    if (best < 0 || value > best_score || best_score != best_score) {
      best = index;
      best_score = value;
    }
  }
  return objective.space->at(best);
}

/// Where the space cannot be enumerated: the open one of the highest value among bred ones
/// (breeding.h).
Architecture bred_candidate(const History& history, const Objective& objective,
                            const BatchValue& value, Random& random);

/// Whether probe a is the better outcome: a feasible one before an infeasible one, then the higher
/// value, or, where both are infeasible, the lower latency (Deb's constraint domination).
bool is_better(const Probe& a, const Probe& b, const Objective& objective);

/// The value of the best feasible probe; -infinity where there is none.
double best_value(const History& history, const Objective& objective);

}  // namespace tenprobes::search
