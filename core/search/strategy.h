// A search strategy decides what to probe next and what to recommend in the end.
//
// A new strategy is one new file that implements this, and one line in the table kinds[]
// (strategies.cpp).
#pragma once

#include <optional>

#include "core/base/random.h"
#include "core/objective/objective.h"

namespace tenprobes::search {

class SearchStrategy {
 public:
  virtual ~SearchStrategy() = default;

  /// The next architecture to probe: allowed by the objective, and not probed before while any
  /// other allowed one is left. probes_left counts this one, >= 1.
  virtual Architecture propose(const History& history, const Objective& objective, int probes_left,
                               Random& random) = 0;

  /// What the session ends with. By default the best feasible probe, or, where none is feasible,
  /// the fastest one. nullopt only when nothing was probed.
  virtual std::optional<Architecture> recommend(const History& history,
                                                const Objective& objective) const;
};

}  // namespace tenprobes::search
