// Local search (White et al., "Exploring the Loss Landscape in Neural Architecture Search", UAI
// 2021; den Ottelander et al., 2021): move to the first neighbour that is better, start again
// somewhere else where there is none.
//
// `local` does what a user would who has the free score at hand: it starts from the best-scored
// architecture with at most a sixth of the largest network's MACs, not at random, and does not
// spend a probe on a neighbour that cannot help: with a lower score than the best feasible probe,
// or, while it stands on an infeasible one, with as many MACs; there it takes the best-scored
// lighter neighbour first. Where a space has too many architectures to list, it starts from the
// best of 4,096 random ones.
#include <algorithm>
#include <cmath>
#include <limits>

#include "core/search/candidates.h"
#include "core/search/factories.h"

namespace tenprobes::search {

namespace {

constexpr double unknown_work = std::numeric_limits<double>::infinity();

class LocalSearch : public SearchStrategy {
 public:
  LocalSearch(const SearchSpace& space, bool informed)
      : space_(space), work_(informed ? space.work_feature() : std::nullopt) {
    if (informed && !work_) {
      throw Error("method local: it needs to know how much work each network of " + space.title() +
                  " is, and the space has no feature that says so; local-plain needs none");
    }
    if (!informed || space.size() == 0) return;
    work_by_index_.resize(static_cast<size_t>(space.size()));
    for (int index = 0; index < space.size(); ++index) {
      // One whose work is not known may be of any.
      const double work = space.feature(space.at(index), *work_);
      work_by_index_[static_cast<size_t>(index)] = std::isnan(work) ? unknown_work : work;
    }
  }

  Architecture propose(const History& history, const Objective& objective, int /*probes_left*/,
                       Random& random) override {
    if (history.empty()) return start(history, objective, random);
    const Probe here = standpoint(history, objective);
    const double least = best_value(history, objective);
    std::vector<Architecture> useful;
    for (const Architecture& edit : space_.edits(here.architecture)) {
      if (!objective.is_allowed(edit) || was_probed(history, edit)) continue;
      if (may_help(edit, here, objective, least)) useful.push_back(edit);
    }
    if (!useful.empty() && work_ && !objective.is_feasible(here)) {
      return *std::max_element(useful.begin(), useful.end(), [&](const auto& a, const auto& b) {
        return objective.quality_of(a) < objective.quality_of(b);
      });
    }
    if (!useful.empty()) {
      return useful[static_cast<size_t>(random.below(static_cast<int>(useful.size())))];
    }
    for (int attempt = 0; work_ && attempt < 64; ++attempt) {
      const Architecture any = random_candidate(history, objective, random);
      if (may_help(any, here, objective, least)) return any;
    }
    return random_candidate(history, objective, random);
  }

 private:
  Architecture start(const History& history, const Objective& objective, Random& random) const {
    if (!work_) return random_candidate(history, objective, random);
    if (work_by_index_.empty()) return start_of_sample(history, objective, random);
    double most = 0;
    for (const double work : work_by_index_) {
      if (work < unknown_work) most = std::max(most, work);
    }
    return best_candidate(history, objective, [&](int index) {
      const double work = work_by_index_[static_cast<size_t>(index)];
      const bool light = 6 * work <= most;
      return light ? objective.value(index, 1) : -work - objective.range;
    });
  }

  Architecture start_of_sample(const History& history, const Objective& objective,
                               Random& random) const {
    std::vector<Architecture> sample;
    double most = 0;
    for (int i = 0; i < 4096; ++i) {
      sample.push_back(random_candidate(history, objective, random));
      most = std::max(most, work_of(sample.back()));
    }
    const auto worth = [&](const Architecture& architecture) {
      const double work = work_of(architecture);
      return 6 * work <= most ? objective.value(architecture, 1) : -work - objective.range;
    };
    return *std::max_element(sample.begin(), sample.end(),
                             [&](const auto& a, const auto& b) { return worth(a) < worth(b); });
  }

  /// Where the walk stands after these probes: it moves to every better neighbour, and to any probe
  /// that is no neighbour (a new start).
  Probe standpoint(const History& history, const Objective& objective) const {
    Probe here = history.front();
    for (const Probe& probe : history) {
      const bool neighbour = space_.are_neighbours(probe.architecture, here.architecture);
      if (!neighbour || is_better(probe, here, objective)) here = probe;
    }
    return here;
  }

  bool may_help(const Architecture& architecture, const Probe& here, const Objective& objective,
                double least) const {
    if (!work_ || objective.scalarisation) return true;
    if (objective.is_feasible(here)) return objective.quality_of(architecture) > least;
    return work_of(architecture) < work_of(here.architecture) &&
           objective.quality_of(architecture) > least;
  }

  double work_of(const Architecture& architecture) const {
    if (work_by_index_.empty()) return space_.feature(architecture, *work_);
    return work_by_index_[static_cast<size_t>(space_.index_of(architecture))];
  }

  const SearchSpace& space_;
  std::optional<int> work_;
  std::vector<double> work_by_index_;
};

}  // namespace

std::unique_ptr<SearchStrategy> make_local(const SearchSpace& space, const Ingredients&) {
  return std::make_unique<LocalSearch>(space, true);
}

std::unique_ptr<SearchStrategy> make_plain_local(const SearchSpace& space, const Ingredients&) {
  return std::make_unique<LocalSearch>(space, false);
}

}  // namespace tenprobes::search
