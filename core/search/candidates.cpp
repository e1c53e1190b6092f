#include "core/search/candidates.h"

#include <algorithm>
#include <limits>
#include <optional>

namespace tenprobes::search {

bool was_probed(const History& history, const Cell& architecture) {
  return std::any_of(history.begin(), history.end(),
                     [&](const Probe& probe) { return probe.architecture == architecture; });
}

std::vector<std::uint8_t> open_candidates(const History& history, const Objective& objective) {
  std::vector<std::uint8_t> allowed(objective.allowed.begin(), objective.allowed.end());
  if (allowed.empty()) allowed.assign(cell_count, 1);
  std::vector<std::uint8_t> open = allowed;
  for (const Probe& probe : history) open[static_cast<size_t>(index_of(probe.architecture))] = 0;
  const auto any = [](const std::vector<std::uint8_t>& mask) {
    return std::find_if(mask.begin(), mask.end(), [](auto bit) { return bit != 0; }) != mask.end();
  };
  if (any(open)) return open;
  if (any(allowed)) return allowed;
  throw Error("the objective allows no architecture to be probed: at least one is needed");
}

Cell random_candidate(const History& history, const Objective& objective, Random& random) {
  for (int attempt = 0; attempt < 32; ++attempt) {
    const int index = random.below(cell_count);
    const Cell architecture = cell_at(index);
    if (objective.is_allowed(index) && !was_probed(history, architecture)) return architecture;
  }
  const std::vector<std::uint8_t> open = open_candidates(history, objective);
  const auto count = std::count_if(open.begin(), open.end(), [](auto bit) { return bit != 0; });
  int skip = random.below(static_cast<int>(count));
  int index = 0;
  while (!open[static_cast<size_t>(index)] || skip-- > 0) ++index;
  return cell_at(index);
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

std::vector<Cell> one_edge_edits(const Cell& architecture) {
  std::vector<Cell> edits;
  edits.reserve(edge_count * (operation_count - 1));
  for (size_t edge = 0; edge < edge_count; ++edge) {
    for (const Operation operation : all_operations) {
      if (operation == architecture.operations[edge]) continue;
      edits.push_back(architecture);
      edits.back().operations[edge] = operation;
    }
  }
  return edits;
}

Cell random_edit(const Cell& architecture, Random& random) {
  Cell edited = architecture;
  Operation& operation = edited.operations[static_cast<size_t>(random.below(edge_count))];
  const int other = random.below(operation_count - 1);
  operation = static_cast<Operation>(other < static_cast<int>(operation) ? other : other + 1);
  return edited;
}

}  // namespace tenprobes::search
