// One proxy device (Lu et al., "One Proxy Device Is Enough for Hardware-Aware Neural Architecture
// Search", SIGMETRICS 2022): where latencies rise and fall together, the ranking of a device that
// was measured once serves every other. One probe sets the scale between the two; the budget then
// falls on a place of the proxy's ranking. Any further probes step along that ranking, scaled by
// the last one, which stands nearest to the budget.

#include "core/search/candidates.h"
#include "core/search/factories.h"
#include "core/statistics/summary.h"

namespace tenprobes::search {

namespace {

class OneProxy : public SearchStrategy {
 public:
  explicit OneProxy(const devices::Device& proxy)
      : proxy_(proxy),
        latencies_(proxy.known_latencies()),
        median_(statistics::quantile(devices::latencies_known_of(proxy), 0.5)) {}

  Architecture propose(const History& history, const Objective& objective, int /*probes_left*/,
                       Random& random) override {
    if (objective.space->size() == 0) return bred(history, objective, random);
    if (history.empty()) {
      // The scale is read where budgets lie: at a good architecture of middling latency.
      return best_candidate(history, objective, [&](int index) {
        const double latency = at(index);
        return latency <= median_ ? objective.value(index, latency) : -latency;
      });
    }
    const Probe& last = history.back();
    const double known = at(objective.space->index_of(last.architecture));
    const double scale = last.latency_ms / (known > 0 ? known : median_);
    const double least = best_value(history, objective);
    return best_candidate(history, objective, [&](int index) {
      const double expected = scale * at(index);
      const double value = objective.value(index, expected);
      if (objective.scalarisation) return value;
      // Better and expected to fit; else better and least over the budget; else anything.
      if (!(value > least)) return -1e300;
      return objective.is_feasible(expected) ? value : -expected;
    });
  }

 private:
  /// The same among bred candidates: those of the proxy's ranking are too many to list.
  Architecture bred(const History& history, const Objective& objective, Random& random) const {
    double scale = 0;
    if (!history.empty()) {
      const Probe& last = history.back();
      scale = last.latency_ms / *proxy_.expected_latency(last.architecture);
    }
    const double least = best_value(history, objective);
    return bred_candidate(
        history, objective,
        [&](std::span<const Architecture> batch, std::span<double> values) {
          for (size_t i = 0; i < batch.size(); ++i) {
            const double known = *proxy_.expected_latency(batch[i]);
            const double expected = scale > 0 ? scale * known : known;
            const double limit = scale > 0 ? objective.budget_ms : median_;
            const double value = objective.value(batch[i], expected);
            if (objective.scalarisation) {
              values[i] = value;
            } else if (expected > limit) {
              values[i] = objective.lowest - objective.range * (1 + expected / limit);
            } else {
              values[i] = value > least ? value : value - 2 * objective.range;
            }
          }
        },
        random);
  }

  double at(int index) const { return latencies_[static_cast<size_t>(index)]; }

  const devices::Device& proxy_;
  std::span<const double> latencies_;  ///< by index, in enumerable spaces
  double median_;
};

}  // namespace

std::unique_ptr<SearchStrategy> make_one_proxy(const SearchSpace&, const Ingredients& ingredients) {
  return std::make_unique<OneProxy>(*ingredients.proxy);
}

}  // namespace tenprobes::search
