// bayes and belief: constrained expected improvement over every candidate, under what a Belief
// (belief/cells/cell_belief.h) holds of the device. They differ in the prior alone: one Gaussian a regime,
// or a mixture of a thousand imaginary devices.
#include <cmath>

#include "core/belief/cells/cell_belief.h"
#include "core/belief/cells/synthetic_prior.h"
#include "core/prediction/expected_improvement.h"
#include "core/search/candidates.h"
#include "core/search/factories.h"

namespace tenprobes::search {

namespace {

class BeliefSearch : public SearchStrategy {
 public:
  explicit BeliefSearch(const belief::LatencyPrior& prior) : belief_(prior) {}

  Cell propose(const History& history, const Objective& objective, int /*probes_left*/,
               Random& /*random*/) override {
    const double budget =
        objective.scalarisation ? objective.scalarisation->reference_ms : objective.budget_ms;
    belief_.fit(history, budget);
    belief_.forecast(budget, forecasts_);
    const double best = best_value(history, objective);
    const auto& group_of = belief::joint_groups().group_of;
    return best_candidate(history, objective, [&](int index) {
      const size_t group = group_of[static_cast<size_t>(index)];
      const double feasible = forecasts_.feasible[group];
      if (objective.scalarisation) {
        return prediction::expected_improvement(
            objective, index,
            {.mean_ms = forecasts_.mean[group], .spread_ms = std::sqrt(forecasts_.variance[group])},
            best);
      }
      // Where nothing can better the best, the likeliest to fit.
      const double gain = objective.quality[static_cast<size_t>(index)] - std::max(best, 0.0);
      return gain > 0 ? gain * feasible : feasible - 1;
    });
  }

 private:
  belief::CellBelief belief_;
  belief::Forecasts forecasts_;
};

}  // namespace

std::unique_ptr<SearchStrategy> make_bayes(const Ingredients&) {
  return std::make_unique<BeliefSearch>(belief::synthetic_gaussian());
}

std::unique_ptr<SearchStrategy> make_belief(const Ingredients&) {
  return std::make_unique<BeliefSearch>(belief::synthetic_mixture());
}

}  // namespace tenprobes::search
