#include <limits>

#include "core/search/candidates.h"
#include "core/search/factories.h"

namespace tenprobes::search {

namespace {
class Oracle : public SearchStrategy {
 public:
  explicit Oracle(const devices::Device& target) : latencies_(target.known_latencies()) {}

  // The best of the truly feasible, then the next best (a noisy device may measure the best one
  // above the budget); without any, the fastest. Latencies that are unknown come last.
  Architecture propose(const History& history, const Objective& objective, int /*probes_left*/,
                       Random& /*random*/) override {
    return best_candidate(history, objective, [&](int index) {
      const double latency = latencies_[static_cast<size_t>(index)];
      if (objective.is_feasible(latency)) return objective.value(index, latency);
      return latency > 0 ? -latency : -std::numeric_limits<double>::infinity();
    });
  }

 private:
  std::span<const double> latencies_;
};
}  // namespace

std::unique_ptr<SearchStrategy> make_oracle(const SearchSpace&, const Ingredients& ingredients) {
  return std::make_unique<Oracle>(*ingredients.target);
}

}  // namespace tenprobes::search
