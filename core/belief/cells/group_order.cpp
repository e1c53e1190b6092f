#include "core/belief/cells/group_order.h"

#include <algorithm>
#include <numeric>

namespace tenprobes::belief {

GroupOrder::GroupOrder(std::span<const std::uint16_t> joint) {
  const JointGroups& all = joint_groups();
  std::array<std::vector<int>, regime_count> place_of;
  std::array<std::vector<int>, regime_count> own;  // by place
  for (const Regime regime : all_regimes) {
    const auto r = static_cast<std::size_t>(regime);
    place_of[r].assign(static_cast<std::size_t>(regime_groups(regime).count()), -1);
    needed_[r].push_back(0);
  }
  for (const std::uint16_t group : joint) {
    auto& places = places_.emplace_back();
    for (std::size_t r = 0; r < regime_count; ++r) {
      const std::uint16_t mine = all.regime_group[group][r];
      int& place = place_of[r][mine];
      if (place < 0) {
        place = static_cast<int>(own[r].size());
        own[r].push_back(mine);
      }
      places[r] = static_cast<std::uint16_t>(place);
      needed_[r].push_back(static_cast<std::uint16_t>(own[r].size()));
    }
  }
  for (const Regime regime : all_regimes) {
    const auto r = static_cast<std::size_t>(regime);
    const RegimeGroups& groups = regime_groups(regime);
    for (std::size_t i = 0; i < coefficient_count && regime != Regime::parallel; ++i) {
      for (const int group : own[r]) {
        columns_[r].push_back(
            static_cast<float>(groups.counts[static_cast<std::size_t>(group)][i]));
      }
    }
  }

  const auto place_of_path = [&](const Coefficients& path) {
    const auto found = std::find(paths_.begin(), paths_.end(), path);
    const auto place = static_cast<std::uint8_t>(found - paths_.begin());
    if (found == paths_.end()) paths_.push_back(path);
    return place;
  };
  const RegimeGroups& parallel = regime_groups(Regime::parallel);
  const RegimeGroups& live = regime_groups(Regime::full);
  parallel_.resize(own[static_cast<std::size_t>(Regime::parallel)].size());
  for (std::size_t place = 0; place < places_.size(); ++place) {
    const auto& regime_group = all.regime_group[joint[place]];
    const std::size_t mine = regime_group[static_cast<std::size_t>(Regime::parallel)];
    Parallel& group = parallel_[places_[place][static_cast<std::size_t>(Regime::parallel)]];
    group.live = places_[place][static_cast<std::size_t>(Regime::full)];
    const auto& counts = live.counts[regime_group[static_cast<std::size_t>(Regime::full)]];
    std::copy(counts.begin(), counts.end(), group.counts.begin());
    const auto& candidates = parallel.paths[mine];
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
  static const GroupOrder order = [] {
    std::vector<std::uint16_t> all(static_cast<std::size_t>(joint_groups().count()));
    std::iota(all.begin(), all.end(), std::uint16_t{0});
    return GroupOrder(all);
  }();
  return order;
}

}  // namespace tenprobes::belief
