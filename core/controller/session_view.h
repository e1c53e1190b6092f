// A session as a policy sees it: the probes so far turned into an observation, and the policy's
// actions turned into architectures. Training and the finished controller run this same code.
//
//   EditView view;
//   view.begin(objective, 10);                          // 10 probes in all
//   if (auto start = view.start(random)) view.tell(*start, probe(*start));
//   view.observe(indices, numbers);                     // what the network is given
//   Action action = ...;                                // head by head, each among view.open(...)
//   view.tell(view.architecture_of(action), latency_ms);
//
// Latencies enter as logarithms of their ratio to the budget, never in ms, so a device that is a
// thousand times slower gives the same observations. Numbers are rounded to 2^-10: logarithms
// differ in their last bit between platforms, observations must not. Nothing allocates after
// begin() has seen the largest number of probes.
#pragma once

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "core/base/random.h"
#include "core/objective/objective.h"
#include "core/search_space/cells/cell.h"

namespace tenprobes::controller {

/// The form of an observation: `active` indices of one-hot inputs that are on, each in
/// [0, one_hot), and `numbers` real inputs.
struct ObservationShape {
  int one_hot = 0;
  int active = 0;
  int numbers = 0;
  bool operator==(const ObservationShape&) const = default;
};

/// Choices that an observation shows and the network can copy (network.h): `count` of them, the
/// indices of one standing at active position first_active + copy * heads + head, where index
/// first_input + copy * stride + c shows choice c of all heads' choices counted through, and a
/// larger one that there is nothing to copy.
struct CopyShape {
  int count = 0, first_active = 0, first_input = 0, stride = 0;
  bool operator==(const CopyShape&) const = default;
};

inline constexpr int max_heads = 6;
inline constexpr int max_choices = 64;  ///< of all heads together

/// One choice per head.
using Action = std::array<std::uint8_t, max_heads>;

/// Bit c: choice c of a head may be taken.
using OpenChoices = std::uint64_t;

/// Three bits an edge, edge 0 lowest.
inline std::uint32_t pack(const Cell& architecture) {
  std::uint32_t packed = 0;
  for (size_t edge = edge_count; edge-- > 0;) {
    packed = packed << 3 | static_cast<std::uint32_t>(architecture.operations[edge]);
  }
  return packed;
}

class SessionView {
 public:
  virtual ~SessionView() = default;

  virtual ObservationShape shape() const = 0;
  /// The number of choices of each head, at most max_heads heads.
  virtual std::vector<int> heads() const = 0;
  virtual CopyShape copies() const { return {}; }

  /// A new session. What the objective points to outlives it. probes >= 1.
  void begin(const Objective& objective, int probes);

  /// The probe that comes before the first action, for kinds that need one.
  virtual std::optional<Cell> start(Random&) const { return std::nullopt; }

  void tell(const Cell& architecture, double latency_ms);

  int probes_left() const { return probes_ - static_cast<int>(entries_.size()); }

  /// The value of the best feasible probe, 0 when there is none.
  double best_value() const { return best_ < 0 ? 0.0 : best_value_; }
  bool has_feasible() const { return best_ >= 0; }

  /// indices: [shape().active]; numbers: [shape().numbers].
  virtual void observe(std::span<std::uint16_t> indices, std::span<float> numbers) const = 0;

  /// The choices of `head` that lead to an architecture that is allowed and not yet probed, given
  /// the choices of the heads before it; 0 if none does.
  virtual OpenChoices open(int head, const Action& chosen) const = 0;

  virtual Cell architecture_of(const Action& action) const = 0;

 protected:
  struct Entry {
    Cell architecture;
    std::uint32_t packed;  ///< three bits an edge, edge 0 lowest
    float log_ratio;       ///< log(latency / budget), within +-4, rounded
    float quality;         ///< 0..1, rounded
    bool feasible;
  };

  virtual void on_begin() {}
  /// Before the probe joins entries(); `ratio` is its latency over the budget.
  virtual void on_tell(const Entry& /*probe*/, double /*ratio*/) {}

  std::span<const Entry> entries() const { return entries_; }
  const Entry* best() const { return best_ < 0 ? nullptr : &entries_[static_cast<size_t>(best_)]; }
  int probes() const { return probes_; }
  const Objective& objective() const { return objective_; }
  bool is_closed(const Cell& architecture) const;  ///< probed or not allowed
  bool all_allowed() const { return objective_.allowed.empty(); }

  static float rounded(double value) {
    return static_cast<float>(std::floor(value * 1024 + 0.5) / 1024);
  }
  /// Probes left / 20, probes / 20 and the logarithm of probes left (at least 1), rounded.
  std::array<float, 3> progress() const {
    const auto left = static_cast<size_t>(std::max(1, probes_left()));
    return {rounded(probes_left() / 20.0), rounded(probes_ / 20.0), log_left_[left - 1]};
  }

 private:
  Objective objective_{};
  int probes_ = 0;
  std::vector<Entry> entries_;
  std::vector<float> log_left_;  ///< log 1, log 2, ... as far as sessions were long
  int best_ = -1;
  double best_value_ = 0, best_latency_ = 0;
};

}  // namespace tenprobes::controller
