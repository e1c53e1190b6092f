#include "core/controller/cost_estimate.h"

#include <algorithm>
#include <cmath>

namespace tenprobes::controller {

CostFeatures cost_features(const Cell& architecture, EdgeMask executed) {
  CostFeatures features{1};
  for (std::size_t edge = 0; edge < edge_count; ++edge) {
    const auto operation = static_cast<std::size_t>(architecture.operations[edge]);
    if (operation > 0 && executed[edge]) features[operation] += 1;
  }
  return features;
}

double noise_variance(double ratio) {
  const double relative = 0.04 * ratio, absolute = 0.03;
  return relative * relative + absolute * absolute;
}

CostEstimate::CostEstimate(const CostPrior& prior) {
  std::copy(prior.mean.begin(), prior.mean.end(), mean_.begin());
  std::copy(prior.covariance.begin(), prior.covariance.end(), covariance_.begin());
}

void CostEstimate::observe(const CostFeatures& features, double ratio) {
  CostFeatures projected{};  // covariance * features
  double variance = noise_variance(ratio), predicted = 0;
  for (std::size_t i = 0; i < cost_count; ++i) {
    for (std::size_t j = 0; j < cost_count; ++j) {
      projected[i] += covariance_[i * cost_count + j] * features[j];
    }
    predicted += mean_[i] * features[i];
    variance += projected[i] * features[i];
  }
  const double error = ratio - predicted;
  for (std::size_t i = 0; i < cost_count; ++i) {
    mean_[i] += projected[i] / variance * error;
    for (std::size_t j = 0; j < cost_count; ++j) {
      covariance_[i * cost_count + j] -= projected[i] * projected[j] / variance;
    }
  }
  log_evidence_ -=
      0.5 * (std::log(2 * 3.14159265358979323846 * variance) + error * error / variance);
}

double CostEstimate::deviation(int cost) const {
  const auto diagonal = static_cast<std::size_t>(cost * (cost_count + 1));
  return std::sqrt(std::max(0.0, covariance_[diagonal]));
}

}  // namespace tenprobes::controller
