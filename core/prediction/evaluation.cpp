#include "core/prediction/evaluation.h"

#include <cmath>
#include <limits>
#include <vector>

#include "core/base/error.h"
#include "core/statistics/ranking.h"
#include "core/statistics/summary.h"

namespace tenprobes::prediction {

PredictionScore score_predictions(std::span<const Prediction> predictions,
                                  std::span<const double> latencies) {
  std::vector<double> predicted, measured;
  double inside = 0;
  for (size_t i = 0; i < latencies.size(); ++i) {
    const Prediction& prediction = predictions[i];
    if (!(latencies[i] > 0) || std::isnan(prediction.mean)) continue;
    predicted.push_back(prediction.mean);
    measured.push_back(latencies[i]);
    if (std::isnan(prediction.standard_deviation)) {
      inside = std::numeric_limits<double>::quiet_NaN();
    } else if (std::abs(latencies[i] - prediction.mean) <= 1.645 * prediction.standard_deviation) {
      inside += 1;
    }
  }
  if (measured.size() < 2) {
    throw Error(
        "fewer than two architectures are left to score a prediction on: probe fewer, or use"
        " a device whose latencies are known");
  }
  return {.srcc = statistics::spearman(predicted, measured),
          .kendall = statistics::kendall(predicted, measured),
          .mape = statistics::mean_absolute_percentage_error(predicted, measured),
          .coverage90 = inside / static_cast<double>(measured.size())};
}

}  // namespace tenprobes::prediction
