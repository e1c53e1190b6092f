#include "core/devices/fbnet_device.h"

#include <gtest/gtest.h>

#include <cmath>

#include "core/base/error.h"
#include "tests/search_space/random_fbnet.h"

namespace tenprobes::devices {
namespace {

TEST(FbnetDevice, AWiderBlockNeverCostsLess) {
  Random random(5);
  for (int device = 0; device < 50; ++device) {
    const FbnetCosts costs = draw_fbnet_costs(random);
    for (size_t layer = 0; layer < fbnet_layer_count; ++layer) {
      EXPECT_LE(costs[fbnet_cost_at(layer, 0)], costs[fbnet_cost_at(layer, 2)]);
      EXPECT_LE(costs[fbnet_cost_at(layer, 2)], costs[fbnet_cost_at(layer, 3)]);
    }
    EXPECT_EQ(costs[fbnet_cost_at(3, 8)], 0);  // skip, where the shape stays
  }
}

TEST(FbnetDevice, ATwinForetellsNetworksThatItHasNotSeen) {
  Random random(6);
  const FbnetCosts truth = draw_fbnet_costs(random);
  const auto networks = random_networks(600, random), others = random_networks(100, random);
  std::vector<double> latencies;
  for (const auto& network : networks) {
    latencies.push_back(12 * fbnet_latency(truth, network) * (1 + 0.01 * random.normal()));
  }
  const FbnetTwin twin = fit_fbnet_costs(networks, latencies);
  EXPECT_EQ(twin.fit.rows, 600);
  EXPECT_GT(twin.fit.r2, 0.95);
  EXPECT_GT(twin.fit.srcc, 0.95);
  EXPECT_NEAR(twin.noise, 0.01, 0.003);
  for (size_t layer = 0; layer < fbnet_layer_count; ++layer) {
    double cheapest = 1e9;
    for (size_t o = 0; o < fbnet_operation_count; ++o) {
      cheapest = std::min(cheapest, twin.costs[fbnet_cost_at(layer, o)]);
    }
    EXPECT_EQ(cheapest, 0) << layer;
  }
  for (const auto& network : others) {
    const double expected = 12 * fbnet_latency(truth, network);
    EXPECT_NEAR(fbnet_latency(twin.costs, network), expected, 0.03 * expected);
  }
  EXPECT_THROW(fit_fbnet_costs(networks, std::span(latencies).first(300)), Error);
  EXPECT_THROW(fit_fbnet_costs(std::span(networks).first(50), std::span(latencies).first(50)),
               Error);
}

// Costs fitted to nothing but noise explain some of what they were fitted to, and nothing else.
TEST(FbnetDevice, ATwinIsJudgedByNetworksThatItWasNotFittedTo) {
  Random random(7);
  const auto networks = random_networks(400, random);
  std::vector<double> latencies;
  for (size_t i = 0; i < networks.size(); ++i) latencies.push_back(10 + random.uniform());
  const FbnetTwin twin = fit_fbnet_costs(networks, latencies);
  EXPECT_LT(twin.fit.r2, 0);
  EXPECT_LT(std::abs(twin.fit.srcc), 0.2);
  double residual = 0, total = 0;
  for (size_t i = 0; i < networks.size(); ++i) {
    residual += std::pow(latencies[i] - fbnet_latency(twin.costs, networks[i]), 2);
    total += std::pow(latencies[i] - 10.5, 2);
  }
  EXPECT_GT(1 - residual / total, 0.1);
}

}  // namespace
}  // namespace tenprobes::devices
