// The predictor of choice: a Belief (belief.h) about the device's costs and execution regime.
//
//   BayesianPredictor predictor(synthetic_mixture());
//   predictor.fit(history);                                  // well under 2 ms
//   Prediction p = predictor.predict(architecture);
//   double folds = predictor.belief().regime_probabilities()[2];
#pragma once

#include "core/belief/cells/cell_belief.h"
#include "core/prediction/predictor.h"

namespace tenprobes::prediction {

class BayesianPredictor : public LatencyPredictor {
 public:
  explicit BayesianPredictor(const belief::LatencyPrior& prior) : belief_(prior) {}

  void fit(const History& history) override;
  Prediction predict(const Cell& architecture) const override;

  const belief::CellBelief& belief() const { return belief_; }

 private:
  belief::CellBelief belief_;
  belief::Forecasts forecasts_;
};

}  // namespace tenprobes::prediction
