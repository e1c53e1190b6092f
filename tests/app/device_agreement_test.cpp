#include "web/app/device_agreement.h"

#include <gtest/gtest.h>

#include "core/devices/latency_model.h"

namespace tenprobes::app {
namespace {

TEST(DeviceAgreement, LikeDevicesStandTogether) {
  // Two families, mixed up: within one 0.9, between 0.1.
  std::vector<std::vector<double>> srcc(6, std::vector<double>(6));
  for (size_t i = 0; i < 6; ++i) {
    for (size_t j = 0; j < 6; ++j) srcc[i][j] = i == j ? 1 : i % 2 == j % 2 ? 0.9 : 0.1;
  }
  const std::vector<int> order = clustered_order(srcc);
  ASSERT_EQ(order.size(), 6u);
  for (size_t i = 1; i < 3; ++i) {
    EXPECT_EQ(order[i] % 2, order[0] % 2);
    EXPECT_EQ(order[3 + i] % 2, order[3] % 2);
  }
}

TEST(DeviceAgreement, AProxyThatIsTheTargetLosesNothing) {
  devices::LatencyModel gpu, phone;
  gpu.launch_ms = 5;
  phone.execution = devices::Execution::backward_elimination;
  const std::vector<double> a = devices::expected_latencies(gpu),
                            b = devices::expected_latencies(phone);
  std::vector<double> quality(cell_count);
  for (size_t i = 0; i < quality.size(); ++i) quality[i] = static_cast<double>(i * 7919 % 15625);
  const std::vector<std::string> names = {"gpu", "phone"};
  const std::vector<std::span<const double>> latencies = {a, b};
  const DeviceAgreement agreement = compare_devices(names, latencies, quality, 0.25);
  EXPECT_EQ(agreement.loss[0][0], 0);
  EXPECT_EQ(agreement.loss[1][1], 0);
  EXPECT_NEAR(agreement.srcc[0][1], agreement.srcc[1][0], 1e-12);
  EXPECT_LT(agreement.srcc[0][1], 1);
}

}  // namespace
}  // namespace tenprobes::app
