// Checks against published measurements, where TENPROBES_DATA says they are.
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <fstream>
#include <sstream>

#include "core/datasets/latency_table.h"
#include "core/devices/distribution.h"
#include "core/devices/fit.h"

namespace tenprobes::devices {
namespace {

/// The costs as multiples of a 3x3 convolution's, in the terms in which a fit can know them: in an
/// eager runtime the cheapest operation's cost belongs to the base (see fit.h).
struct Ratios {
  double none, skip, conv_1x1, pool, base;
};

Ratios ratios_of(LatencyModel model) {
  if (model.execution == Execution::eager) {
    const double least = *std::min_element(model.operation_ms.begin(), model.operation_ms.end());
    for (double& ms : model.operation_ms) ms -= least;
    model.base_ms += edge_count * least;
  }
  const auto& ms = model.operation_ms;
  return {ms[0] / ms[3], ms[1] / ms[3], ms[2] / ms[3], ms[4] / ms[3], model.base_ms / ms[3]};
}

bool alike(const Ratios& a, const Ratios& b) {
  const auto within_factor = [](double x, double y, double factor) {
    return x < factor * y && y < factor * x;
  };
  return std::abs(a.none - b.none) < 0.1 && std::abs(a.skip - b.skip) < 0.1 &&
         within_factor(a.conv_1x1, b.conv_1x1, 1.25) && within_factor(a.pool, b.pool, 1.25) &&
         within_factor(a.base, b.base, 1.5);
}

class RealDevice : public testing::TestWithParam<const char*> {
 protected:
  void SetUp() override {
    const char* folder = std::getenv("TENPROBES_DATA");
    const std::string path = std::string(folder == nullptr ? "" : folder) +
                             "/help/nasbench201/latency/" + GetParam() + ".pt";
    std::ifstream stream(path, std::ios::binary);
    if (folder == nullptr || !stream) {
      GTEST_SKIP() << "TENPROBES_DATA does not name a folder with " << path;
    }
    std::ostringstream bytes;
    bytes << stream.rdbuf();
    latencies = datasets::parse_latency_table(bytes.str(), path);
  }

  std::vector<double> latencies;
};

TEST_P(RealDevice, LiesInsideTheSyntheticDistribution) {
  const Ratios real = ratios_of(fit_twin(latencies).model);
  Random random(1);
  int alike_draws = 0;
  for (int i = 0; i < 20000; ++i) alike_draws += alike(ratios_of(draw_device(random)), real);
  EXPECT_GE(alike_draws, 5) << "none " << real.none << ", skip " << real.skip << ", 1x1 "
                            << real.conv_1x1 << ", pooling " << real.pool << ", base " << real.base
                            << " times a 3x3 convolution";
  RecordProperty("alike_draws_of_20000", alike_draws);
}

INSTANTIATE_TEST_SUITE_P(Help, RealDevice,
                         testing::Values("1080ti_1", "1080ti_32", "1080ti_256", "silver_4114",
                                         "silver_4210r", "samsung_a50", "pixel3", "essential_ph_1",
                                         "samsung_s7", "titanx_1", "titanx_32", "titanx_256",
                                         "gold_6240",
                                         // HELP's meta-test devices: only ever reported on.
                                         "titan_rtx_256", "gold_6226", "fpga", "pixel2", "raspi4",
                                         "eyeriss"),
                         [](const auto& instance) { return "of_" + std::string(instance.param); });

}  // namespace
}  // namespace tenprobes::devices
