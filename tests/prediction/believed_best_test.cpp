#include "core/prediction/believed_best.h"

#include <gtest/gtest.h>

#include "tests/prediction/noisy_probes.h"

namespace tenprobes::prediction {
namespace {

TEST(BelievedBest, IsTheBestOfExactReadings) {
  on_noisy_devices(0, [](const auto&, const Objective& objective, const History& history,
                         belief::Belief& belief) {
    const auto believed = believed_best(belief, history, objective);
    ASSERT_TRUE(believed);
    EXPECT_EQ(believed->architecture, best_feasible(history, objective)->architecture);
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

TEST(BelievedBest, HasNoneWhereNothingWasMeasuredWithinTheBudget) {
  on_noisy_devices(
      0.01, [](const auto&, Objective objective, const History& history, belief::Belief& belief) {
        objective.budget_ms /= 1000;
        EXPECT_FALSE(believed_best(belief, history, objective));
      });
}

}  // namespace
}  // namespace tenprobes::prediction
