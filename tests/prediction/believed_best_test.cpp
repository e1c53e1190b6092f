#include "core/prediction/believed_best.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>

#include "tests/prediction/noisy_probes.h"

namespace tenprobes::prediction {
namespace {

TEST(BelievedBest, IsTheBestOfExactReadings) {
  int same = 0;
  on_noisy_devices(0, [&](const auto&, const Objective& objective, const History& history,
                          belief::Belief& belief) {
    const auto believed = believed_best(belief, history, objective);
    ASSERT_TRUE(believed);
    same += believed->architecture == best_feasible(history, objective)->architecture;
  });
  EXPECT_GE(same, 28) << "of 30 devices: a belief is never quite sure of an exact reading";
}

TEST(BelievedBest, HasTheHighestExpectedWorth) {
  on_noisy_devices(0.05, [](const auto&, const Objective& objective, const History& history,
                            belief::Belief& belief) {
    const auto worth = [&](const Probe& probe) {
      belief::Forecasts forecasts;
      belief.forecast(std::vector{probe.architecture}, objective.budget_ms, forecasts);
      const double deviation = std::sqrt(forecasts.variance[0] - forecasts.noise[0]);
      const double over = (forecasts.mean[0] - objective.budget_ms) / deviation;
      return std::erfc(over / std::sqrt(2)) / 2 *
             (objective.quality_of(probe.architecture) - objective.no_answer);
    };
    const auto believed = believed_best(belief, history, objective);
    ASSERT_TRUE(believed);
    for (const Probe& probe : history) {
      if (probe.latency_ms <= objective.budget_ms) {
        EXPECT_GE(worth(*believed), worth(probe) * (1 - 1e-6));
      }
    }
  });
}

TEST(BelievedBest, DoesNotFallForLuckyReadings) {
  int fits = 0, lucky_fits = 0;
  on_noisy_devices(0.1, [&](const devices::LayeredDevice& device, const Objective& objective,
                            const History& history, belief::Belief& belief) {
    const auto truly_fits = [&](const std::optional<Probe>& probe) {
      return probe && *device.expected_latency(probe->architecture) <= objective.budget_ms;
    };
    fits += truly_fits(believed_best(belief, history, objective));
    lucky_fits += truly_fits(best_feasible(history, objective));
  });
  EXPECT_GT(fits, lucky_fits + 3) << "of 30 devices";
}

TEST(BelievedBest, OfWhatRepeatsItselfIsTheBestReading) {
  on_noisy_devices(
      0.1, [](const auto&, Objective objective, const History& history, belief::Belief& belief) {
        objective.reading_noise = 0;
        const auto believed = believed_best(belief, history, objective);
        ASSERT_TRUE(believed);
        EXPECT_EQ(believed->architecture, best_feasible(history, objective)->architecture);
      });
}

TEST(BelievedBest, HasNoneWhereNothingWasMeasuredWithinTheBudget) {
  on_noisy_devices(
      0.01, [](const auto&, Objective objective, const History& history, belief::Belief& belief) {
        objective.budget_ms /= 1000;
        EXPECT_FALSE(believed_best(belief, history, objective));
      });
}

TEST(ProbabilityOfFit, IsThatReadingAndLatencyAreWithinTheBudget) {
  on_noisy_devices(0.05, [](const auto&, const Objective& objective, const History& history,
                            belief::Belief& belief) {
    Random random(1);
    belief::Forecasts forecasts;
    belief.forecast(std::vector{history[0].architecture}, objective.budget_ms, forecasts);
    const double noise = std::sqrt(forecasts.noise[0]);
    const double spread = std::sqrt(forecasts.variance[0] - forecasts.noise[0]);
    constexpr int draws = 20'000;
    int fits = 0;
    for (int i = 0; i < draws; ++i) {
      const double latency = forecasts.mean[0] + spread * random.normal();
      fits += std::max(latency, latency + noise * random.normal()) <= objective.budget_ms;
    }
    EXPECT_NEAR(probability_of_fit(objective, forecasts, 0), fits / double{draws}, 0.015);
  });
}

TEST(ProbabilityOfFit, IsTheBeliefsOwnWhereReadingsRepeat) {
  on_noisy_devices(
      0.05, [](const auto&, Objective objective, const History& history, belief::Belief& belief) {
        objective.reading_noise = 0;
        belief::Forecasts forecasts;
        belief.forecast(std::vector{history[0].architecture}, objective.budget_ms, forecasts);
        EXPECT_EQ(probability_of_fit(objective, forecasts, 0),
                  static_cast<double>(forecasts.feasible[0]));
      });
}

}  // namespace
}  // namespace tenprobes::prediction
