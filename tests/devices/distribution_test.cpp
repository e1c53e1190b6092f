#include "core/devices/distribution.h"

#include <gtest/gtest.h>

#include <map>

namespace tenprobes::devices {
namespace {

TEST(Distribution, DrawsValidDevicesOfEveryRuntime) {
  Random random(1);
  std::map<Execution, int> executions;
  int clocks = 0, silent = 0, overlapping = 0, positional = 0;
  constexpr int draws = 4000;
  for (int i = 0; i < draws; ++i) {
    const LatencyModel model = draw_device(random);
    ASSERT_NO_THROW(validate(model));
    ++executions[model.execution];
    clocks += model.clock_ms > 0;
    silent += model.noise == 0;
    overlapping += model.overlap > 0;
    positional += model.edge_factor[0] != 1;
  }
  for (const Execution execution : all_executions) EXPECT_GT(executions[execution], draws / 20);
  for (const int count : {clocks, silent, overlapping, positional}) {
    EXPECT_GT(count, draws / 20);
    EXPECT_LT(count, draws / 4);
  }
}

TEST(Distribution, EagerRuntimesPayForNoneAndSkipNeverCostsMore) {
  Random random(2);
  int eager = 0, free = 0, free_skip = 0, launch_bound = 0;
  for (int i = 0; i < 4000; ++i) {
    const LatencyModel model = draw_device(random);
    const auto& [none, skip, conv_1x1, conv_3x3, pool] = model.operation_ms;
    if (model.execution != Execution::eager) {
      EXPECT_EQ(none, 0);
      continue;
    }
    ++eager;
    free += none == 0;
    free_skip += skip == 0;
    EXPECT_LE(skip, none);
    launch_bound += conv_1x1 > 0.75 * conv_3x3 && pool < 0.5 * conv_3x3 && none > 0.05 * conv_3x3;
  }
  EXPECT_NEAR(free / double(eager), 0.1, 0.03);
  EXPECT_GT(free_skip, 0.6 * eager);
  EXPECT_GT(launch_bound, 0.08 * eager);
}

TEST(Distribution, EveryRangeChangesWhatIsDrawn) {
  const auto draws = [](const DeviceRanges& ranges) {
    Random random(3);
    std::vector<LatencyModel> models;
    for (int i = 0; i < 100; ++i) models.push_back(draw_device_in(ranges, random));
    return models;
  };
  const auto usual = draws({});
  EXPECT_NE(usual, draws({.eager = 0.3}));
  EXPECT_NE(usual, draws({.roofline = 0.2}));
  EXPECT_NE(usual, draws({.most_launch = 1}));
  EXPECT_NE(usual, draws({.asynchronous = 1}));
  EXPECT_NE(usual, draws({.separate_kernels = 0}));
  EXPECT_NE(usual, draws({.free_none = 0.5}));
  EXPECT_NE(usual, draws({.free_skip = 0}));
  EXPECT_NE(usual, draws({.least_noise = 0.01}));
  EXPECT_NE(usual, draws({.most_noise = 0.5}));
  Random one(3), two(3);
  EXPECT_EQ(draw_device(one), draw_device_in({}, two));
}

TEST(Distribution, GivesTheSameDevicesForTheSameSeed) {
  Random one(7), two(7), other(8);
  const LatencyModel model = draw_device(one);
  EXPECT_EQ(model, draw_device(two));
  EXPECT_NE(model, draw_device(other));
  EXPECT_NE(model, draw_device(one));
}

}  // namespace
}  // namespace tenprobes::devices
