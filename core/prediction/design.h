// Which architecture to measure next, so that the latencies of all others become known best.
//
//   ProbeDesign design(belief::make_belief(space));
//   while (history.size() < 10) {
//     const Architecture next = design.next(history, candidates, random);
//     history.push_back({next, measure(next)});
//   }
//
// The choice is the one after which the best linear predictor of the other log-latencies leaves the
// least variance (belief::Belief::expected_gains). Of cells, one of every group that all regimes
// price alike will do as candidates (belief::one_of_every_group): the rare ones, six times the same
// operation, tell most.
//
// What random probes cost instead, on cells: with ten of them the regime is often mis-picked, as
// most cells run alike in all; the mean Spearman correlation falls by about 0.01 at ten probes, 0.02
// at five.
#pragma once

#include <memory>
#include <span>

#include "core/belief/belief.h"
#include "core/objective/history.h"

namespace tenprobes::prediction {

class ProbeDesign {
 public:
  explicit ProbeDesign(std::unique_ptr<belief::Belief> belief) : belief_(std::move(belief)) {}

  /// One of these, the first of equals. Throws Error if there is none. Takes about five
  /// milliseconds on cells.
  Architecture next(const History& history, std::span<const Architecture> candidates,
                    Random& random);

 private:
  std::unique_ptr<belief::Belief> belief_;
};

}  // namespace tenprobes::prediction
