// FreeREA's genetic search (Cavagnero et al., "FreeREA: Training-Free Evolution-based Architecture
// Search", WACV 2023, section 3.3): from the two best of a tournament come three children, a
// mutation of either and a crossover of both, and the oldest members leave. Scores are free there
// and here, so only children whose score beats the best feasible probe are worth a measurement.
#include <algorithm>

#include "core/search/candidates.h"
#include "core/search/factories.h"

namespace tenprobes::search {

namespace {

Cell crossover(const Cell& a, const Cell& b, Random& random) {
  Cell child = a;
  for (size_t edge = 0; edge < edge_count; ++edge) {
    if (random.chance(0.5)) child.operations[edge] = b.operations[edge];
  }
  return child;
}

class FreeRea : public SearchStrategy {
 public:
  Cell propose(const History& history, const Objective& objective, int probes_left,
               Random& random) override {
    const int probed = static_cast<int>(history.size());
    const int population = std::clamp((probed + probes_left) / 2, 2, 25);
    if (probed < population) return random_candidate(history, objective, random);
    const double least = best_value(history, objective);
    for (int attempt = 0; attempt < 64; ++attempt) {
      const auto [first, second] = tournament(history, objective, population, random);
      const Cell children[] = {random_edit(first, random), random_edit(second, random),
                               crossover(first, second, random)};
      for (const Cell& child : children) {
        const int index = index_of(child);
        if (!objective.is_allowed(index) || was_probed(history, child)) continue;
        // A scalarised value depends on the unknown latency: there every child may be better.
        if (objective.scalarisation || objective.value(index, 0) > least) return child;
      }
    }
    return random_candidate(history, objective, random);
  }

 private:
  static std::pair<Cell, Cell> tournament(const History& history, const Objective& objective,
                                          int population, Random& random) {
    constexpr int drawn = 5;
    std::vector<Probe> members(history.end() - population, history.end());
    for (int i = 0; i + 1 < population && i < drawn; ++i) {
      const int other = i + random.below(population - i);
      std::swap(members[static_cast<size_t>(i)], members[static_cast<size_t>(other)]);
    }
    members.resize(static_cast<size_t>(std::min(drawn, population)), members.front());
    std::stable_sort(members.begin(), members.end(),
                     [&](const Probe& a, const Probe& b) { return is_better(a, b, objective); });
    return {members[0].architecture, members[1].architecture};
  }
};

}  // namespace

std::unique_ptr<SearchStrategy> make_freerea(const Ingredients&) {
  return std::make_unique<FreeRea>();
}

}  // namespace tenprobes::search
