#include "core/belief/cells/regimes.h"

#include <gtest/gtest.h>

#include <numeric>

#include "core/belief/cells/critical_path.h"
#include "core/devices/latency_model.h"

namespace tenprobes::belief {
namespace {

// The counts of a group times the costs are what the device's own model says, in every regime.
TEST(RegimeGroups, PriceAsTheLatencyModelDoes) {
  Random random(5);
  const std::array<devices::Execution, regime_count> executions = {
      devices::Execution::eager, devices::Execution::backward_elimination,
      devices::Execution::folding_elimination, devices::Execution::full_elimination,
      devices::Execution::full_elimination};
  for (const Regime regime : all_regimes) {
    devices::LatencyModel model;
    model.base_ms = random.uniform(1, 5);
    for (double& cost : model.operation_ms) cost = random.uniform(0.1, 5);
    if (regime != Regime::eager) model.operation_ms[0] = 0;
    model.execution = executions[static_cast<size_t>(regime)];
    if (regime == Regime::parallel) model.overlap = 0.7;
    Coefficients costs{model.base_ms};
    std::copy(model.operation_ms.begin(), model.operation_ms.end(), costs.begin() + 1);

    const std::vector<double> expected = devices::expected_latencies(model);
    const RegimeGroups& groups = regime_groups(regime);
    for (size_t index = 0; index < cell_count; ++index) {
      const Coefficients counts =
          effective_counts(groups, groups.group_of[index], model.overlap, costs);
      const double latency = std::inner_product(counts.begin(), counts.end(), costs.begin(), 0.0);
      ASSERT_NEAR(std::max(latency, devices::least_latency_ms), expected[index], 1e-9)
          << name_of(regime) << ' ' << index;
    }
  }
}

TEST(RegimeGroups, EveryMultisetOfSixOperationsIsOneEagerGroup) {
  EXPECT_EQ(regime_groups(Regime::eager).count(), 210);  // 10 choose 4
}

TEST(JointGroups, MembersShareTheirGroupInEveryRegime) {
  const JointGroups& joint = joint_groups();
  size_t total = 0;
  for (size_t g = 0; g < joint.members.size(); ++g) {
    total += joint.members[g].size();
    for (const size_t index : joint.members[g]) {
      ASSERT_EQ(joint.group_of[index], g);
      for (const Regime regime : all_regimes) {
        ASSERT_EQ(regime_groups(regime).group_of[index],
                  joint.regime_group[g][static_cast<size_t>(regime)]);
      }
    }
  }
  EXPECT_EQ(total, static_cast<size_t>(cell_count));
}

}  // namespace
}  // namespace tenprobes::belief
