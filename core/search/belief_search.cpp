// bayes and belief: constrained expected improvement over every candidate, under what a belief
// (core/belief) holds of the device. They differ in the prior alone: on cells, one Gaussian a
// regime, or a mixture of a thousand synthetic devices; in layered spaces, one Gaussian or three. gp
// is the same under a plain Gaussian process that knows nothing of devices, after two random probes.
#include <cmath>
#include <limits>

#include "core/belief/beliefs.h"
#include "core/belief/gaussian_process/gaussian_process.h"
#include "core/prediction/believed_best.h"
#include "core/prediction/expected_improvement.h"
#include "core/search/candidates.h"
#include "core/search/factories.h"

namespace tenprobes::search {

namespace {

class BeliefSearch : public SearchStrategy {
 public:
  explicit BeliefSearch(std::unique_ptr<belief::Belief> belief, std::size_t random_probes = 0)
      : belief_(std::move(belief)), random_probes_(random_probes) {}

  Architecture propose(const History& history, const Objective& objective, int probes_left,
                       Random& random) override {
    if (history.size() < random_probes_) return random_candidate(history, objective, random);
    const double budget = objective.unit_ms();
    belief::fit(*belief_, history, budget);
    const auto answer = prediction::believed_best(*belief_, history, objective);
    const double best =
        answer ? objective.value(*answer) : -std::numeric_limits<double>::infinity();
    last_chance_ = probes_left == 1 && best < objective.no_answer;
    if (objective.space->size() == 0) {
      return bred_candidate(
          history, objective,
          [&](std::span<const Architecture> batch, std::span<double> values) {
            belief_->forecast(batch, budget, forecasts_);
            for (size_t i = 0; i < batch.size(); ++i) {
              values[i] = worth(objective, objective.quality_of(batch[i]), i, best);
            }
          },
          random);
    }
    belief_->forecast_all(budget, forecasts_);
    return best_candidate(history, objective, [&](int index) {
      const auto i = static_cast<size_t>(index);
      return worth(objective, objective.quality[i], i, best);
    });
  }

  std::optional<Architecture> recommend(const History& history,
                                        const Objective& objective) const override {
    const auto answer = prediction::believed_answer(*belief_, history, objective);
    if (answer) return answer;
    return SearchStrategy::recommend(history, objective);
  }

 private:
  /// What probing architecture `i` of the forecasts is expected to better.
  double worth(const Objective& objective, double quality, size_t i, double best) const {
    const size_t place = forecasts_.place_of(i);
    const double feasible = prediction::probability_of_fit(objective, forecasts_, place);
    if (objective.scalarisation) {
      return prediction::expected_improvement(
          objective, quality,
          {.mean_ms = forecasts_.mean[place], .spread_ms = std::sqrt(forecasts_.variance[place])},
          best);
    }
    // The last chance to answer at all goes to the likeliest to fit.
    if (last_chance_) return feasible;
    // What cannot better the best is worth less than all that can: the likeliest to fit, and, where
    // candidates are bred, the nearer the better, as breeding needs a slope to climb.
    const double gain = quality - std::max(best, objective.no_answer);
    if (gain > 0) return gain * feasible;
    return objective.space->size() > 0 ? feasible - 1 : gain / objective.range - 1 + feasible - 1;
  }

  std::unique_ptr<belief::Belief> belief_;
  std::size_t random_probes_;  ///< before the belief is asked
  bool last_chance_ = false;   ///< one probe is left, and nothing fits yet
  belief::Forecasts forecasts_;
};

}  // namespace

std::unique_ptr<SearchStrategy> make_bayes(const SearchSpace& space, const Ingredients&) {
  return std::make_unique<BeliefSearch>(belief::make_belief(space, belief::Prior::gaussian));
}

std::unique_ptr<SearchStrategy> make_belief(const SearchSpace& space, const Ingredients&) {
  return std::make_unique<BeliefSearch>(belief::make_belief(space));
}

std::unique_ptr<SearchStrategy> make_gp(const SearchSpace& space, const Ingredients&) {
  return std::make_unique<BeliefSearch>(std::make_unique<belief::GaussianProcess>(space), 2);
}

}  // namespace tenprobes::search
