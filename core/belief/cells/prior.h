// What is known of a device before its first probe, drawn from synthetic devices only.
//
//   std::vector<devices::LatencyModel> drawn = ...;        // devices::draw_device, many times
//   LatencyPrior narrow = mixture_prior(drawn);            // one Gaussian a device: any shape
//   LatencyPrior plain = gaussian_prior(drawn);            // one Gaussian a regime: moments only
//
// Coefficients are prior to scale: in units of the device's mean latency over all 15,625
// architectures, as devices differ by factors of thousands in speed and only the ratios of costs
// carry over.
#pragma once

#include <array>
#include <span>
#include <vector>

#include "core/belief/cells/regimes.h"
#include "core/devices/latency_model.h"

namespace tenprobes::belief {

/// The upper triangle of a symmetric matrix over the coefficients, row by row.
inline constexpr int covariance_size = coefficient_count * (coefficient_count + 1) / 2;
using Covariance = std::array<double, covariance_size>;

/// One Gaussian hypothesis: latency = scale * coefficients . counts, times (1 + noise).
struct PriorComponent {
  Regime regime = Regime::eager;
  double overlap =
      0;  ///< 0..1, parallel regime: how much of what is off the critical path is hidden
  double weight = 1;  ///< the components' weights sum to 1
  Coefficients mean{};
  Covariance covariance{};
  double noise = 0.03;  ///< relative standard deviation of what the counts do not explain
  /// log(budget / mean latency), mean and standard deviation, for budgets that people set: at
  /// quantiles 0.05 to 0.6 of the device's latencies.
  double budget_log_mean = 0;
  double budget_log_deviation = 0.3;
};

/// The regime of a model: whatever hides part of its work runs branches in parallel.
Regime regime_of(const devices::LatencyModel& model);

using LatencyPrior = std::vector<PriorComponent>;

/// The relative noise levels that components carry: from an exact simulator to a busy phone.
inline constexpr std::array<double, 5> noise_levels = {0.005, 0.015, 0.04, 0.08, 0.15};

/// A kernel estimate of the distribution: one component a device, each coefficient with a relative
/// standard deviation of `bandwidth`.
LatencyPrior mixture_prior(std::span<const devices::LatencyModel> drawn, double bandwidth = 0.3);

/// The first two moments of the coefficients in each regime, once for every noise level.
LatencyPrior gaussian_prior(std::span<const devices::LatencyModel> drawn);

}  // namespace tenprobes::belief
