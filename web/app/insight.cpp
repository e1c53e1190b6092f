#include "web/app/insight.h"

#include <algorithm>
#include <numeric>

namespace tenprobes::app {

using devices::Execution;

void Insight::follow(const SearchSpace& space, const History& history, double budget_ms) {
  const auto same = [](const Probe& a, const Probe& b) {
    return a.architecture == b.architecture && a.latency_ms == b.latency_ms;
  };
  if (belief_ && space_ == &space && budget_ms == budget_ms_ &&
      std::equal(history.begin(), history.end(), history_.begin(), history_.end(), same)) {
    return;
  }
  if (!belief_ || space_ != &space) belief_ = belief::make_belief(space);
  space_ = &space;
  budget_ms_ = budget_ms;
  history_ = history;
  belief::fit(*belief_, history_, budget_ms);
}

std::optional<belief::Prediction> Insight::predict(const Architecture& architecture) const {
  if (!belief_ || history_.empty()) return std::nullopt;
  return belief_->predict(architecture);
}

std::vector<belief::Aspect> Insight::aspects() const {
  return belief_ ? belief_->aspects() : std::vector<belief::Aspect>{};
}

std::array<double, 1 + operation_count> true_costs(const devices::LatencyModel& model) {
  const double factor =
      std::accumulate(model.edge_factor.begin(), model.edge_factor.end(), 0.0) / edge_count;
  std::array<double, 1 + operation_count> costs{};
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

}  // namespace tenprobes::app
