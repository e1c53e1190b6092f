// bayes and belief: constrained expected improvement over every candidate, under what a belief
// (core/belief) holds of the device. They differ in the prior alone: on cells, one Gaussian a
// regime, or a mixture of a thousand synthetic devices.
#include <cmath>

#include "core/belief/beliefs.h"
#include "core/prediction/expected_improvement.h"
#include "core/search/candidates.h"
#include "core/search/factories.h"

namespace tenprobes::search {

namespace {

class BeliefSearch : public SearchStrategy {
 public:
  explicit BeliefSearch(std::unique_ptr<belief::Belief> belief) : belief_(std::move(belief)) {}

  Architecture propose(const History& history, const Objective& objective, int /*probes_left*/,
                       Random& /*random*/) override {
    const double budget =
        objective.scalarisation ? objective.scalarisation->reference_ms : objective.budget_ms;
    belief::fit(*belief_, history, budget);
    belief_->forecast_all(budget, forecasts_);
    const double best = best_value(history, objective);
    return best_candidate(history, objective, [&](int index) {
      const size_t place = forecasts_.place_of(static_cast<size_t>(index));
      const double quality = objective.quality[static_cast<size_t>(index)];
      const double feasible = forecasts_.feasible[place];
      if (objective.scalarisation) {
        return prediction::expected_improvement(
            objective, quality,
            {.mean_ms = forecasts_.mean[place], .spread_ms = std::sqrt(forecasts_.variance[place])},
            best);
      }
      // Where nothing can better the best, the likeliest to fit.
      const double gain = quality - std::max(best, objective.no_answer);
      return gain > 0 ? gain * feasible : feasible - 1;
    });
  }

 private:
  std::unique_ptr<belief::Belief> belief_;
  belief::Forecasts forecasts_;
};

}  // namespace

std::unique_ptr<SearchStrategy> make_bayes(const SearchSpace& space, const Ingredients&) {
  return std::make_unique<BeliefSearch>(belief::make_belief(space, belief::Prior::gaussian));
}

std::unique_ptr<SearchStrategy> make_belief(const SearchSpace& space, const Ingredients&) {
  return std::make_unique<BeliefSearch>(belief::make_belief(space));
}

}  // namespace tenprobes::search
