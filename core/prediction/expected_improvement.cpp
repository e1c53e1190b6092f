#include "core/prediction/expected_improvement.h"

#include <algorithm>
#include <cmath>
#include <numbers>

namespace tenprobes::prediction {

double normal_share(double z) {
  return 0.5 * std::erfc(-z / std::numbers::sqrt2);
}

namespace {

/// The natural logarithm of the scalarised value, normal with this centre and spread.
struct LogValue {
  double centre, spread;
};

LogValue log_value(double quality, const Scalarisation& scalarisation,
                   const LatencyBelief& belief) {
  const double mean = std::max(belief.mean_ms, 1e-6);
  const double variance = std::log1p(std::pow(belief.spread_ms / mean, 2));
  const double log_latency = std::log(mean) - variance / 2;
  return {std::log(quality) +
              scalarisation.exponent * (log_latency - std::log(scalarisation.reference_ms)),
          std::abs(scalarisation.exponent) * std::sqrt(variance)};
}

double scalarised_improvement(const LogValue& value, double best) {
  const auto [centre, spread] = value;
  if (best <= 0) return std::exp(centre + spread * spread / 2);
  if (spread == 0) return std::max(0.0, std::exp(centre) - best);
  const double z = (centre - std::log(best)) / spread;
  return std::exp(centre + spread * spread / 2) * normal_share(z + spread) - best * normal_share(z);
}

}  // namespace

double expected_improvement(const Objective& objective, double quality, const LatencyBelief& belief,
                            double best) {
  best = std::max(best, 0.0);
  if (objective.scalarisation) {
    return quality > 0
               ? scalarised_improvement(log_value(quality, *objective.scalarisation, belief), best)
               : 0;
  }
  if (quality <= best) return 0;
  const double slack = objective.budget_ms - belief.mean_ms;
  if (belief.spread_ms <= 0) return slack >= 0 ? quality - best : 0;
  return (quality - best) * normal_share(slack / belief.spread_ms);
}

double improvement_probability(const Objective& objective, double quality,
                               const LatencyBelief& belief, double best) {
  best = std::max(best, 0.0);
  if (!objective.scalarisation) {
    const double slack = objective.budget_ms - belief.mean_ms;
    if (quality <= best) return 0;
    return belief.spread_ms <= 0 ? slack >= 0 : normal_share(slack / belief.spread_ms);
  }
  if (quality <= 0) return 0;
  if (best <= 0) return 1;
  const auto [centre, spread] = log_value(quality, *objective.scalarisation, belief);
  const double margin = centre - std::log(best);
  return spread == 0 ? margin > 0 : normal_share(margin / spread);
}

Improvement improvement_of(const Objective& objective, double quality, double feasible,
                           const LatencyBelief& belief, double best) {
  if (!objective.scalarisation) return {quality - std::max(best, objective.no_answer), feasible};
  const double p = improvement_probability(objective, quality, belief, best);
  if (p < 1e-6) return {0, p};
  return {expected_improvement(objective, quality, belief, best) / p, p};
}

}  // namespace tenprobes::prediction
