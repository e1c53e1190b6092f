#include "core/statistics/ranking.h"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>

#include "core/base/error.h"
#include "core/base/random.h"

namespace tenprobes::statistics {
namespace {

/// Values with many ties where `levels` is small.
std::vector<double> draw(Random& random, int count, int levels) {
  const int middle = levels / 2;
  std::vector<double> values;
  for (int i = 0; i < count; ++i) values.push_back(random.below(levels) - middle);
  return values;
}

double sign(double x) {
  return x > 0 ? 1 : x < 0 ? -1 : 0;
}

/// Rank by counting: one, plus those below, plus half of the others that are equal.
std::vector<double> counted_ranks(const std::vector<double>& values) {
  std::vector<double> ranks;
  for (const double value : values) {
    double rank = 0.5;
    for (const double other : values) rank += other < value ? 1 : other == value ? 0.5 : 0;
    ranks.push_back(rank);
  }
  return ranks;
}

/// The definition over all pairs: (C - D) / sqrt((C + D + ties in a only) (C + D + ties in b
/// only)).
double tau_over_pairs(const std::vector<double>& a, const std::vector<double>& b) {
  double numerator = 0, untied_a = 0, untied_b = 0;
  for (std::size_t i = 0; i < a.size(); ++i) {
    for (std::size_t j = 0; j < i; ++j) {
      const double x = sign(a[i] - a[j]), y = sign(b[i] - b[j]);
      numerator += x * y;
      untied_a += x * x;
      untied_b += y * y;
    }
  }
  return untied_a == 0 || untied_b == 0 ? 0 : numerator / std::sqrt(untied_a * untied_b);
}

TEST(Ranking, MatchesCountingOverPairs) {
  Random random(3);
  for (int trial = 0; trial < 400; ++trial) {
    const int count = 2 + random.below(60);
    const int levels = trial % 2 == 0 ? 1 + random.below(5) : 1000000;
    const std::vector<double> a = draw(random, count, levels), b = draw(random, count, levels);
    const std::vector<double> ranks_a = counted_ranks(a), ranks_b = counted_ranks(b);
    ASSERT_EQ(average_ranks(a), ranks_a);
    ASSERT_NEAR(kendall(a, b), tau_over_pairs(a, b), 1e-12);
    // Spearman without Pearson: from the squared rank differences, with the tie correction
    // (Kendall, "Rank correlation methods", 1948, section 3.8).
    const auto spread = [&](const std::vector<double>& ranks) {
      double sum = 0;
      for (const double rank : ranks) sum += rank * rank;
      return sum - count * (count + 1.0) * (count + 1.0) / 4;
    };
    double squared_differences = 0;
    for (std::size_t i = 0; i < a.size(); ++i) {
      squared_differences += (ranks_a[i] - ranks_b[i]) * (ranks_a[i] - ranks_b[i]);
    }
    const double sa = spread(ranks_a), sb = spread(ranks_b);
    const double expected =
        sa == 0 || sb == 0 ? 0 : (sa + sb - squared_differences) / (2 * std::sqrt(sa * sb));
    ASSERT_NEAR(spearman(a, b), expected, 1e-12);
  }
}

TEST(Ranking, GoldenFigures) {
  // scipy 1.10: spearmanr and kendalltau of these lists.
  const std::vector<double> a = {1, 2, 2, 4, 5, 7, 7, 9}, b = {3, 1, 1, 4, 4, 8, 6, 9};
  EXPECT_NEAR(spearman(a, b), 0.9146341463414636, 1e-12);
  EXPECT_NEAR(kendall(a, b), 0.8076923076923077, 1e-12);
}

TEST(Ranking, OrderIsAllThatCounts) {
  Random random(4);
  std::vector<double> a, grown, falling;
  for (int i = 0; i < 1000; ++i) {
    a.push_back(random.normal());
    grown.push_back(std::exp(3 * a.back()));
    falling.push_back(-a.back());
  }
  EXPECT_DOUBLE_EQ(spearman(a, grown), 1);
  EXPECT_DOUBLE_EQ(kendall(a, grown), 1);
  EXPECT_DOUBLE_EQ(spearman(a, falling), -1);
  EXPECT_DOUBLE_EQ(kendall(a, falling), -1);
}

TEST(Ranking, ConstantListsOrderNothing) {
  const std::vector<double> constant = {2, 2, 2}, rising = {1, 2, 3};
  EXPECT_EQ(spearman(constant, rising), 0);
  EXPECT_EQ(kendall(rising, constant), 0);
}

TEST(Ranking, PercentilesRunFromZeroToHundred) {
  EXPECT_EQ(percentile_ranks(std::vector<double>{30, 10, 20, 20, 50}),
            (std::vector<double>{75, 0, 37.5, 37.5, 100}));
}

TEST(Ranking, BadInputIsRefused) {
  const std::vector<double> one = {1}, two = {1, 2}, three = {1, 2, 3};
  const std::vector<double> missing = {1, std::numeric_limits<double>::quiet_NaN()};
  EXPECT_THROW(spearman(two, three), Error);
  EXPECT_THROW(kendall(one, one), Error);
  EXPECT_THROW(spearman(two, missing), Error);
  EXPECT_THROW(kendall(missing, two), Error);
  EXPECT_THROW(percentile_ranks(one), Error);
}

}  // namespace
}  // namespace tenprobes::statistics
