// What the probes so far tell about a device that nobody has described: the posterior of
// core/prediction, as far as a person can read it.
//
//   Believer believer;
//   Beliefs beliefs = believer.given(history, budget_ms);
//   beliefs.costs.mean[1 + 3];        // ms of one edge with a 3x3 convolution
//   beliefs.regimes[0];               // probability that every edge runs
//   beliefs.costs.mean[0] and true_costs(model)[0] should come to the same
#pragma once

#include <array>
#include <optional>

#include "core/belief/cells/cell_belief.h"
#include "core/devices/latency_model.h"

namespace tenprobes::app {

struct Beliefs {
  belief::CellBelief::Costs costs;  ///< fixed part, then one edge of each Operation, ms
  std::array<double, belief::regime_count> regimes{};  ///< by Regime, sums to 1
};

/// The same costs of a device whose model is known, mean over the edges.
belief::Coefficients true_costs(const devices::LatencyModel& model);

/// The regime of such a device.
belief::Regime true_regime(const devices::LatencyModel& model);

class Believer {
 public:
  Beliefs given(const History& history, double budget_ms);

 private:
  std::optional<belief::CellBelief> belief_;  ///< made at first use: its prior takes a moment
};

}  // namespace tenprobes::app
