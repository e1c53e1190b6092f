#include "core/devices/timing.h"

#include <gtest/gtest.h>

#include <cmath>
#include <vector>

#include "core/base/error.h"
#include "core/base/random.h"
#include "core/devices/measured_device.h"
#include "core/search_space/cells/cell.h"
#include "core/search_space/spaces.h"

namespace tenprobes::devices {
namespace {

/// A machine whose clock shows multiples of `tick` only, and whose runs take as long as told.
struct FakeMachine {
  double now = 0, tick = 1e-9;
  int runs = 0;
  std::function<double(int)> seconds = [](int) { return 1e-3; };

  Clock clock() {
    return [this] {
      now += 1e-8;  // reading the clock takes time too
      return std::floor(now / tick) * tick;
    };
  }
  std::function<void()> run() {
    return [this] { now += seconds(runs++); };
  }
};

TEST(Timing, IntervalOfTheMedianHasTheBinomialsPlaces) {
  // Conover, "Practical Nonparametric Statistics", table A3: for 95 %, ranks 2 and 9 of 10 values,
  // 6 and 15 of 20, 10 and 21 of 30.
  EXPECT_EQ(median_interval(10), (std::pair{1, 8}));
  EXPECT_EQ(median_interval(20), (std::pair{5, 14}));
  EXPECT_EQ(median_interval(30), (std::pair{9, 20}));
  EXPECT_EQ(median_interval(6), (std::pair{0, 5}));
  EXPECT_EQ(median_interval(3), (std::pair{0, 2}));
}

TEST(Timing, IntervalCoversTheMedianAsOftenAsItSays) {
  Random random(1);
  int covered = 0;
  constexpr int trials = 4000, count = 25;
  for (int trial = 0; trial < trials; ++trial) {
    std::vector<double> values(count);
    for (double& value : values) value = std::pow(random.uniform(), 3);  // skewed; median 1/8
    std::sort(values.begin(), values.end());
    const auto [low, high] = median_interval(count);
    covered +=
        values[static_cast<size_t>(low)] <= 0.125 && values[static_cast<size_t>(high)] >= 0.125;
  }
  EXPECT_GE(covered, 0.945 * trials);
  EXPECT_LE(covered, 0.985 * trials);
}

TEST(Timing, AQuietMachineTakesTheFewestRepeats) {
  FakeMachine machine;
  const Timing timing = time_repeats(machine.run(), machine.clock(), 1e-9, {});
  EXPECT_NEAR(timing.median_ms, 1, 1e-4);
  EXPECT_EQ(timing.repeats, 10);
  EXPECT_EQ(timing.runs_per_repeat, 1);
  EXPECT_TRUE(timing.precise);
  EXPECT_GE(machine.runs, 10 + 50) << "the warm-up of 50 ms is missing";
}

TEST(Timing, ASchedulersInterruptionsHardlyMoveIt) {
  FakeMachine machine;
  Random random(3);
  machine.seconds = [&](int) {
    return 1e-3 * (1 + 0.01 * random.normal()) * (random.chance(0.25) ? 3 : 1);
  };
  const Timing timing = time_repeats(machine.run(), machine.clock(), 1e-9, {});
  EXPECT_NEAR(timing.median_ms, 1, 0.02);  // the mean would be 1.5
  EXPECT_GT(timing.outliers, 0);
  EXPECT_LE(timing.low_ms, timing.median_ms);
  EXPECT_GE(timing.high_ms, timing.median_ms);
}

TEST(Timing, RepeatsUntilTheMedianIsKnown) {
  FakeMachine machine;
  Random random(3);
  machine.seconds = [&](int) { return 1e-3 * (1 + 0.1 * random.uniform(-1, 1)); };
  TimingRules rules;
  const Timing loose = time_repeats(machine.run(), machine.clock(), 1e-9, rules);
  rules.precision = 0.007;
  const Timing tight = time_repeats(machine.run(), machine.clock(), 1e-9, rules);
  EXPECT_GT(tight.repeats, loose.repeats);
  EXPECT_LE(tight.high_ms - tight.low_ms, 2 * 0.007 * tight.median_ms);
  rules.most_repeats = 20;
  const Timing capped = time_repeats(machine.run(), machine.clock(), 1e-9, rules);
  EXPECT_EQ(capped.repeats, 20);
  EXPECT_FALSE(capped.precise);
  rules = {.precision = 1e-6, .most_seconds = 0.1};
  EXPECT_LE(time_repeats(machine.run(), machine.clock(), 1e-9, rules).repeats, 120);
}

TEST(Timing, ManyRunsBeatACoarseClock) {
  FakeMachine machine;
  machine.tick = 1e-3;  // as browsers have it that guard against fingerprinting
  machine.seconds = [](int) { return 0.137e-3; };
  const double tick = coarseness(machine.clock());
  EXPECT_NEAR(tick, 1e-3, 1e-6);
  const Timing timing = time_repeats(machine.run(), machine.clock(), tick, {});
  EXPECT_GT(timing.runs_per_repeat, 1000);
  EXPECT_NEAR(timing.median_ms, 0.137, 0.01 * 0.137);
}

TEST(Timing, FaultsAreSentences) {
  FakeMachine machine;
  EXPECT_THROW(coarseness([] { return 1.0; }), Error);
  EXPECT_THROW(time_repeats(machine.run(), machine.clock(), 1e-9, {.precision = 0}), Error);
  EXPECT_THROW(time_repeats(machine.run(), machine.clock(), 1e-9, {.least_repeats = 3}), Error);
  EXPECT_THROW(time_repeats(machine.run(), machine.clock(), 1e-9, {}, [] { return true; }), Error);
  EXPECT_THROW(network_runner(cell_space(), {.batch = 2, .threads = 3}), Error);
  EXPECT_THROW(network_runner(cell_space(), {.batch = 0}), Error);
}

TEST(MeasuredDevice, RecordsTheSpreadOfEachProbe) {
  FakeMachine machine;
  Random random(3);
  machine.seconds = [&](int) { return 2e-3 * (1 + 0.1 * random.uniform(-1, 1)); };
  MeasuredDevice device("fake", cell_space(), [&](const Architecture&) { return machine.run(); },
                        machine.clock(), {});
  EXPECT_FALSE(device.spread());
  Random unused(1);
  EXPECT_NEAR(device.probe(cell_at(7), unused), 2, 0.05);
  ASSERT_TRUE(device.spread());
  EXPECT_NEAR(device.spread()->lower_quartile_ms, 1.9, 0.04);
  EXPECT_NEAR(device.spread()->upper_quartile_ms, 2.1, 0.04);
  EXPECT_EQ(device.spread()->repeats, device.timing()->repeats);
}

TEST(MeasuredDevice, RunsNetworksOfAnyPrecisionBatchAndThreads) {
  int parallel_calls = 0;
  const ParallelFor counting = [&](int count, const std::function<void(int)>& body) {
    ++parallel_calls;
    EXPECT_EQ(count, 2);
    serial_for(count, body);
  };
  for (const Precision precision : {Precision::float32, Precision::float64}) {
    network_runner(cell_space(), {.batch = 1, .precision = precision})(cell_at(1462))();
    network_runner(cell_space(), {.batch = 3, .threads = 2, .precision = precision},
                   counting)(cell_at(1462))();
  }
  EXPECT_EQ(parallel_calls, 2);
}

}  // namespace
}  // namespace tenprobes::devices
