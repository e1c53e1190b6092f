#include "web/app/beliefs.h"

#include <algorithm>
#include <numeric>

#include "core/belief/cells/synthetic_prior.h"

namespace tenprobes::app {

using belief::Regime;
using devices::Execution;

belief::Coefficients true_costs(const devices::LatencyModel& model) {
  const double factor =
      std::accumulate(model.edge_factor.begin(), model.edge_factor.end(), 0.0) / edge_count;
  belief::Coefficients costs{};
  costs[0] = model.base_ms;
  for (const Operation operation : all_operations) {
    const auto o = static_cast<size_t>(operation);
    costs[1 + o] =
        operation == Operation::none
            ? (model.execution == Execution::eager ? factor * model.operation_ms[o] : 0)
            : factor * std::max(model.operation_ms[o], model.memory_ms) + model.launch_ms;
  }
  return costs;
}

Regime true_regime(const devices::LatencyModel& model) {
  if (model.overlap > 0.5) return Regime::parallel;
  switch (model.execution) {
    case Execution::eager:
      return Regime::eager;
    case Execution::backward_elimination:
      return Regime::backward;
    case Execution::folding_elimination:
      return Regime::backward_folded;
    case Execution::full_elimination:
      return Regime::full;
  }
  return Regime::eager;
}

Beliefs Believer::given(const History& history, double budget_ms) {
  if (!belief_) belief_.emplace(belief::synthetic_mixture());
  belief_->fit(history, budget_ms);
  return {belief_->costs(), belief_->regime_probabilities()};
}

}  // namespace tenprobes::app
