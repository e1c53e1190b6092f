// How well a fitted predictor predicts the architectures that it has not seen.
//
//   PredictionScore score = score_predictions(predictions, pixel3_latencies);
//   printf("SRCC %.3f\n", score.srcc);
#pragma once

#include <span>

#include "core/prediction/predictor.h"

namespace tenprobes::prediction {

struct PredictionScore {
  double srcc;     ///< Spearman's rank correlation with the known latencies
  double kendall;  ///< Kendall's tau-b
  double mape;     ///< mean absolute percentage error
  /// Share (0..1) of latencies within 1.645 standard deviations, the normal's central 90 %; NaN
  /// where the predictor gives no deviation.
  double coverage90;
};

/// Two lists of one length. Where the latency is NaN (unknown) or the mean is (the predictor has
/// no idea), the pair is left out. Throws Error if fewer than two are left.
PredictionScore score_predictions(std::span<const Prediction> predictions,
                                  std::span<const double> latencies);

}  // namespace tenprobes::prediction
