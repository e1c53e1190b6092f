#include "core/search/fbnet_optimum.h"

#include <gtest/gtest.h>

#include "core/search/fbnet_search.h"

namespace tenprobes::search {
namespace {

double found(const devices::FbnetDevice& device, double budget_ms) {
  const auto best = FbnetOptimum(device.costs, budget_ms).within(budget_ms);
  EXPECT_TRUE(best.has_value());
  EXPECT_LE(device.latency(*best), budget_ms * (1 + 1e-9));
  return fbnet_quality(*best);
}

TEST(FbnetOptimum, NothingThatEvolutionOrChanceFindsIsBetter) {
  for (const std::uint64_t seed : {1u, 2u, 3u}) {
    const devices::FbnetDevice device = devices::synthetic_fbnet_device(seed);
    for (const double quantile : {0.02, 0.25, 0.7}) {
      const double budget = devices::fbnet_budget(device, quantile);
      const double best = found(device, budget);
      // What the rounding may cost.
      const double rounded = budget * (1 - 0.0012);
      Random random(seed);
      const FbnetArchitecture evolved = evolve_fbnet(
          [&](const FbnetArchitecture& network) {
            const double latency = device.latency(network);
            return latency <= rounded ? fbnet_quality(network) : -latency;
          },
          {}, random);
      EXPECT_GE(best, fbnet_quality(evolved) * (1 - 1e-6)) << seed << " " << quantile;
      for (int i = 0; i < 2000; ++i) {
        const FbnetArchitecture drawn = random_fbnet_architecture(random);
        if (device.latency(drawn) > rounded) continue;
        EXPECT_GE(best, fbnet_quality(drawn));
      }
    }
  }
}

// Where latency is the multiply-accumulates themselves, the best within a budget fills it.
TEST(FbnetOptimum, FillsTheBudgetWhereLatencyIsQuality) {
  devices::FbnetDevice device{devices::FbnetCosts(devices::fbnet_cost_count)};
  device.costs[0] = 1;
  for (size_t layer = 0; layer < fbnet_layer_count; ++layer) {
    for (int o = 0; o < fbnet_operation_count; ++o) {
      device.costs[devices::fbnet_cost_at(layer, static_cast<size_t>(o))] =
          fbnet_block_macs(static_cast<int>(layer), o) / 1e6;
    }
  }
  EXPECT_GT(found(device, 21), 20 * 0.997);
  EXPECT_LE(found(device, 21), 20);
}

TEST(FbnetOptimum, TheFrontRisesAndItsNetworksReachIt) {
  const devices::FbnetDevice device = devices::synthetic_fbnet_device(5);
  const FbnetOptimum optimum(device.costs, devices::fbnet_budget(device, 0.9));
  const std::vector<FbnetOptimum::Step> front = optimum.front();
  ASSERT_GT(front.size(), 100u);
  for (size_t i = 1; i < front.size(); ++i) {
    ASSERT_GT(front[i].latency_ms, front[i - 1].latency_ms);
    ASSERT_GT(front[i].quality, front[i - 1].quality);
  }
  for (size_t i = 0; i < front.size(); i += 50) {
    const auto network = optimum.within(front[i].latency_ms * (1 + 1e-9));
    ASSERT_TRUE(network.has_value());
    EXPECT_NEAR(fbnet_quality(*network), front[i].quality, 1e-3);
  }
}

TEST(FbnetRegret, IsThePercentOfMultiplyAccumulatesMissed) {
  FbnetArchitecture small, large;
  small.operations.fill(0);
  large.operations.fill(3);
  EXPECT_DOUBLE_EQ(fbnet_regret(small, large), 100 - 100 * fbnet_macs(small) / fbnet_macs(large));
  EXPECT_EQ(fbnet_regret(large, large), 0);
  EXPECT_EQ(fbnet_regret(large, small), 0);
}

TEST(FbnetOptimum, NothingFitsBelowTheFastest) {
  const devices::FbnetDevice device = devices::synthetic_fbnet_device(5);
  const FbnetOptimum optimum(device.costs, 1e6);
  const double fastest = optimum.front().front().latency_ms;
  EXPECT_FALSE(optimum.within(fastest * 0.999).has_value());
  EXPECT_TRUE(optimum.within(fastest * 1.001).has_value());
  EXPECT_FALSE(FbnetOptimum(device.costs, fastest / 2).within(fastest / 2).has_value());
}

}  // namespace
}  // namespace tenprobes::search
