#include "core/search/fbnet_search.h"

#include <gtest/gtest.h>

#include <cmath>
#include <set>

#include "core/base/error.h"
#include "core/devices/fbnet_device.h"

namespace tenprobes::search {
namespace {

TEST(EvolveFbnet, FindsTheOptimumOfASeparableValue) {
  Random random(2);
  const auto value = [](const FbnetArchitecture& network) {
    double sum = 0;
    for (size_t layer = 0; layer < fbnet_layer_count; ++layer) {
      sum += network.operations[layer] == layer % fbnet_operation_count;
    }
    return sum;
  };
  EXPECT_GE(value(evolve_fbnet(value, {}, random)), fbnet_layer_count - 2);
}

struct Outcome {
  double quality = 0;
  bool feasible = false;
};

/// Ten probes by the search, as a share of what evolution finds where all latencies are known.
TEST(FbnetSearch, ComesNearTheKnownOptimumAndBeatsRandomProbes) {
  double searched = 0, drawn = 0;
  int feasible = 0;
  constexpr int devices_count = 6;
  for (int device = 0; device < devices_count; ++device) {
    Random random(100 + static_cast<std::uint64_t>(device));
    const devices::FbnetCosts costs = devices::draw_fbnet_costs(random);
    const FbnetObjective objective{.quality = fbnet_macs, .budget_ms = 0.9};
    const auto known = evolve_fbnet(
        [&](const FbnetArchitecture& network) {
          const double latency = devices::fbnet_latency(costs, network);
          return latency <= objective.budget_ms ? fbnet_macs(network) : -latency;
        },
        {}, random);
    const double optimum = fbnet_macs(known);
    FbnetSearch search(objective, Random(7));
    std::set<FbnetArchitecture> distinct;
    double random_best = 0;
    for (int probe = 0; probe < 10; ++probe) {
      distinct.insert(search.ask());
      search.tell(devices::fbnet_latency(costs, search.ask()));
      FbnetArchitecture other;
      for (auto& operation : other.operations) {
        operation = static_cast<std::uint8_t>(random.below(fbnet_operation_count));
      }
      if (devices::fbnet_latency(costs, other) <= objective.budget_ms) {
        random_best = std::max(random_best, fbnet_macs(other));
      }
    }
    EXPECT_EQ(distinct.size(), 10u);
    feasible += search.best() != nullptr;
    if (search.best())
      searched += fbnet_macs(search.best()->architecture) / optimum / devices_count;
    drawn += random_best / optimum / devices_count;
  }
  EXPECT_EQ(feasible, devices_count);
  EXPECT_GT(searched, 0.93);
  EXPECT_GT(searched, drawn + 0.2);
}

TEST(FbnetSearch, SameSeedSameProbesAndRefusesBadLatencies) {
  const FbnetObjective objective{.quality = fbnet_macs, .budget_ms = 10};
  FbnetSearch a(objective, Random(3)), b(objective, Random(3));
  EXPECT_THROW(a.tell(3), Error);
  for (int probe = 0; probe < 3; ++probe) {
    EXPECT_EQ(a.ask(), a.ask());
    EXPECT_EQ(a.ask(), b.ask());
    EXPECT_THROW(a.tell(-1), Error);
    EXPECT_THROW(a.tell(std::nan("")), Error);
    a.tell(9 + probe);
    b.tell(9 + probe);
  }
  EXPECT_LE(a.best()->latency_ms, 10);
  EXPECT_EQ(a.history().size(), 3u);
}

}  // namespace
}  // namespace tenprobes::search
