// One proxy device (Lu et al., "One Proxy Device Is Enough for Hardware-Aware Neural Architecture
// Search", SIGMETRICS 2022): where latencies rise and fall together, the ranking of a device that
// was measured once serves every other. One probe sets the scale between the two; the budget then
// falls on a place of the proxy's ranking. Any further probes step along that ranking, scaled by
// the last one, which stands nearest to the budget. Multiply-accumulates serve as such a ranking, too:
// what is done where nothing is measured.
#include <functional>

#include "core/base/error.h"
#include "core/search/candidates.h"
#include "core/search/factories.h"
#include "core/statistics/summary.h"

namespace tenprobes::search {

namespace {

class ByRanking : public SearchStrategy {
 public:
  /// `known`: what each of all_or_crowd() takes, any unit; `cost`: what one does.
  ByRanking(std::vector<double> known, std::function<double(const Architecture&)> cost)
      : known_(std::move(known)),
        cost_(std::move(cost)),
        median_(statistics::quantile(known_, 0.5)) {}

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
      scale = last.latency_ms / cost_(last.architecture);
    }
    const double least = best_value(history, objective);
    return bred_candidate(
        history, objective,
        [&](std::span<const Architecture> batch, std::span<double> values) {
          for (size_t i = 0; i < batch.size(); ++i) {
            const double known = cost_(batch[i]);
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

  double at(int index) const { return known_[static_cast<size_t>(index)]; }

  std::vector<double> known_;  ///< by index, in enumerable spaces
  std::function<double(const Architecture&)> cost_;
  double median_;
};

}  // namespace

std::unique_ptr<SearchStrategy> make_one_proxy(const SearchSpace&, const Ingredients& ingredients) {
  const devices::Device& proxy = *ingredients.proxy;
  return std::make_unique<ByRanking>(
      devices::latencies_known_of(proxy),
      [&proxy](const Architecture& each) { return *proxy.expected_latency(each); });
}

std::unique_ptr<SearchStrategy> make_macs(const SearchSpace& space, const Ingredients&) {
  const std::optional<int> work = space.work_feature();
  if (!work) {
    throw Error("method macs: " + space.title() +
                " has no feature that says how much work a network is");
  }
  const auto cost = [&space, which = *work](const Architecture& each) {
    return space.feature(each, which);
  };
  std::vector<double> known;
  for (const Architecture& each : all_or_crowd(space)) known.push_back(cost(each));
  return std::make_unique<ByRanking>(std::move(known), cost);
}

}  // namespace tenprobes::search
