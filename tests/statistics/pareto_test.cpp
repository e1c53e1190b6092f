#include "core/statistics/pareto.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>

#include "core/base/error.h"
#include "core/base/random.h"

namespace tenprobes::statistics {
namespace {

bool beats(double latency, double quality, double other_latency, double other_quality) {
  return latency <= other_latency && quality >= other_quality &&
         (latency < other_latency || quality > other_quality);
}

TEST(Pareto, FrontIsWhatNobodyBeats) {
  Random random(5);
  for (int trial = 0; trial < 200; ++trial) {
    std::vector<double> latency, quality;
    for (int i = 0; i < 50; ++i) {
      latency.push_back(random.chance(0.1) ? std::nan("") : random.below(12));
      quality.push_back(random.chance(0.1) ? std::nan("") : random.below(12));
    }
    std::vector<int> expected;
    for (std::size_t i = 0; i < latency.size(); ++i) {
      bool stays = latency[i] == latency[i] && quality[i] == quality[i];
      for (std::size_t j = 0; stays && j < latency.size(); ++j) {
        const bool first_of_equals = j < i && latency[j] == latency[i] && quality[j] == quality[i];
        stays = !first_of_equals && !beats(latency[j], quality[j], latency[i], quality[i]);
      }
      if (stays) expected.push_back(static_cast<int>(i));
    }
    std::vector<int> front = pareto_front(latency, quality);
    for (std::size_t k = 1; k < front.size(); ++k) {
      const auto a = static_cast<std::size_t>(front[k - 1]), b = static_cast<std::size_t>(front[k]);
      ASSERT_LT(latency[a], latency[b]);
      ASSERT_LT(quality[a], quality[b]);
    }
    std::sort(front.begin(), front.end());
    ASSERT_EQ(front, expected);
  }
}

TEST(Pareto, HypervolumeIsTheNumberOfDominatedUnitSquares) {
  Random random(6);
  for (int trial = 0; trial < 200; ++trial) {
    std::vector<double> latency, quality;
    for (int i = 0; i < 10; ++i) {
      latency.push_back(random.below(20));
      quality.push_back(random.below(20));
    }
    const int worst_latency = 15, worst_quality = 4;
    int squares = 0;
    for (int x = 0; x < worst_latency; ++x) {
      for (int y = worst_quality; y < 20; ++y) {
        bool dominated = false;
        for (std::size_t i = 0; i < latency.size(); ++i) {
          dominated = dominated || (latency[i] <= x && quality[i] >= y + 1);
        }
        squares += dominated ? 1 : 0;
      }
    }
    ASSERT_DOUBLE_EQ(hypervolume(latency, quality, worst_latency, worst_quality), squares);
  }
}

TEST(Pareto, ListsOfDifferentLengthAreRefused) {
  EXPECT_THROW(pareto_front(std::vector<double>{1, 2}, std::vector<double>{1}), Error);
}

}  // namespace
}  // namespace tenprobes::statistics
