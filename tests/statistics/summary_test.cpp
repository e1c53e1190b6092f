#include "core/statistics/summary.h"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>
#include <vector>

#include "core/base/error.h"

namespace tenprobes::statistics {
namespace {

TEST(Summary, QuantileInterpolatesAsNumpyDoes) {
  const std::vector<double> values = {7, 1, std::nan(""), 3, 10};
  EXPECT_DOUBLE_EQ(quantile(values, 0), 1);
  EXPECT_DOUBLE_EQ(quantile(values, 1), 10);
  EXPECT_DOUBLE_EQ(quantile(values, 0.5), 5);
  EXPECT_DOUBLE_EQ(quantile(values, 0.1), 1.6);  // numpy.quantile([1, 3, 7, 10], 0.1)
  EXPECT_DOUBLE_EQ(quantile(std::vector<double>{4}, 0.3), 4);
}

TEST(Summary, QuantileRefusesBadInput) {
  const std::vector<double> values = {1, 2};
  EXPECT_THROW(quantile(values, -0.1), Error);
  EXPECT_THROW(quantile(values, 1.1), Error);
  EXPECT_THROW(quantile(values, std::nan("")), Error);
  EXPECT_THROW(quantile(std::vector<double>{std::nan("")}, 0.5), Error);
}

TEST(Summary, DeviationDividesByOneLess) {
  EXPECT_DOUBLE_EQ(standard_deviation(std::vector<double>{2, 4, 4, 4, 5, 5, 7, 9}),
                   std::sqrt(32.0 / 7));
  EXPECT_EQ(standard_deviation(std::vector<double>{3}), 0);
  EXPECT_THROW(mean({}), Error);
}

TEST(Summary, BootstrapIntervalCoversTheTrueMeanAsOftenAsItSays) {
  Random random(7);
  int covered = 0;
  const int trials = 400;
  for (int trial = 0; trial < trials; ++trial) {
    std::vector<double> values;
    for (int i = 0; i < 60; ++i) values.push_back(5 + 2 * random.normal());
    const Interval interval = bootstrap_mean(values, random, 0.9, 500);
    ASSERT_LT(interval.low, interval.mean);
    ASSERT_GT(interval.high, interval.mean);
    covered += interval.low <= 5 && 5 <= interval.high ? 1 : 0;
  }
  // 0.9 within four standard errors of a share over 400 trials.
  EXPECT_NEAR(covered / static_cast<double>(trials), 0.9, 0.06);
}

TEST(Summary, BootstrapIntervalMatchesTheNormalOne) {
  Random random(8);
  std::vector<double> values;
  for (int i = 0; i < 2000; ++i) values.push_back(random.normal());
  const double half = 1.959964 * standard_deviation(values) / std::sqrt(2000.0);
  const Interval interval = bootstrap_mean(values, random, 0.95, 4000);
  EXPECT_NEAR(interval.low, interval.mean - half, 0.05 * half);
  EXPECT_NEAR(interval.high, interval.mean + half, 0.05 * half);
}

TEST(Summary, BootstrapRepeatsWithItsSeed) {
  const std::vector<double> values = {1, 5, 2, 8};
  Random first(9), second(9), other(10);
  const Interval a = bootstrap_mean(values, first), b = bootstrap_mean(values, second);
  EXPECT_EQ(a.low, b.low);
  EXPECT_EQ(a.high, b.high);
  EXPECT_THROW(bootstrap_mean({}, other), Error);
  EXPECT_THROW(bootstrap_mean(values, other, 1.5), Error);
}

TEST(Summary, PercentageErrorIsRelativeToTheMeasurement) {
  EXPECT_DOUBLE_EQ(
      mean_absolute_percentage_error(std::vector<double>{11, 16}, std::vector<double>{10, 20}), 15);
  EXPECT_THROW(mean_absolute_percentage_error(std::vector<double>{1}, std::vector<double>{0}),
               Error);
  EXPECT_THROW(mean_absolute_percentage_error(std::vector<double>{1}, {}), Error);
}

TEST(Summary, RSquaredIsTheShareExplained) {
  const std::vector<double> measured = {1, 2, 3, 6};  // around 3: 4 + 1 + 0 + 9
  EXPECT_DOUBLE_EQ(r_squared(measured, measured), 1);
  EXPECT_DOUBLE_EQ(r_squared(std::vector<double>{3, 3, 3, 3}, measured), 0);
  EXPECT_DOUBLE_EQ(r_squared(std::vector<double>{1, 2, 3, 4}, measured), 1 - 4.0 / 14);
  const std::vector<double> constant = {2, 2};
  EXPECT_EQ(r_squared(std::vector<double>{1, 2}, constant), 0);
  EXPECT_EQ(r_squared(std::vector<double>{1, 2}, constant, 1), 1);
  EXPECT_THROW(r_squared(constant, measured), Error);
}

}  // namespace
}  // namespace tenprobes::statistics
