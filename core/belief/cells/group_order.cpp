#include "core/belief/cells/group_order.h"

#include <algorithm>

namespace tenprobes::belief {

GroupOrder GroupOrder::natural() {
  constexpr auto in_parallel = static_cast<std::size_t>(Regime::parallel);
  constexpr auto in_full = static_cast<std::size_t>(Regime::full);
  GroupOrder order;
  order.places_ = joint_groups().regime_group;
  for (const Regime regime : all_regimes) {
    const auto r = static_cast<std::size_t>(regime);
    int needed = 0;
    order.needed_[r].push_back(0);
    for (const auto& places : order.places_) {
      needed = std::max(needed, places[r] + 1);
      order.needed_[r].push_back(static_cast<std::uint16_t>(needed));
    }
    for (std::size_t i = 0; i < coefficient_count && regime != Regime::parallel; ++i) {
      for (const Coefficients& counts : regime_groups(regime).counts) {
        order.columns_[r].push_back(static_cast<float>(counts[i]));
      }
    }
  }

  const auto place_of_path = [&paths = order.paths_](const Coefficients& path) {
    const auto found = std::find(paths.begin(), paths.end(), path);
    const auto place = static_cast<std::uint8_t>(found - paths.begin());
    if (found == paths.end()) paths.push_back(path);
    return place;
  };
  const RegimeGroups& parallel = regime_groups(Regime::parallel);
  const RegimeGroups& live = regime_groups(Regime::full);
  order.parallel_.resize(parallel.counts.size());
  for (const auto& places : order.places_) {
    Parallel& group = order.parallel_[places[in_parallel]];
    group.live = places[in_full];
    const Coefficients& counts = live.counts[group.live];
    std::copy(counts.begin(), counts.end(), group.counts.begin());
    const std::vector<PathCounts>& candidates = parallel.paths[places[in_parallel]];
    for (std::size_t i = 0; i < group.candidates.size(); ++i) {
      Coefficients path{};  // of a disconnected cell: nothing
      if (!candidates.empty()) {
        const PathCounts& from = candidates[std::min(i, candidates.size() - 1)];
        path[0] = 1;
        std::copy(from.begin(), from.end(), path.begin() + 1);
      }
      group.candidates[i] = place_of_path(path);
    }
  }
  return order;
}

GroupOrder::GroupOrder(std::span<const std::uint16_t> joint) {
  select(natural_order(), joint);
}

void GroupOrder::select(const GroupOrder& from, std::span<const std::uint16_t> places) {
  constexpr std::uint16_t absent = 0xffff;
  places_.clear();
  for (std::size_t r = 0; r < regime_count; ++r) {
    taken_[r].assign(from.needed_[r].back(), absent);
    own_[r].clear();
    needed_[r].assign(1, 0);
  }
  for (const std::uint16_t place : places) {
    auto& mine = places_.emplace_back(from.places_[place]);
    for (std::size_t r = 0; r < regime_count; ++r) {
      std::uint16_t& taken = taken_[r][mine[r]];
      if (taken == absent) {
        taken = static_cast<std::uint16_t>(own_[r].size());
        own_[r].push_back(mine[r]);
      }
      mine[r] = taken;
      needed_[r].push_back(static_cast<std::uint16_t>(own_[r].size()));
    }
  }
  for (const Regime regime : all_regimes) {
    const auto r = static_cast<std::size_t>(regime);
    columns_[r].clear();
    for (std::size_t i = 0; i < coefficient_count && regime != Regime::parallel; ++i) {
      for (const std::uint16_t own : own_[r]) columns_[r].push_back(from.column(regime, i)[own]);
    }
  }
  parallel_.clear();
  for (const std::uint16_t own : own_[static_cast<std::size_t>(Regime::parallel)]) {
    parallel_.push_back(from.parallel_[own]);
    parallel_.back().live =
        taken_[static_cast<std::size_t>(Regime::full)][from.parallel_[own].live];
  }
  paths_ = from.paths_;
}

const GroupOrder& natural_order() {
  static const GroupOrder order = GroupOrder::natural();
  return order;
}

}  // namespace tenprobes::belief
