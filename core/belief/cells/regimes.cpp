#include "core/belief/cells/regimes.h"

#include <algorithm>
#include <cstdint>
#include <unordered_map>

#include "core/devices/latency_model.h"

namespace tenprobes::belief {

namespace {

constexpr std::array<std::array<int, 3>, 4> paths_to_output = {
    {{3, -1, -1}, {0, 4, -1}, {1, 5, -1}, {0, 2, 5}}};

const EdgeMask edges_from_input(0b001011);  // edges 0, 1 and 3 leave node 0

bool dominates(const PathCounts& a, const PathCounts& b) {
  for (size_t i = 0; i < a.size(); ++i) {
    if (a[i] < b[i]) return false;
  }
  return a != b;
}

std::vector<PathCounts> critical_candidates(const Cell& architecture) {
  std::vector<PathCounts> paths;
  for (const auto& path : paths_to_output) {
    PathCounts counts{};
    bool alive = true;
    for (const int edge : path) {
      if (edge < 0) continue;
      const Operation operation = architecture.operations[static_cast<size_t>(edge)];
      alive = alive && operation != Operation::none;
      ++counts[static_cast<size_t>(operation)];
    }
    if (alive) paths.push_back(counts);
  }
  std::sort(paths.begin(), paths.end());
  paths.erase(std::unique(paths.begin(), paths.end()), paths.end());
  std::vector<PathCounts> candidates;
  for (const PathCounts& path : paths) {
    const bool beaten = std::any_of(paths.begin(), paths.end(), [&](const PathCounts& other) {
      return dominates(other, path);
    });
    if (!beaten) candidates.push_back(path);
  }
  return candidates;
}

/// One number for each: 17 bits of a mark, the flag and the counts, and 10 bits, never 0, a path.
std::uint64_t code_of(bool only_last, const Coefficients& counts,
                      const std::vector<PathCounts>& paths) {
  std::uint64_t number = only_last ? 3 : 2;
  for (size_t i = 1; i < counts.size(); ++i) {
    number = number << 3 | static_cast<std::uint64_t>(counts[i]);
  }
  for (const PathCounts& path : paths) {
    for (const std::uint8_t count : path) number = number << 2 | count;
  }
  return number;
}

RegimeGroups make_groups(Regime regime) {
  RegimeGroups groups;
  groups.group_of.resize(cell_count);
  std::unordered_map<std::uint64_t, std::uint16_t> known;  // by code_of()
  for (int index = 0; index < cell_count; ++index) {
    const Cell architecture = cell_at(index);
    const EdgeMask run = executed_edges(architecture, regime);
    Coefficients counts{1};
    for (size_t edge = 0; edge < edge_count; ++edge) {
      if (run[edge]) counts[1 + static_cast<size_t>(architecture.operations[edge])] += 1;
    }
    // Only the last cell is left (latency_model.h).
    const bool only_last = (run & edges_from_input).none();
    std::vector<PathCounts> paths;
    if (regime == Regime::parallel) paths = critical_candidates(architecture);
    const auto [entry, is_new] = known.try_emplace(
        code_of(only_last, counts, paths), static_cast<std::uint16_t>(groups.counts.size()));
    if (only_last) {
      counts[0] = 0;
      for (double& count : counts) count /= devices::cells_per_network;
    }
    if (is_new) {
      groups.counts.push_back(counts);
      groups.sizes.push_back(0);
      if (regime == Regime::parallel) groups.paths.push_back(paths);
    }
    groups.group_of[static_cast<size_t>(index)] = entry->second;
    ++groups.sizes[entry->second];
  }
  return groups;
}

JointGroups make_joint_groups() {
  JointGroups joint;
  joint.group_of.resize(cell_count);
  std::unordered_map<std::uint64_t, std::uint16_t> known;  // by the regimes' groups, 12 bits each
  for (size_t index = 0; index < cell_count; ++index) {
    std::array<std::uint16_t, regime_count> key{};
    std::uint64_t code = 0;
    for (const Regime regime : all_regimes) {
      const std::uint16_t group = regime_groups(regime).group_of[index];
      key[static_cast<size_t>(regime)] = group;
      code = code << 12 | group;
    }
    const auto [entry, is_new] =
        known.try_emplace(code, static_cast<std::uint16_t>(joint.regime_group.size()));
    if (is_new) {
      joint.regime_group.push_back(key);
      joint.members.emplace_back();
    }
    joint.group_of[index] = entry->second;
    joint.members[entry->second].push_back(static_cast<std::uint16_t>(index));
  }
  return joint;
}

}  // namespace

std::string_view name_of(Regime regime) {
  constexpr std::array<std::string_view, regime_count> names = {
      "eager", "backward elimination", "backward elimination with folding", "full elimination",
      "parallel branches"};
  return names[static_cast<size_t>(regime)];
}

EdgeMask executed_edges(const Cell& architecture, Regime regime) {
  using devices::Execution;
  constexpr std::array<Execution, regime_count> executions = {
      Execution::eager, Execution::backward_elimination, Execution::folding_elimination,
      Execution::full_elimination, Execution::full_elimination};
  return devices::executed_edges(executions[static_cast<size_t>(regime)], architecture);
}

const RegimeGroups& regime_groups(Regime regime) {
  static const std::array<RegimeGroups, regime_count> groups = [] {
    std::array<RegimeGroups, regime_count> made;
    for (const Regime each : all_regimes) made[static_cast<size_t>(each)] = make_groups(each);
    return made;
  }();
  return groups[static_cast<size_t>(regime)];
}

const JointGroups& joint_groups() {
  static const JointGroups groups = make_joint_groups();
  return groups;
}

std::vector<Architecture> one_of_every_group(std::span<const std::uint8_t> allowed,
                                             Random& random) {
  std::vector<Architecture> chosen;
  std::vector<int> open;
  for (const auto& members : joint_groups().members) {
    open.clear();
    for (const int member : members) {
      if (allowed[static_cast<size_t>(member)]) open.push_back(member);
    }
    const auto count = static_cast<int>(open.size());
    if (count > 0) chosen.push_back(cell_at(open[static_cast<size_t>(random.below(count))]));
  }
  return chosen;
}

}  // namespace tenprobes::belief
