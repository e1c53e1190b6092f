#include "core/statistics/regret.h"

#include <gtest/gtest.h>

#include <cmath>
#include <vector>

#include "core/base/error.h"

namespace tenprobes::statistics {
namespace {

const std::vector<double> accuracy = {90, 94, 70, 94, std::nan(""), 80};
const std::vector<double> latency_ms = {5, 8, 1, 7, 1, std::nan("")};

TEST(Regret, ComparesWithTheBestWithinTheBudget) {
  EXPECT_EQ(best_within(accuracy, latency_ms, 10), 3);
  EXPECT_EQ(best_within(accuracy, latency_ms, 5), 0);
  EXPECT_EQ(best_within(accuracy, latency_ms, 0.5), std::nullopt);
  EXPECT_EQ(regret(accuracy, latency_ms, 5, 2), 20);
  EXPECT_EQ(regret(accuracy, latency_ms, 5, 0), 0);
}

TEST(Regret, ShareCountsOnlyThoseWithinTheBudget) {
  EXPECT_DOUBLE_EQ(share_better(accuracy, latency_ms, 10, 0), 50);
  EXPECT_DOUBLE_EQ(share_better(accuracy, latency_ms, 10, 2), 75);
  EXPECT_DOUBLE_EQ(share_better(accuracy, latency_ms, 10, 3), 0);
}

TEST(Regret, ChoicesOutsideTheBudgetAreRefused) {
  EXPECT_THROW(regret(accuracy, latency_ms, 5, 1), Error);
  EXPECT_THROW(regret(accuracy, latency_ms, 5, 5), Error);
  EXPECT_THROW(regret(accuracy, latency_ms, 5, 4), Error);
  EXPECT_THROW(regret(accuracy, latency_ms, 5, -1), Error);
  EXPECT_THROW(share_better(accuracy, latency_ms, 5, 6), Error);
  EXPECT_THROW(best_within(accuracy, std::vector<double>{1}, 5), Error);
}

}  // namespace
}  // namespace tenprobes::statistics
