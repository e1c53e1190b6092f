#include "core/belief/layered/layered_belief.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>

#include "core/devices/layered/layered_model.h"
#include "core/search_space/layered/layered_file.h"
#include "core/statistics/ranking.h"
#include "tests/allocations.h"
#include "tests/search_space/layered/example.h"

namespace tenprobes::belief {
namespace {

struct World {
  std::shared_ptr<const LayeredSpace> space =
      parse_layered_space(layered_example(), "example.json");
  std::shared_ptr<const LayeredPrior> prior = layered_prior(*space);

  std::vector<double> device(std::uint64_t seed, double mean_ms) const {
    Random random(seed);
    devices::LayeredModel model = devices::draw_layered_device(*space, random);
    model.mean_ms = mean_ms;
    return devices::costs_of(*space, model);
  }
};

const World& world() {
  static const World made;
  return made;
}

// Under every group of devices the mean latency is 1.
TEST(LayeredPrior, GroupsShareTheirUnit) {
  const auto& [space, prior] = world();
  ASSERT_EQ(prior->groups.size(), 3U);
  for (const LayeredGroup& group : prior->groups) {
    Random random(4);
    double mean = 0;
    for (int i = 0; i < 500; ++i) mean += space->sum_of(space->random(random), group.mean) / 500;
    EXPECT_NEAR(mean, 1, 0.05);
  }
}

// What a prior holds of a network is what its devices do.
TEST(LayeredPrior, HasTheMomentsOfItsDevices) {
  const auto& [space, prior] = world();
  Random random(4);
  LayeredBelief belief(*space, prior);
  double log_mean = 0;
  for (const LayeredGroup& group : prior->groups) log_mean += group.budget_log_mean / 3;
  belief.start(std::exp(log_mean));
  const Architecture a = space->random(random);
  double first = 0, second = 0;
  constexpr int devices = 1500;
  for (int i = 0; i < devices; ++i) {
    const double ms = space->sum_of(a, world().device(1000 + static_cast<std::uint64_t>(i), 1));
    first += ms / devices;
    second += ms * ms / devices;
  }
  const Prediction predicted = belief.predict(a);
  EXPECT_NEAR(predicted.mean, first, 0.1 * first);
  // Beside the devices' own spread: that of the scale, of noise and of single choices.
  EXPECT_GT(predicted.standard_deviation, 0.9 * std::sqrt(second - first * first));
}

// On a device that does little but launch, a few probes rank networks better where such devices are a
// hypothesis of their own than where they are the tail of one Gaussian.
TEST(LayeredBelief, TellsADeviceThatOnlyLaunches) {
  const auto& space = world().space;
  double rank_of_groups = 0, rank_of_one = 0;
  constexpr int devices = 12;
  for (int d = 0; d < devices; ++d) {
    Random random(900 + static_cast<std::uint64_t>(d));
    devices::LayeredModel model = devices::draw_layered_device(*space, random);
    model.launches = 20;
    const std::vector<double> costs = devices::costs_of(*space, model);
    std::vector<Architecture> probes(5), others(300);
    for (Architecture& a : probes) a = space->random(random);
    for (Architecture& a : others) a = space->random(random);
    const auto rank_under = [&](std::shared_ptr<const LayeredPrior> prior) {
      LayeredBelief belief(*space, std::move(prior));
      belief.start();
      for (const Architecture& a : probes) belief.update(a, space->sum_of(a, costs));
      std::vector<double> predicted, truth;
      for (const Architecture& a : others) {
        predicted.push_back(belief.predict(a).mean);
        truth.push_back(space->sum_of(a, costs));
      }
      return statistics::spearman(predicted, truth) / devices;
    };
    rank_of_groups += rank_under(world().prior);
    rank_of_one += rank_under(layered_prior(*space, 1));
  }
  EXPECT_GT(rank_of_groups, rank_of_one);
}

TEST(LayeredBelief, LearnsAnExactDevice) {
  const auto& [space, prior] = world();
  const std::vector<double> costs = world().device(7, 20);
  Random random(8);
  LayeredBelief belief(*space, prior);
  belief.start();
  for (int i = 0; i < 60; ++i) {
    const Architecture a = space->random(random);
    belief.update(a, space->sum_of(a, costs));
  }
  const std::vector<Architecture> any = {space->random(random)};
  Forecasts forecasts;
  belief.forecast(any, 20, forecasts);
  EXPECT_LT(std::sqrt(forecasts.noise[0]), 0.005f * forecasts.mean[0]);
  for (int i = 0; i < 50; ++i) {
    const Architecture a = space->random(random);
    EXPECT_NEAR(belief.predict(a).mean, space->sum_of(a, costs), 0.05 * space->sum_of(a, costs));
  }
}

TEST(LayeredBelief, TenProbesRankUnseenSyntheticDevices) {
  const auto& [space, prior] = world();
  double mean_rank = 0, covered = 0, scored = 0;
  constexpr int devices = 10;
  for (int d = 0; d < devices; ++d) {
    const std::vector<double> costs = world().device(500 + static_cast<std::uint64_t>(d), 3);
    Random random(static_cast<std::uint64_t>(d));
    LayeredBelief belief(*space, prior);
    belief.start();
    std::vector<Architecture> pool(200);
    for (Architecture& a : pool) a = space->random(random);
    const auto measured = [&, &own = *space](const Architecture& a) {
      return own.sum_of(a, costs) * std::exp(0.02 * random.normal());
    };
    for (int probe = 0; probe < 10; ++probe) {
      const std::vector<double> gains = belief.expected_gains(pool, random);
      const Architecture& best = pool[static_cast<std::size_t>(
          std::max_element(gains.begin(), gains.end()) - gains.begin())];
      belief.update(best, measured(best));
    }
    std::vector<double> predicted, truth;
    for (int i = 0; i < 300; ++i) {
      const Architecture a = space->random(random);
      const Prediction p = belief.predict(a);
      predicted.push_back(p.mean);
      truth.push_back(measured(a));
      covered += std::abs(truth.back() - p.mean) < 1.645 * p.standard_deviation;
      ++scored;
    }
    mean_rank += statistics::spearman(predicted, truth) / devices;
  }
  EXPECT_GT(mean_rank, 0.93);
  EXPECT_GT(covered / scored, 0.8);
  EXPECT_LT(covered / scored, 0.995);
}

TEST(LayeredBelief, ForecastsAgreeWithPredictions) {
  const auto& [space, prior] = world();
  const std::vector<double> costs = world().device(9, 5);
  Random random(9);
  LayeredBelief belief(*space, prior);
  belief.start(4.0);
  std::vector<Architecture> some(20);
  for (Architecture& a : some) a = space->random(random);
  for (int i = 0; i < 5; ++i) {
    belief.update(some[static_cast<std::size_t>(i)],
                  space->sum_of(some[static_cast<std::size_t>(i)], costs));
  }
  Forecasts forecasts;
  belief.forecast(some, 5, forecasts);
  for (std::size_t i = 0; i < some.size(); ++i) {
    const Prediction p = belief.predict(some[i]);
    EXPECT_NEAR(forecasts.mean[i], p.mean, 1e-5 * p.mean);
    EXPECT_NEAR(std::sqrt(forecasts.variance[i]), p.standard_deviation,
                1e-4 * p.standard_deviation);
    EXPECT_GE(forecasts.feasible[i], 0);
    EXPECT_LE(forecasts.feasible[i], 1);
    if (p.mean > 5 + 8 * p.standard_deviation) {
      EXPECT_LT(forecasts.feasible[i], 0.01);
    }
    if (p.mean < 5 - 8 * p.standard_deviation) {
      EXPECT_GT(forecasts.feasible[i], 0.99);
    }
  }
  Forecasts all;
  belief.forecast_all(5, all);
  EXPECT_EQ(static_cast<int>(all.mean.size()), space->size());
}

TEST(LayeredBelief, UpdatesAndForecastsWithoutAllocating) {
  const auto& [space, prior] = world();
  Random random(8);
  LayeredBelief belief(*space, prior);
  std::vector<Architecture> some(100);
  for (Architecture& a : some) a = space->random(random);
  Forecasts forecasts;
  belief.start(3.0);
  belief.forecast(some, 3, forecasts);
  const long before = allocation_count();
  belief.start(3.0);
  for (int i = 0; i < 10; ++i) belief.update(some[static_cast<std::size_t>(i)], 3.0 + i);
  belief.forecast(some, 3, forecasts);
  EXPECT_EQ(allocation_count(), before);
}

}  // namespace
}  // namespace tenprobes::belief
