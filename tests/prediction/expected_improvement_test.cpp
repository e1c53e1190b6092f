#include "core/prediction/expected_improvement.h"

#include <gtest/gtest.h>

#include <cmath>

#include "core/base/random.h"

namespace tenprobes::prediction {
namespace {

/// The same by drawing latencies.
double by_drawing(const Objective& objective, double best, bool log_normal,
                  const LatencyBelief& belief) {
  Random random(3);
  const double variance = std::log1p(std::pow(belief.spread_ms / belief.mean_ms, 2));
  constexpr int draws = 200000;
  double sum = 0;
  for (int i = 0; i < draws; ++i) {
    const double z = random.normal();
    const double latency = log_normal
                               ? belief.mean_ms * std::exp(std::sqrt(variance) * z - variance / 2)
                               : belief.mean_ms + belief.spread_ms * z;
    if (objective.is_feasible(latency)) sum += std::max(0.0, objective.value(0, latency) - best);
  }
  return sum / draws;
}

TEST(ExpectedImprovement, IsTheMeanGain) {
  const std::vector<double> quality(1, 80);
  Objective objective{.quality = quality, .budget_ms = 10};
  for (const double mean : {8.0, 10.0, 12.0}) {
    const LatencyBelief belief{.mean_ms = mean, .spread_ms = 1.5};
    EXPECT_NEAR(expected_improvement(objective, 80, belief, 30),
                by_drawing(objective, 30, false, belief), 0.4);
  }
  EXPECT_EQ(expected_improvement(objective, 80, {8, 1}, 90), 0) << "nothing to gain";
  EXPECT_EQ(expected_improvement(objective, 80, {9, 0}, 30), 50);
  EXPECT_EQ(expected_improvement(objective, 80, {11, 0}, 30), 0);
}

TEST(ExpectedImprovement, IsTheMeanGainOfTheScalarisedValue) {
  const std::vector<double> quality(1, 80);
  Objective objective{.quality = quality, .budget_ms = 0};
  objective.scalarisation = Scalarisation{.reference_ms = 10, .exponent = -0.8};
  for (const double best : {40.0, 80.0, 120.0}) {
    const LatencyBelief belief{.mean_ms = 9, .spread_ms = 2};
    EXPECT_NEAR(expected_improvement(objective, 80, belief, best),
                by_drawing(objective, best, true, belief), 0.15);
  }
  EXPECT_NEAR(expected_improvement(objective, 80, {9, 0}, 70), 80 * std::pow(0.9, -0.8) - 70, 1e-9);
}

TEST(ImprovementProbability, IsHowOftenADrawIsBetter) {
  const std::vector<double> quality(1, 80);
  const LatencyBelief belief{.mean_ms = 9, .spread_ms = 2};
  Objective objective{.quality = quality, .budget_ms = 10};
  EXPECT_NEAR(improvement_probability(objective, 80, belief, 30), normal_share(0.5), 1e-12);
  EXPECT_EQ(improvement_probability(objective, 80, belief, 80), 0) << "nothing to gain";
  objective.scalarisation = Scalarisation{.reference_ms = 10, .exponent = -0.8};
  EXPECT_EQ(improvement_probability(objective, 80, belief, 0), 1);
  const double variance = std::log1p(std::pow(belief.spread_ms / belief.mean_ms, 2));
  for (const double best : {60.0, 90.0, 120.0}) {
    Random random(4);
    constexpr int draws = 100000;
    int better = 0;
    for (int i = 0; i < draws; ++i) {
      const double latency =
          belief.mean_ms * std::exp(std::sqrt(variance) * random.normal() - variance / 2);
      better += objective.value(0, latency) > best;
    }
    EXPECT_NEAR(improvement_probability(objective, 80, belief, best), better / double{draws},
                0.006);
  }
}

}  // namespace
}  // namespace tenprobes::prediction
