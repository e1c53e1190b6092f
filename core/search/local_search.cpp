// Local search (White et al., "Exploring the Loss Landscape in Neural Architecture Search", UAI
// 2021; den Ottelander et al., 2021): move to the first neighbour that is better, start again
// somewhere else where there is none.
//
// `local` does what a user would who has the free score at hand: it starts from the best-scored
// architecture with at most a sixth of the largest network's MACs, not at random, and does not
// spend a probe on a neighbour that cannot help: with a lower score than the best feasible probe,
// or, while it stands on an infeasible one, with as many MACs; there it takes the best-scored
// lighter neighbour first.
#include <algorithm>
#include <cstdint>

#include "core/search/candidates.h"
#include "core/search/factories.h"
#include "core/search_space/cells/network_cost.h"

namespace tenprobes::search {

namespace {

class LocalSearch : public SearchStrategy {
 public:
  explicit LocalSearch(bool informed) : informed_(informed) {
    if (!informed) return;
    macs_.resize(cell_count);
    for (int index = 0; index < cell_count; ++index) {
      macs_[static_cast<size_t>(index)] = network_cost(cell_at(index)).macs;
    }
  }

  Cell propose(const History& history, const Objective& objective, int /*probes_left*/,
               Random& random) override {
    if (history.empty()) return start(history, objective, random);
    const Probe here = standpoint(history, objective);
    const double least = best_value(history, objective);
    std::vector<Cell> useful;
    for (const Cell& edit : one_edge_edits(here.architecture)) {
      if (!objective.is_allowed(index_of(edit)) || was_probed(history, edit)) continue;
      if (may_help(index_of(edit), here, objective, least)) useful.push_back(edit);
    }
    if (!useful.empty() && informed_ && !objective.is_feasible(here)) {
      const auto quality = [&](const Cell& edit) {
        return objective.quality[static_cast<size_t>(index_of(edit))];
      };
      return *std::max_element(useful.begin(), useful.end(), [&](const auto& a, const auto& b) {
        return quality(a) < quality(b);
      });
    }
    if (!useful.empty()) {
      return useful[static_cast<size_t>(random.below(static_cast<int>(useful.size())))];
    }
    for (int attempt = 0; informed_ && attempt < 64; ++attempt) {
      const Cell any = random_candidate(history, objective, random);
      if (may_help(index_of(any), here, objective, least)) return any;
    }
    return random_candidate(history, objective, random);
  }

 private:
  Cell start(const History& history, const Objective& objective, Random& random) const {
    if (!informed_) return random_candidate(history, objective, random);
    const std::int64_t most = *std::max_element(macs_.begin(), macs_.end());
    return best_candidate(history, objective, [&](int index) {
      const bool light = 6 * macs(index) <= most;
      return light ? objective.value(index, 1) : -static_cast<double>(macs(index));
    });
  }

  /// Where the walk stands after these probes: it moves to every better neighbour, and to any probe
  /// that is no neighbour (a new start).
  static Probe standpoint(const History& history, const Objective& objective) {
    Probe here = history.front();
    for (const Probe& probe : history) {
      const bool neighbour = edit_distance(probe.architecture, here.architecture) == 1;
      if (!neighbour || is_better(probe, here, objective)) here = probe;
    }
    return here;
  }

  bool may_help(int index, const Probe& here, const Objective& objective, double least) const {
    if (!informed_ || objective.scalarisation) return true;
    if (objective.is_feasible(here)) return objective.value(index, 0) > least;
    return macs(index) < macs(index_of(here.architecture)) && objective.value(index, 0) > least;
  }

  std::int64_t macs(int index) const { return macs_[static_cast<size_t>(index)]; }

  bool informed_;
  std::vector<std::int64_t> macs_;
};

}  // namespace

std::unique_ptr<SearchStrategy> make_local(const Ingredients&) {
  return std::make_unique<LocalSearch>(true);
}

std::unique_ptr<SearchStrategy> make_plain_local(const Ingredients&) {
  return std::make_unique<LocalSearch>(false);
}

}  // namespace tenprobes::search
