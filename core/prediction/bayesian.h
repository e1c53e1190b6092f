// The predictor of choice: a Belief (belief.h) about the device's costs and execution regime.
//
//   BayesianPredictor predictor(belief::make_belief(space, belief::Prior::mixture));
//   predictor.fit(history);                                  // well under 2 ms
//   Prediction p = predictor.predict(architecture);
//   for (const belief::Aspect& aspect : predictor.belief().aspects()) print(aspect.name, aspect.value);
#pragma once

#include <memory>
#include <span>
#include <vector>

#include "core/belief/belief.h"
#include "core/prediction/predictor.h"

namespace tenprobes::prediction {

class BayesianPredictor : public LatencyPredictor {
 public:
  explicit BayesianPredictor(std::unique_ptr<belief::Belief> belief) : belief_(std::move(belief)) {}

  void fit(const History& history) override;
  Prediction predict(const Architecture& architecture) const override;

  const belief::Belief& belief() const { return *belief_; }

 private:
  std::unique_ptr<belief::Belief> belief_;
  belief::Forecasts forecasts_;  ///< of every architecture of an enumerable space
};

/// Of each of `asked`, by a belief that these probes made. Throws Error if there is none.
std::vector<Prediction> predict_all(const SearchSpace& space, const History& history,
                                    std::span<const Architecture> asked);

}  // namespace tenprobes::prediction
