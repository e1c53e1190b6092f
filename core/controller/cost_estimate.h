// What the probes so far say about the cost of each operation: Bayesian linear regression, updated
// probe by probe in place (Rasmussen and Williams, 2006, eq. 2.8, in the recursive form of a Kalman
// filter), in units of the latency budget.
//
//   CostEstimate estimate(prior);
//   estimate.observe(features, latency_ms / budget_ms);
//   double cost = estimate.mean(3), spread = estimate.deviation(3);     // of one 3x3 convolution
#pragma once

#include <array>
#include <span>

#include "core/search_space/cells/live_edges.h"

namespace tenprobes::controller {

/// A base cost and the cost of one edge of skip_connect, nor_conv_1x1, nor_conv_3x3, avg_pool_3x3.
inline constexpr int cost_count = 5;
using CostFeatures = std::array<double, cost_count>;

/// 1 and how many of the edges in `executed` carry each operation but none.
CostFeatures cost_features(const Cell& architecture, EdgeMask executed);

/// A normal distribution over the costs in units of the budget, of devices not probed yet.
/// Floats, as files of weights keep it: training and a file's reader must see the same numbers.
struct CostPrior {
  std::array<float, cost_count> mean{};
  std::array<float, cost_count * cost_count> covariance{};  ///< row-major, symmetric, positive
};

/// The variance taken for a measurement of this ratio: noise that grows with the latency, and what
/// a linear model cannot say.
double noise_variance(double ratio);

class CostEstimate {
 public:
  CostEstimate() = default;
  explicit CostEstimate(const CostPrior& prior);

  /// `ratio`: latency over budget, > 0.
  void observe(const CostFeatures& features, double ratio);

  double mean(int cost) const { return mean_[static_cast<std::size_t>(cost)]; }
  double deviation(int cost) const;
  double covariance(int a, int b) const {
    return covariance_[static_cast<std::size_t>(a * cost_count + b)];
  }

  /// Logarithm of the density of all ratios observed.
  double log_evidence() const { return log_evidence_; }

 private:
  std::array<double, cost_count> mean_{};
  std::array<double, cost_count * cost_count> covariance_{};
  double log_evidence_ = 0;
};

}  // namespace tenprobes::controller
