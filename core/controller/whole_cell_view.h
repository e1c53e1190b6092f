// A policy that proposes a whole cell at once from running statistics of the session.
//
// Action: six heads of five choices, edge by edge; choices that could only end at architectures
// already probed or not allowed are closed.
//
// Among what it sees are suggestions: cells better than the best feasible so far, found with the
// running estimate of operation costs (cost_estimate.h). The network can copy each of them with one
// number (NetworkShape::copies) and change edges of it; when to dare which, and what the estimate
// misses, is left to learn.
//   0: the largest expected gain, gain times probability to be feasible;
//   1..4: the best cell that is estimated at 1 deviation over the budget, at the budget, 1 and 2
//         deviations under it.
//
// Observation "whole-cell-2":
//   one-hot: slot * 31 + edge * 5 + operation (slot * 31 + 30 where there is none), slot 0 the best
//     feasible probe, 1 the newest, 2 the one before it, 3..7 the suggestions;
//   numbers: mean and then deviation of the five costs as estimated from all edges, and the same
//     from the edges that reach the output (live_edges.h); the difference of the two log-evidences
//     / 8, within +-2; for slots 0..2 log(latency / budget), quality / 100, 1 if feasible (0, 0, 0
//     where there is none); for each suggestion its gain / 100 and how many deviations it is
//     estimated under the budget, / 4, within +-1 (0, 0 where there is none); probes left / 20,
//     probes / 20, logarithm of probes left.
#pragma once

#include <memory>

#include "core/controller/catalogue.h"
#include "core/controller/cost_estimate.h"
#include "core/controller/session_view.h"

namespace tenprobes::controller {

/// Costs as seen from all edges, and from the edges that reach the output.
using CostPriors = std::array<CostPrior, 2>;
using Catalogues = std::array<Catalogue, 2>;

class WholeCellView final : public SessionView {
 public:
  static constexpr int suggestions = 5;
  static constexpr int probe_slots = 3;

  /// `catalogues` are those of the quality and the allowed architectures of every session; they may
  /// be shared, and be absent where only shape() and heads() are asked.
  WholeCellView(const CostPriors& priors, std::shared_ptr<const Catalogues> catalogues)
      : priors_(priors), catalogues_(std::move(catalogues)) {}

  ObservationShape shape() const override;
  std::vector<int> heads() const override { return std::vector<int>(edge_count, operation_count); }
  CopyShape copies() const override;
  void observe(std::span<std::uint16_t> indices, std::span<float> numbers) const override;
  OpenChoices open(int head, const Action& chosen) const override;
  Cell architecture_of(const Action& action) const override;

 protected:
  void on_begin() override;
  void on_tell(const Entry& probe, double ratio) override;

 private:
  struct Suggestion {
    const Candidate* candidate = nullptr;
    double gain = 0, margin = 0;
  };
  std::array<Suggestion, suggestions> suggest() const;
  mutable std::vector<double> ratios_, variances_;  ///< suggest()'s, kept to allocate them once

  CostPriors priors_;
  std::shared_ptr<const Catalogues> catalogues_;
  std::array<CostEstimate, 2> estimates_;
};

}  // namespace tenprobes::controller
