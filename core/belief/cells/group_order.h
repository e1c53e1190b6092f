// Joint groups (regimes.h) in an order of interest, so that only the first few of them need
// forecasts: a search has no use for networks that are worse than one it has.
//
//   GroupOrder order(groups_by_quality);                   // best first; made once
//   belief.forecast(budget_ms, order, 300, forecasts);     // of the first 300
#pragma once

#include <span>
#include <vector>

#include "core/belief/cells/regimes.h"

namespace tenprobes::belief {

class GroupOrder {
 public:
  GroupOrder() = default;  ///< of none, for select()
  /// `joint`: joint groups, each at most once.
  explicit GroupOrder(std::span<const std::uint16_t> joint);

  /// Becomes the groups at these places of another order. Allocates only for more places than ever.
  void select(const GroupOrder& from, std::span<const std::uint16_t> places);

  int count() const { return static_cast<int>(places_.size()); }

  /// Where the joint group at `place` stands among its regimes' own groups, each regime's taken in
  /// the order in which the joint groups need them.
  const std::array<std::uint16_t, regime_count>& places(std::size_t place) const {
    return places_[place];
  }

  /// How many of a regime's own groups the first `joint` joint groups need.
  std::size_t needed(Regime regime, std::size_t joint) const {
    return needed_[static_cast<std::size_t>(regime)][joint];
  }

  /// Coefficient i of a regime's own groups, for loops over groups that the compiler vectorises;
  /// of all regimes but the parallel one.
  const float* column(Regime regime, std::size_t i) const {
    const std::vector<float>& counts = columns_[static_cast<std::size_t>(regime)];
    return counts.data() + i * (counts.size() / coefficient_count);
  }

  /// The parallel regime's groups, in terms of the few distinct paths and of the live counts.
  struct Parallel {
    std::uint16_t live;                      ///< the own group in Regime::full
    std::array<std::uint8_t, 4> candidates;  ///< paths that may be critical, the last repeated
    std::array<float, coefficient_count> counts;
  };
  static constexpr std::size_t most_paths =
      35;  // multisets of at most three of four operations, or none
  std::span<const Parallel> parallel() const { return parallel_; }
  std::span<const Coefficients> paths() const { return paths_; }

 private:
  static GroupOrder natural();
  friend const GroupOrder& natural_order();

  std::vector<std::array<std::uint16_t, regime_count>> places_;
  std::array<std::vector<std::uint16_t>, regime_count> needed_;
  std::array<std::vector<float>, regime_count> columns_;
  std::vector<Parallel> parallel_;
  std::vector<Coefficients> paths_;
  std::array<std::vector<std::uint16_t>, regime_count> own_, taken_;  ///< select()'s
};

/// Every joint group in its own order. Made once, at the first call.
const GroupOrder& natural_order();

}  // namespace tenprobes::belief
