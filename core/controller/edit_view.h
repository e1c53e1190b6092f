// The Markov decision process of Sim-is-More (Capuano et al., arXiv 2504.00663, section 3): the
// state is the current architecture, its latency and the last transitions; an action puts one
// operation on one edge, and the result is measured.
//
// Corrected against the paper's public code: the first observation carries the measured latency of
// the architecture it shows (there: a random number), the history holds earlier transitions only
// (there: the current state twice), latencies are in units of the budget (there: ms), and the goal
// is the best quality within the budget (there: a product whose maximum is the fastest, useless
// cell). Added: an edit may also start from the best feasible architecture so far, and edits that
// lead to an architecture already probed are closed.
//
// Action: one head of 60 choices: base * 30 + edge * 5 + operation, base 0 = current, 1 = best.
// Observation "edit-1", with the probes of slot 0 (current), 1..5 (before it) and 6 (best
// feasible):
//   one-hot: slot * 31 + edge * 5 + operation for each slot and edge (slot * 31 + 30 where the slot
//     is empty), then 217 + transition * 61 + action (60 where there was none), transitions 0..4
//     (the newest first);
//   numbers: for each slot log(latency / budget), quality / 100, 1 if feasible (0, 0, 0 if empty);
//     then probes left / 20, probes / 20, logarithm of probes left.
#pragma once

#include "core/controller/session_view.h"

namespace tenprobes::controller {

class EditView final : public SessionView {
 public:
  static constexpr int window = 6;  ///< current and five before it
  static constexpr int transitions = window - 1;
  static constexpr int edits = edge_count * operation_count;
  static constexpr int no_action = 2 * edits;

  ObservationShape shape() const override;
  std::vector<int> heads() const override { return {2 * edits}; }
  std::optional<Cell> start(Random& random) const override;
  void observe(std::span<std::uint16_t> indices, std::span<float> numbers) const override;
  OpenChoices open(int head, const Action& chosen) const override;
  Cell architecture_of(const Action& action) const override;

 protected:
  void on_begin() override;
  void on_tell(const Entry& probe, double ratio) override;

 private:
  /// The choices of one base that lead to something new.
  OpenChoices open_edits(const Entry& base) const;

  std::vector<std::uint8_t> actions_;  ///< that led to each entry; no_action if none did
};

}  // namespace tenprobes::controller
