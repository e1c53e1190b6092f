#include "core/belief/catalogue/catalogue_belief.h"

#include <gtest/gtest.h>

#include <cmath>
#include <numbers>

#include "core/base/random.h"
#include "core/devices/catalogue/catalogue_model.h"
#include "tests/search_space/catalogue/drawn_csv.h"

namespace tenprobes::belief {
namespace {

struct World {
  explicit World(const std::string& csv)
      : space(parse_catalogue(csv, "world.csv")),
        prior(std::make_shared<const CataloguePrior>(*space)),
        belief(*space, prior) {}
  std::shared_ptr<const CatalogueSpace> space;
  std::shared_ptr<const CataloguePrior> prior;
  CatalogueBelief belief;
};

/// Solves a x = b by elimination with pivots, and gives log |det a|.
std::vector<double> solve(std::vector<std::vector<double>> a, std::vector<double> b,
                          double& log_determinant) {
  const std::size_t n = b.size();
  log_determinant = 0;
  for (std::size_t i = 0; i < n; ++i) {
    std::size_t pivot = i;
    for (std::size_t r = i; r < n; ++r) {
      if (std::abs(a[r][i]) > std::abs(a[pivot][i])) pivot = r;
    }
    std::swap(a[i], a[pivot]);
    std::swap(b[i], b[pivot]);
    log_determinant += std::log(std::abs(a[i][i]));
    for (std::size_t r = i + 1; r < n; ++r) {
      const double share = a[r][i] / a[i][i];
      for (std::size_t c = i; c < n; ++c) a[r][c] -= share * a[i][c];
      b[r] -= share * b[i];
    }
  }
  for (std::size_t i = n; i-- > 0;) {
    for (std::size_t c = i + 1; c < n; ++c) b[i] -= a[i][c] * b[c];
    b[i] /= a[i][i];
  }
  return b;
}

TEST(CataloguePrior, IsTheCovarianceOfRooflinesFamiliesAndNeighbours) {
  // Against the moments of the very rooflines, without factors.
  const World world(drawn_csv(60, 5));
  const devices::CatalogueCosts costs(*world.space);
  Random random(20260102);
  const std::size_t rows = 60, count = 400;
  std::vector<std::vector<double>> logs(count, std::vector<double>(rows));
  for (auto& device : logs) {
    const devices::CatalogueModel model = draw_roofline(costs.basis(), random);
    double centre = 0;
    for (std::size_t i = 0; i < rows; ++i) {
      device[i] = std::log(roofline_latency(model, costs, i));
      centre += device[i] / static_cast<double>(rows);
    }
    for (double& value : device) value -= centre;
  }
  std::vector<double> mean(rows, 0.0);
  for (const auto& device : logs) {
    for (std::size_t i = 0; i < rows; ++i) mean[i] += device[i] / static_cast<double>(count);
  }
  for (std::size_t i = 0; i < rows; ++i) {
    EXPECT_NEAR(world.prior->mean(i), mean[i], 1e-12);
    for (std::size_t j = 0; j < rows; ++j) {
      double expected =
          world.space->group_of(static_cast<int>(i)) == world.space->group_of(static_cast<int>(j))
              ? 0.25 * 0.25
              : 0;
      for (const auto& device : logs) {
        expected += (device[i] - mean[i]) * (device[j] - mean[j]) / static_cast<double>(count);
      }
      double squared = 0;
      for (const auto cost :
           {devices::Cost::compute, devices::Cost::memory, devices::Cost::weights}) {
        const double apart = costs.log_ratios(cost)[i] - costs.log_ratios(cost)[j];
        squared += apart * apart;
      }
      expected += 0.15 * 0.15 * std::exp(-squared / 2);
      EXPECT_NEAR(world.prior->covariance(i, j), expected, i == j ? 1e-12 : 1e-4);
    }
  }
  // Three places and at most 24 factors of the rooflines' covariance.
  CataloguePrior::Block one{.rows = {0}};
  world.prior->gather(one);
  EXPECT_LE(one.values.size(), 3 + 24u);
}

TEST(CatalogueBelief, IsTheGaussianPosteriorOfADenseFormula) {
  World world(drawn_csv(40, 5));
  constexpr double budget = 20;
  world.belief.start(budget);
  const std::vector<std::pair<std::size_t, double>> probes = {
      {3, 12.5}, {17, 4.2}, {8, 31}, {22, 9}, {3, 13.1}};
  for (const auto& [row, ms] : probes)
    world.belief.update(world.space->at(static_cast<int>(row)), ms);
  Forecasts forecasts;
  world.belief.forecast_all(budget, forecasts);

  const double scale = world.prior->scale_for(budget);
  const double scale_variance = std::pow(CatalogueBelief::budget_scale_deviation, 2);
  const std::size_t n = probes.size();
  std::vector<double> evidence, means[40], variances[40];
  for (const double noise : world.prior->noises()) {
    std::vector<std::vector<double>> covariance(n, std::vector<double>(n));
    std::vector<double> surprise(n);
    for (std::size_t i = 0; i < n; ++i) {
      surprise[i] = std::log(probes[i].second) - world.prior->mean(probes[i].first) - scale;
      for (std::size_t j = 0; j < n; ++j) {
        covariance[i][j] = world.prior->covariance(probes[i].first, probes[j].first) +
                           scale_variance + (i == j ? noise * noise : 0);
      }
    }
    double log_determinant = 0, fit = 0;
    const std::vector<double> weights = solve(covariance, surprise, log_determinant);
    for (std::size_t i = 0; i < n; ++i) fit += surprise[i] * weights[i];
    evidence.push_back(std::exp(-0.5 * (log_determinant + fit)));
    for (std::size_t row = 0; row < 40; ++row) {
      std::vector<double> with(n);
      double mean = world.prior->mean(row) + scale;
      double variance = world.prior->variance(row) + scale_variance;
      for (std::size_t i = 0; i < n; ++i) {
        with[i] = world.prior->covariance(probes[i].first, row) + scale_variance;
        mean += with[i] * weights[i];
      }
      double unused;
      const std::vector<double> solved = solve(covariance, with, unused);
      for (std::size_t i = 0; i < n; ++i) variance -= with[i] * solved[i];
      means[row].push_back(mean);
      variances[row].push_back(variance + noise * noise);
    }
  }
  double total = 0;
  for (const double value : evidence) total += value;
  for (std::size_t row = 0; row < 40; ++row) {
    double mean = 0, square = 0, fits = 0;
    for (std::size_t level = 0; level < evidence.size(); ++level) {
      const double weight = evidence[level] / total, m = means[row][level],
                   v = variances[row][level];
      mean += weight * std::exp(m + v / 2);
      square += weight * std::exp(2 * m + 2 * v);
      fits +=
          weight * 0.5 * std::erfc(-(std::log(budget) - m) / std::sqrt(v) / std::numbers::sqrt2);
    }
    const double deviation = std::sqrt(square - mean * mean);
    EXPECT_NEAR(forecasts.mean[row] / mean, 1, 1e-6);
    EXPECT_NEAR(std::sqrt(forecasts.variance[row]) / deviation, 1, 1e-5);
    EXPECT_NEAR(forecasts.feasible[row], fits, 1e-6);
    const Prediction one = world.belief.predict(world.space->at(static_cast<int>(row)));
    EXPECT_NEAR(one.mean / mean, 1, 1e-9);
    EXPECT_NEAR(one.standard_deviation / deviation, 1, 1e-8);
  }
}

TEST(CatalogueBelief, ForecastsOfSomeAreThoseOfAll) {
  World world(drawn_csv(700, 5));
  world.belief.start(5);
  world.belief.update(world.space->at(600), 7);
  Forecasts all, some;
  world.belief.forecast_all(5, all);
  std::vector<Architecture> chosen;
  for (int i = 0; i < 300; ++i) chosen.push_back(world.space->at((i * 37) % 700));
  world.belief.forecast(chosen, 5, some);
  for (std::size_t i = 0; i < chosen.size(); ++i) {
    const auto row = static_cast<std::size_t>(chosen[i][0]);
    EXPECT_EQ(some.mean[i], all.mean[row]);
    EXPECT_EQ(some.variance[i], all.variance[row]);
    EXPECT_EQ(some.feasible[i], all.feasible[row]);
    EXPECT_EQ(some.noise[i], all.noise[row]);
  }
}

TEST(CatalogueBelief, KnowsNoUnitOfTime) {
  World world(drawn_csv(50, 5));
  const auto forecast = [&](double unit, bool budget) {
    budget ? world.belief.start(20 * unit) : world.belief.start();
    world.belief.update(world.space->at(4), 12 * unit);
    world.belief.update(world.space->at(40), 3 * unit);
    Forecasts forecasts;
    world.belief.forecast_all(20 * unit, forecasts);
    return forecasts;
  };
  for (const bool budget : {true, false}) {
    const Forecasts one = forecast(1, budget), thousand = forecast(1000, budget);
    for (std::size_t i = 0; i < 50; ++i) {
      EXPECT_NEAR(thousand.mean[i] / one.mean[i], 1000, 1e-2);
      EXPECT_NEAR(thousand.feasible[i], one.feasible[i], 1e-5);
    }
  }
}

TEST(CatalogueBelief, WithoutABudgetTheFirstProbeSetsTheScale) {
  World world(drawn_csv(50, 5));
  world.belief.start();
  world.belief.update(world.space->at(7), 42);
  EXPECT_NEAR(world.belief.predict(world.space->at(7)).mean, 42, 2);
}

TEST(CatalogueBelief, WholeMillisecondsAreTakenToBeRounded) {
  World world(drawn_csv(50, 5));
  const auto variance_of = [&](bool whole) {
    world.belief.start(2);
    world.belief.set_whole_ms(whole);
    world.belief.update(world.space->at(7), 1);
    return world.belief.log_latency(7).variance;
  };
  EXPECT_GT(variance_of(true), variance_of(false) + 0.01);
}

TEST(CatalogueBelief, ProbesTeachOfTheFamily) {
  World world(drawn_csv(100, 5));
  world.belief.start(20);
  // All of family f2 take twice what a plain device of this prior would take, the others do not.
  for (int row = 0; row < 40; ++row) {
    const double expected = std::exp(world.prior->mean(static_cast<std::size_t>(row)));
    world.belief.update(world.space->at(row), 10 * expected * (row % 5 == 2 ? 1.5 : 1));
  }
  std::vector<double> others;
  double slow = 0;
  for (const Aspect& aspect : world.belief.aspects()) {
    if (aspect.group != "Family") continue;
    EXPECT_EQ(aspect.unit, "times");
    EXPECT_LT(aspect.deviation, 0.25);
    (aspect.name == "f2" ? slow : others.emplace_back()) = aspect.value;
  }
  ASSERT_EQ(others.size(), 4u);
  for (const double other : others) EXPECT_NEAR(slow / other, 1.5, 0.1);
  // The noise was none, so the least level has the evidence.
  double total = 0;
  for (const Aspect& aspect : world.belief.aspects()) {
    if (aspect.unit == "share") total += aspect.value;
    if (aspect.name == "3 %") {
      EXPECT_GT(aspect.value, 0.99);
    }
  }
  EXPECT_NEAR(total, 1, 1e-12);
}

TEST(CatalogueBelief, GainsAreLeastWhereAllIsKnown) {
  World world(drawn_csv(100, 5));
  world.belief.start();
  world.belief.update(world.space->at(10), 5);
  Random random(1);
  std::vector<Architecture> all;
  for (int i = 0; i < 100; ++i) all.push_back(world.space->at(i));
  const std::vector<double> gains = world.belief.expected_gains(all, random);
  for (const double gain : gains) EXPECT_GE(gain, 0);
  EXPECT_LT(gains[10], 0.1 * *std::max_element(gains.begin(), gains.end()));
  // What one is said to remove is what it removes.
  const auto variance_left = [&] {
    double sum = 0;
    for (std::size_t i = 0; i < 100; ++i) sum += world.belief.log_latency(i).variance;
    return sum;
  };
  World single("name,quality,gmacs\na,1,1\nb,2,2\n");
  EXPECT_EQ(single.belief.expected_gains({}, random).size(), 0u);
  const auto best = std::max_element(gains.begin(), gains.end()) - gains.begin();
  const double before = variance_left();
  world.belief.update(world.space->at(static_cast<int>(best)),
                      world.belief.predict(world.space->at(static_cast<int>(best))).mean);
  EXPECT_LT(variance_left(), before - 0.2 * gains[static_cast<std::size_t>(best)]);
}

TEST(CatalogueBelief, WorksWithoutAnyFeature) {
  // Better networks take longer here, which is all that there is to go by.
  std::string csv = "name,quality\n";
  for (int i = 0; i < 30; ++i) csv += "n" + std::to_string(i) + "," + std::to_string(i) + "\n";
  World world(csv);
  world.belief.start(10);
  for (const int row : {3, 12, 20, 27}) world.belief.update(world.space->at(row), 2 + 0.7 * row);
  Forecasts forecasts;
  world.belief.forecast_all(10, forecasts);
  for (std::size_t i = 0; i < 30; ++i) {
    EXPECT_TRUE(std::isfinite(forecasts.mean[i]));
    EXPECT_TRUE(std::isfinite(forecasts.variance[i]));
  }
  EXPECT_LT(forecasts.mean[2], forecasts.mean[25]);
  EXPECT_GT(forecasts.feasible[2], forecasts.feasible[25]);

  World equal("name,quality\na,1\nb,1\n");
  equal.belief.start(10);
  equal.belief.update(equal.space->at(0), 3);
  EXPECT_NEAR(equal.belief.predict(equal.space->at(1)).mean, 3, 2);
}

}  // namespace
}  // namespace tenprobes::belief
