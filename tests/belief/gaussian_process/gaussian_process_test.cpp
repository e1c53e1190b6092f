#include "core/belief/gaussian_process/gaussian_process.h"

#include <gtest/gtest.h>

#include <cmath>

#include "core/base/error.h"
#include "core/search_space/catalogue/catalogue.h"

namespace tenprobes::belief {
namespace {

std::string drawn_csv(int rows) {
  Random random(5);
  std::string csv = "name,quality,gmacs,mparams,year\n";
  for (int i = 0; i < rows; ++i) {
    csv += "n" + std::to_string(i) + ",1," + std::to_string(random.log_uniform(0.1, 50)) + "," +
           std::to_string(random.log_uniform(1, 100)) + ",2020\n";
  }
  return csv;
}

TEST(GaussianProcess, LikelihoodHasTheSlopeOfFiniteDifferences) {
  const auto space = parse_catalogue(drawn_csv(20), "m.csv");
  GaussianProcess process(*space);
  Random random(2);
  for (int i = 0; i < 7; ++i) process.update(space->at(i * 2), random.log_uniform(1, 50));
  GaussianProcess::Parameters at{.signal = 0.3, .noise = -1, .lengths = {0.5, 1.2}}, slope, unused;
  const double value = process.log_likelihood(at, &slope);
  EXPECT_DOUBLE_EQ(value, process.log_likelihood(at));
  const auto difference = [&](double& parameter) {
    constexpr double step = 1e-5;
    parameter += step;
    const double above = process.log_likelihood(at);
    parameter -= 2 * step;
    const double below = process.log_likelihood(at);
    parameter += step;
    return (above - below) / (2 * step);
  };
  EXPECT_NEAR(slope.signal, difference(at.signal), 1e-6);
  EXPECT_NEAR(slope.noise, difference(at.noise), 1e-6);
  ASSERT_EQ(slope.lengths.size(), 2u);  // a year that is always the same tells nothing
  for (std::size_t d = 0; d < 2; ++d) {
    EXPECT_NEAR(slope.lengths[d], difference(at.lengths[d]), 1e-6);
  }
}

TEST(GaussianProcess, FindsTheFeatureThatMatters) {
  const auto space = parse_catalogue(drawn_csv(60), "m.csv");
  GaussianProcess process(*space);
  const auto latency = [&](int row) { return 3 * space->feature(space->at(row), 0); };
  process.start(10);
  for (int row = 0; row < 20; ++row) process.update(space->at(row), latency(row));
  EXPECT_LT(process.parameters().lengths[0] + 0.5, process.parameters().lengths[1]);
  for (int row = 20; row < 60; ++row) {
    EXPECT_NEAR(process.predict(space->at(row)).mean / latency(row), 1, 0.2) << row;
  }
  Forecasts all, some;
  process.forecast_all(10, all);
  const std::vector<Architecture> chosen = {space->at(40), space->at(21)};
  process.forecast(chosen, 10, some);
  EXPECT_EQ(some.mean[0], all.mean[40]);
  EXPECT_EQ(some.feasible[1], all.feasible[21]);
  for (std::size_t row = 0; row < 60; ++row) {
    EXPECT_GE(all.feasible[row], 0);
    EXPECT_LE(all.feasible[row], 1);
    EXPECT_NEAR(all.mean[row] / process.predict(space->at(static_cast<int>(row))).mean, 1, 1e-6);
  }
  Random random(1);
  std::vector<Architecture> candidates = {space->at(0), space->at(59)};
  EXPECT_EQ(process.expected_gains(candidates, random).size(), 2u);
  EXPECT_EQ(process.aspects().size(), 3u);
}

TEST(GaussianProcess, RefusesSpacesWithoutFeatures) {
  const auto plain = parse_catalogue("name,quality\na,1\nb,2\n", "plain.csv");
  EXPECT_THROW(GaussianProcess process(*plain), Error);
}

}  // namespace
}  // namespace tenprobes::belief
