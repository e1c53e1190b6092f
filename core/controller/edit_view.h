// The Markov decision process of Sim-is-More (Capuano et al., arXiv 2504.00663, section 3): the
// state is the current architecture, its latency and the last transitions; an action puts one
// operation on one edge, and the result is measured. Training and the finished controller see a
// session through this same code.
//
//   EditView view;
//   view.begin(objective, 10);                          // 10 probes in all
//   const Cell start = view.start(random);
//   view.tell(start, measure(start));
//   view.observe(indices, numbers);                     // what the network is given
//   const int action = ...;                             // a bit of view.open()
//   const Cell next = view.architecture_of(action);
//   view.tell(next, measure(next));
//
// Corrected against the paper's public code: the first observation carries the measured latency of
// the architecture it shows (there: a random number), the history holds earlier transitions only
// (there: the current state twice), latencies are in units of the budget (there: ms), and the goal
// is the best quality within the budget (there: a product whose maximum is the fastest, useless
// cell). Added: an edit may also start from the best feasible architecture so far, and edits that
// lead to an architecture already probed are closed.
//
// Action: one of 60 choices: base * 30 + edge * 5 + operation, base 0 = current, 1 = best.
// Observation "edit-1", with the probes of slot 0 (current), 1..5 (before it) and 6 (best
// feasible):
//   one-hot: slot * 31 + edge * 5 + operation for each slot and edge (slot * 31 + 30 where the slot
//     is empty), then 217 + transition * 61 + action (60 where there was none), transitions 0..4
//     (the newest first);
//   numbers: for each slot log(latency / budget), quality / 100, 1 if feasible (0, 0, 0 if empty);
//     then probes left / 20, probes / 20, logarithm of probes left.
// Latencies enter as logarithms of their ratio to the budget, never in ms, so a device that is a
// thousand times slower gives the same observations. Numbers are rounded to 2^-10: logarithms
// differ in their last bit between platforms, observations must not. Nothing allocates after
// begin() has seen the largest number of probes.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "core/base/random.h"
#include "core/nn/actor_critic.h"
#include "core/nn/categorical.h"
#include "core/objective/objective.h"
#include "core/search_space/cells/cell.h"

namespace tenprobes::controller {

class EditView {
 public:
  static constexpr int window = 6;  ///< current and five before it
  static constexpr int transitions = window - 1;
  static constexpr int edits = edge_count * operation_count;
  static constexpr int actions = 2 * edits;
  static constexpr int no_action = actions;

  static nn::ObservationShape shape();

  /// A new session. What the objective points to outlives it. probes >= 1.
  void begin(const Objective& objective, int probes);

  /// The probe that comes before the first action. Throws Error if the objective allows none.
  Cell start(Random& random) const;

  void tell(const Cell& architecture, double latency_ms);

  int probes_left() const { return probes_ - static_cast<int>(entries_.size()); }

  /// The value of the best feasible probe, 0 when there is none.
  double best_value() const { return best_ < 0 ? 0.0 : best_value_; }
  bool has_feasible() const { return best_ >= 0; }

  /// indices: [shape().active]; numbers: [shape().numbers].
  void observe(std::span<std::uint16_t> indices, std::span<float> numbers) const;

  /// The actions that lead to an architecture that is allowed and not yet probed; 0 if none does.
  /// After the first probe.
  nn::OpenChoices open() const;

  Cell architecture_of(int action) const;

 private:
  struct Entry {
    Cell architecture;
    std::uint32_t packed;  ///< three bits an edge, edge 0 lowest
    float log_ratio;       ///< log(latency / budget), within +-4, rounded
    float quality;         ///< 0..1, rounded
    bool feasible;
    std::uint8_t action;  ///< that led here; no_action if none did
  };

  const Entry* best() const { return best_ < 0 ? nullptr : &entries_[static_cast<size_t>(best_)]; }
  bool is_closed(const Cell& architecture) const;  ///< probed or not allowed
  /// The edit of the newest or of the best probe that this one is.
  std::uint8_t action_to(std::uint32_t packed) const;
  /// The choices of one base that lead to something new.
  nn::OpenChoices open_edits(const Entry& base) const;

  Objective objective_{};
  int probes_ = 0;
  std::vector<Entry> entries_;
  std::vector<float> log_left_;  ///< log 1, log 2, ... as far as sessions were long
  int best_ = -1;
  double best_value_ = 0, best_latency_ = 0;
};

}  // namespace tenprobes::controller
