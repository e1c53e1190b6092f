#include "web/app/insight.h"

#include <algorithm>
#include <numeric>

#include "core/belief/cells/prior.h"
#include "web/app/spaces/cell_graph.h"

namespace tenprobes::app {

Interval interval_of(const belief::Prediction& predicted) {
  const double half = interval_90 * predicted.standard_deviation;
  return {std::max(0.0, predicted.mean - half), predicted.mean + half};
}

void Insight::follow(const SearchSpace& space, const History& history, double budget_ms) {
  if (belief_ && space_.get() == &space && budget_ms == budget_ms_ && history == history_) return;
  if (!belief_ || space_.get() != &space) belief_ = belief::make_belief(space);
  space_ = space.shared_from_this();
  budget_ms_ = budget_ms;
  history_ = history;
  belief::fit(*belief_, history_, budget_ms);
  aspects_ = belief_->aspects();
}

std::optional<belief::Prediction> Insight::predict(const Architecture& architecture) const {
  if (!belief_ || history_.empty()) return std::nullopt;
  return belief_->predict(architecture);
}

std::optional<Operation> operation_of(const belief::Aspect& aspect) {
  for (const Operation operation : all_operations) {
    if (aspect.name == name_of(operation)) return operation;
  }
  return std::nullopt;
}

std::string title_of(const belief::Aspect& aspect) {
  if (const auto operation = operation_of(aspect)) return short_words_of(*operation);
  constexpr std::pair<std::string_view, const char*> titles[] = {
      {"eager", "runs every edge"},
      {"backward elimination", "skips unread edges"},
      {"backward elimination with folding", "the same, but folds some"},
      {"full elimination", "skips all dead edges"},
      {"parallel branches", "runs branches side by side"},
  };
  for (const auto& [name, title] : titles) {
    if (name == aspect.name) return title;
  }
  return aspect.name;
}

std::optional<double> true_value(const belief::Aspect& aspect, const devices::LatencyModel& model) {
  for (const belief::Regime regime : belief::all_regimes) {
    if (aspect.name == belief::name_of(regime)) return belief::regime_of(model) == regime;
  }
  if (const auto operation = operation_of(aspect)) {
    return true_costs(model)[1 + static_cast<size_t>(*operation)];
  }
  if (aspect.name == "fixed part") return model.base_ms;
  return std::nullopt;
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
            ? (model.execution == devices::Execution::eager ? factor * model.operation_ms[o] : 0)
            : factor * std::max(model.operation_ms[o], model.memory_ms) + model.launch_ms;
  }
  return costs;
}

}  // namespace tenprobes::app
