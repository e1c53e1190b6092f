// FreeREA's genetic search (Cavagnero et al., "FreeREA: Training-Free Evolution-based Architecture
// Search", WACV 2023, section 3.3): from the two best of a tournament come three children, a
// mutation of either and a crossover of both, and the oldest members leave. Scores are free there
// and here, so only children whose score beats the best feasible probe are worth a measurement.
#include <algorithm>

#include "core/search/candidates.h"
#include "core/search/factories.h"

namespace tenprobes::search {

namespace {

class FreeRea : public SearchStrategy {
 public:
  Architecture propose(const History& history, const Objective& objective, int probes_left,
                       Random& random) override {
    const int probed = static_cast<int>(history.size());
    const int population = std::clamp((probed + probes_left) / 2, 2, 25);
    if (probed < population) return random_candidate(history, objective, random);
    const double least = best_value(history, objective);
    const SearchSpace& space = *objective.space;
    for (int attempt = 0; attempt < 64; ++attempt) {
      const auto [first, second] = tournament(history, objective, population, random);
      const Architecture children[] = {space.random_edit(first, random),
                                       space.random_edit(second, random),
                                       space.crossover(first, second, random)};
      for (const Architecture& child : children) {
        if (!objective.is_allowed(child) || was_probed(history, child)) continue;
        // A scalarised value depends on the unknown latency: there every child may be better.
        if (objective.scalarisation || objective.quality_of(child) > least) return child;
      }
    }
    return random_candidate(history, objective, random);
  }

 private:
  static std::pair<Architecture, Architecture> tournament(const History& history,
                                                          const Objective& objective,
                                                          int population, Random& random) {
    constexpr int drawn = 5;
    std::vector<Probe> members(history.end() - population, history.end());
    random.shuffle_front(members, static_cast<size_t>(std::min(drawn, population - 1)));
    members.resize(static_cast<size_t>(std::min(drawn, population)), members.front());
    std::stable_sort(members.begin(), members.end(),
                     [&](const Probe& a, const Probe& b) { return is_better(a, b, objective); });
    return {members[0].architecture, members[1].architecture};
  }
};

}  // namespace

std::unique_ptr<SearchStrategy> make_freerea(const SearchSpace&, const Ingredients&) {
  return std::make_unique<FreeRea>();
}

}  // namespace tenprobes::search
