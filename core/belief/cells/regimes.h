// Execution regimes: which edges of a cell a runtime really runs, and so what its latency is linear
// in. A device's regime is not known beforehand; the posterior (belief.h) weighs all of them.
//
//   EdgeMask run = executed_edges(architecture, Regime::backward_folded);
//   const RegimeGroups& groups = regime_groups(Regime::eager);
//   int g = groups.group_of[index_of(architecture)];   // architectures of one group cost the same
//   auto counts = groups.counts[g];                    // 1, none, skip, 1x1, 3x3, pool
//
// In every regime there are only some hundreds of distinct count vectors (210 where the critical
// path does not matter), so predicting all 15,625 architectures means predicting those.
#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

#include "core/base/random.h"
#include "core/search_space/cells/cell.h"
#include "core/search_space/cells/live_edges.h"

namespace tenprobes::belief {

enum class Regime : std::uint8_t {
  eager,            ///< every edge, dead or not, and none fills zeros
  backward,         ///< edges whose target reaches the output
  backward_folded,  ///< the same, with constant folding (Execution::folding_elimination)
  full,             ///< edges on a path from input to output
  parallel,         ///< the same, and branches overlap: the critical path counts
};
inline constexpr int regime_count = 5;
inline constexpr std::array<Regime, regime_count> all_regimes = {
    Regime::eager, Regime::backward, Regime::backward_folded, Regime::full, Regime::parallel};

/// "eager", "backward elimination", ...
std::string_view name_of(Regime regime);

/// The edges that run, as devices::executed_edges. In the eager regime those are all six.
EdgeMask executed_edges(const Cell& architecture, Regime regime);

/// A latency is the product of these: 1, then how many executed edges carry each Operation. Where
/// nothing executed reads the cell's input, 0 and a fifteenth of the counts (latency_model.h).
inline constexpr int coefficient_count = 1 + operation_count;
using Coefficients = std::array<double, coefficient_count>;

/// Counts of executed edges on one path from input to output, by Operation.
using PathCounts = std::array<std::uint8_t, operation_count>;

struct RegimeGroups {
  std::vector<std::uint16_t> group_of;  ///< [15625] by architecture index
  std::vector<std::uint16_t> sizes;     ///< [groups], architectures in it
  std::vector<Coefficients> counts;     ///< [groups]
  /// [groups], parallel regime only: the paths that may be critical (no path of a group has at
  /// least as many edges of each kind as another). Empty for a disconnected cell.
  std::vector<std::vector<PathCounts>> paths;

  int count() const { return static_cast<int>(counts.size()); }
};

/// Computed once, at the first call.
const RegimeGroups& regime_groups(Regime regime);

/// Architectures that are the same in every regime, and so for every latency model here.
struct JointGroups {
  std::vector<std::uint16_t> group_of;                                ///< [15625]
  std::vector<std::array<std::uint16_t, regime_count>> regime_group;  ///< [groups], by Regime
  std::vector<std::vector<std::uint16_t>> members;  ///< [groups], architecture indices

  int count() const { return static_cast<int>(regime_group.size()); }
};

/// Computed once, at the first call.
const JointGroups& joint_groups();

/// Of every joint group a random one of those whose `allowed` is 1 ([15625] by index), if there is
/// any: all of a group are predicted alike.
std::vector<Architecture> one_of_every_group(std::span<const std::uint8_t> allowed, Random& random);

}  // namespace tenprobes::belief
