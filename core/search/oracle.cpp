#include <limits>

#include "core/search/candidates.h"
#include "core/search/factories.h"
#include "core/search/known_best.h"

namespace tenprobes::search {

namespace {
class Oracle : public SearchStrategy {
 public:
  explicit Oracle(const Ingredients& ingredients)
      : target_(*ingredients.target),
        latencies_(target_.known_latencies()),
        found_before_(ingredients.known_best) {}

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

  /// By the true latencies, not by what was read.
  std::optional<Architecture> recommend(const History& history,
                                        const Objective& objective) const override {
    History truth = history;
    for (Probe& probe : truth) {
      probe.latency_ms = target_.expected_latency(probe.architecture).value_or(probe.latency_ms);
    }
    return SearchStrategy::recommend(truth, objective);
  }

 private:
  /// Of a space that cannot be enumerated: the best known one that was not probed, else the fastest.
  /// Where the objective is scalarised, the best that breeding finds.
  Architecture next_best(const History& history, const Objective& objective, Random& random) {
    if (!objective.scalarisation) {
      if (!known_ || !known_->is_of(objective)) known_ = known_for(objective);
      for (const Architecture& each : known_->ranked()) {
        if (!was_probed(history, each)) return each;
      }
    }
    return bred_candidate(
        history, objective,
        [&](std::span<const Architecture> batch, std::span<double> values) {
          for (size_t i = 0; i < batch.size(); ++i) {
            const double latency = *target_.expected_latency(batch[i]);
            values[i] = objective.scalarisation ? objective.value(batch[i], latency) : -latency;
          }
        },
        random);
  }

  std::shared_ptr<const KnownBest> known_for(const Objective& objective) const {
    for (const auto& known : found_before_) {
      if (known->is_of(objective)) return known;
    }
    return std::make_shared<const KnownBest>(target_, objective);
  }

  const devices::Device& target_;
  std::span<const double> latencies_;
  std::vector<std::shared_ptr<const KnownBest>> found_before_;
  std::shared_ptr<const KnownBest> known_;
};
}  // namespace

std::unique_ptr<SearchStrategy> make_oracle(const SearchSpace&, const Ingredients& ingredients) {
  return std::make_unique<Oracle>(ingredients);
}

}  // namespace tenprobes::search
