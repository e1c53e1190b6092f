#include "core/search/candidates.h"

#include <algorithm>
#include <limits>
#include <optional>

namespace tenprobes::search {

std::vector<std::uint8_t> open_candidates(const History& history, const Objective& objective) {
  std::vector<std::uint8_t> allowed(objective.allowed.begin(), objective.allowed.end());
  if (allowed.empty()) allowed.assign(static_cast<size_t>(objective.space->size()), 1);
  std::vector<std::uint8_t> open = allowed;
  for (const Probe& probe : history) {
    open[static_cast<size_t>(objective.space->index_of(probe.architecture))] = 0;
  }
  const auto any = [](const std::vector<std::uint8_t>& mask) {
    return std::find_if(mask.begin(), mask.end(), [](auto bit) { return bit != 0; }) != mask.end();
  };
  if (any(open)) return open;
  if (any(allowed)) return allowed;
  throw Error("the objective allows no architecture to be probed: at least one is needed");
}

Architecture random_candidate(const History& history, const Objective& objective, Random& random) {
  const SearchSpace& space = *objective.space;
  const int attempts = space.size() > 0 ? 32 : 10'000;
  for (int attempt = 0; attempt < attempts; ++attempt) {
    const Architecture architecture = space.random(random);
    if (objective.is_allowed(architecture) && !was_probed(history, architecture)) {
      return architecture;
    }
  }
  if (space.size() == 0) return bred_within(history, objective, random);
  const std::vector<std::uint8_t> open = open_candidates(history, objective);
  const auto count = std::count_if(open.begin(), open.end(), [](auto bit) { return bit != 0; });
  int skip = random.below(static_cast<int>(count));
  int index = 0;
  while (!open[static_cast<size_t>(index)] || skip-- > 0) ++index;
  return space.at(index);
}

Architecture bred_candidate(const History& history, const Objective& objective,
                            const BatchValue& value, Random& random) {
  std::vector<Architecture> probed;
  for (const Probe& probe : history) probed.push_back(probe.architecture);
  const Breeding breeding = breeding_for(objective, probed);
  const std::optional<Architecture> best = breed(*objective.space, breeding, value, random);
  return best ? *best : random_candidate(history, objective, random);
}

bool is_better(const Probe& a, const Probe& b, const Objective& objective) {
  const bool feasible = objective.is_feasible(a);
  if (feasible != objective.is_feasible(b)) return feasible;
  if (!feasible) return a.latency_ms < b.latency_ms;
  return objective.value(a) > objective.value(b);
}

double best_value(const History& history, const Objective& objective) {
  const std::optional<Probe> best = best_feasible(history, objective);
  return best ? objective.value(*best) : -std::numeric_limits<double>::infinity();
}

}  // namespace tenprobes::search
