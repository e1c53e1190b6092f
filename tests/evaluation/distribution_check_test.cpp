#include "core/evaluation/distribution_check.h"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>

#include "core/base/error.h"
#include "core/statistics/summary.h"

namespace tenprobes::evaluation {
namespace {

TEST(DistributionCheck, PrefersTheDistributionThatMadeTheDevices) {
  // Devices that are never eager: the distribution that expects fewer such ones wins.
  Random random(5);
  std::vector<std::vector<double>> latencies;
  for (int device = 0; device < 12; ++device) {
    const auto model = devices::draw_device_in({.eager = 0}, random);
    latencies.push_back(devices::expected_latencies(model));
    for (double& ms : latencies.back()) ms = devices::measure(model, ms, random);
  }
  const std::vector<std::span<const double>> tables(latencies.begin(), latencies.end());
  const auto scores = check_distribution(tables, {.probes = 3, .seeds = 1}, serial_for);
  const auto mean_of = [&](const std::string& name) {
    for (const DistributionScores& each : scores) {
      if (each.name == name) return statistics::mean(each.by_device);
    }
    return std::nan("");
  };
  EXPECT_GT(mean_of("eager 0.3"), mean_of("as it is"));
  EXPECT_GT(mean_of("as it is"), mean_of("eager 0.9"));
}

TEST(DistributionCheck, LeavesOutWhatIsUnknown) {
  Random random(1);
  std::vector<double> latencies = devices::expected_latencies(devices::draw_device(random));
  for (size_t i = 0; i + 4 < latencies.size(); ++i) {
    latencies[i] = std::numeric_limits<double>::quiet_NaN();
  }
  const std::vector<std::span<const double>> tables = {latencies};
  for (const auto& each : check_distribution(tables, {.probes = 3, .seeds = 2}, serial_for)) {
    EXPECT_TRUE(std::isfinite(each.by_device.front())) << each.name;
  }
  EXPECT_THROW(check_distribution(tables, {.probes = 4}, serial_for), Error);
}

}  // namespace
}  // namespace tenprobes::evaluation
