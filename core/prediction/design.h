// Which architecture to measure next, so that the latencies of all others become known best.
//
//   ProbeDesign design(synthetic_mixture());
//   while (history.size() < 10) {
//     const Cell next = design.next(history, {}, random);
//     history.push_back({next, measure(next)});
//   }
//
// The choice is the one after which the best linear predictor of the other log-latencies leaves the
// least variance, over costs and regimes alike: it maximises sum_b cov(a, b)^2 / (var(a) + noise),
// with the covariances of devices drawn from the belief (the sequential form of Bayesian A-optimal
// design: Chaloner and Verdinelli, "Bayesian experimental design: a review", 1995). One cell of
// every group that all regimes price alike is a candidate: the rare ones, six times the same
// operation, tell most.
//
// What random probes cost instead: with ten of them the regime is often mis-picked, as most cells
// run alike in all; the mean Spearman correlation falls by about 0.01 at ten probes, 0.02 at five.
#pragma once

#include <cstdint>
#include <span>

#include "core/belief/cells/cell_belief.h"

namespace tenprobes::prediction {

class ProbeDesign {
 public:
  explicit ProbeDesign(const belief::LatencyPrior& prior) : belief_(prior) {}

  /// One that is allowed ([15625], 1 where it may be probed; empty: all) and was not probed. Throws
  /// Error if none is left. Takes about five milliseconds.
  Cell next(const History& history, std::span<const std::uint8_t> allowed, Random& random);

 private:
  belief::CellBelief belief_;
};

}  // namespace tenprobes::prediction
