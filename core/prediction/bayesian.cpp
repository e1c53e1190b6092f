#include "core/prediction/bayesian.h"

#include <cmath>

#include "core/base/error.h"
#include "core/belief/beliefs.h"

namespace tenprobes::prediction {

void BayesianPredictor::fit(const History& history) {
  if (history.empty()) throw Error("a latency predictor needs at least one probe");
  belief::fit(*belief_, history);
  if (belief_->space().size() > 0) {
    belief_->forecast_all(history.front().latency_ms, forecasts_);
  }
}

Prediction BayesianPredictor::predict(const Architecture& architecture) const {
  const SearchSpace& space = belief_->space();
  if (space.size() == 0) return belief_->predict(architecture);
  const size_t place = forecasts_.place_of(static_cast<size_t>(space.index_of(architecture)));
  return {forecasts_.mean[place], std::sqrt(forecasts_.variance[place])};
}

std::vector<Prediction> predict_all(const SearchSpace& space, const History& history,
                                    std::span<const Architecture> asked) {
  BayesianPredictor predictor(belief::make_belief(space));
  predictor.fit(history);
  std::vector<Prediction> predicted;
  for (const Architecture& each : asked) predicted.push_back(predictor.predict(each));
  return predicted;
}

}  // namespace tenprobes::prediction
