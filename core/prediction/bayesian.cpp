#include "core/prediction/bayesian.h"

#include <cmath>

#include "core/base/error.h"

namespace tenprobes::prediction {

void BayesianPredictor::fit(const History& history) {
  if (history.empty()) throw Error("a latency predictor needs at least one probe");
  belief_.fit(history);
  belief_.forecast(history.front().latency_ms, forecasts_);
}

Prediction BayesianPredictor::predict(const Cell& architecture) const {
  const size_t group = belief::joint_groups().group_of[static_cast<size_t>(index_of(architecture))];
  return {forecasts_.mean[group], std::sqrt(forecasts_.variance[group])};
}

}  // namespace tenprobes::prediction
