#include <limits>

#include "core/search/candidates.h"
#include "core/search/factories.h"
#include "core/search/known_best.h"

namespace tenprobes::search {

namespace {
class Oracle : public SearchStrategy {
 public:
  explicit Oracle(const devices::Device& target)
      : target_(target), latencies_(target.known_latencies()) {}

  // The best of the truly feasible, then the next best (a noisy device may measure the best one
  // above the budget); without any, the fastest. Latencies that are unknown come last.
  Architecture propose(const History& history, const Objective& objective, int /*probes_left*/,
                       Random& random) override {
    if (objective.space->size() == 0) return next_best(history, objective, random);
    return best_candidate(history, objective, [&](int index) {
      const double latency = latencies_[static_cast<size_t>(index)];
      if (objective.is_feasible(latency)) return objective.value(index, latency);
      return latency > 0 ? -latency : -std::numeric_limits<double>::infinity();
    });
  }

 private:
  /// Of a space that cannot be enumerated: the best within a budget that shrinks by half a percent
  /// until one comes that was not probed.
  Architecture next_best(const History& history, const Objective& objective, Random& random) const {
    const KnownBest known(target_, objective);
    double budget = objective.budget_ms;
    for (int i = 0; i < 100; ++i, budget *= 0.995) {
      const auto best = known.within(budget);
      if (best && !was_probed(history, *best)) return *best;
    }
    return bred_candidate(
        history, objective,
        [&](std::span<const Architecture> batch, std::span<double> values) {
          for (size_t i = 0; i < batch.size(); ++i) {
            values[i] = -*target_.expected_latency(batch[i]);
          }
        },
        random);
  }

  const devices::Device& target_;
  std::span<const double> latencies_;
};
}  // namespace

std::unique_ptr<SearchStrategy> make_oracle(const SearchSpace&, const Ingredients& ingredients) {
  return std::make_unique<Oracle>(*ingredients.target);
}

}  // namespace tenprobes::search
