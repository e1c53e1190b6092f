// A few-shot latency predictor: learns a device from a handful of probes.
//
//   BayesianPredictor predictor(belief::make_belief(space));   // any LatencyPredictor
//   predictor.fit(history);                        // five or ten probes
//   Prediction p = predictor.predict(architecture);
//   // p.mean ms, give or take p.standard_deviation
//
// A new predictor is one new file that implements this, and one line in
// predictors.cpp.
#pragma once

#include "core/belief/belief.h"
#include "core/objective/history.h"

namespace tenprobes::prediction {

using belief::Prediction;

class LatencyPredictor {
 public:
  virtual ~LatencyPredictor() = default;

  /// Learns the device anew from these probes and nothing else. Throws Error if `history` is empty.
  virtual void fit(const History& history) = 0;

  /// fit() must have been called. A predictor that only ranks returns a mean without unit and says
  /// so in its header.
  virtual Prediction predict(const Architecture& architecture) const = 0;
};

}  // namespace tenprobes::prediction
