#include "core/statistics/bucket_sort.h"

#include <gtest/gtest.h>

#include <limits>

#include "core/base/random.h"

namespace tenprobes::statistics {
namespace {

using Items = std::vector<std::pair<double, int>>;

// Evenly or in one heap, with ties, zeros of either sign and infinities: as std::sort has them.
TEST(BucketSort, OrdersAsStdSortDoes) {
  constexpr double infinity = std::numeric_limits<double>::infinity();
  Random random(5);
  for (int trial = 0; trial < 600; ++trial) {
    Items items(static_cast<std::size_t>(random.below(300)));
    for (auto& [number, item] : items) {
      number = random.uniform(-1, 1);
      if (trial % 6 == 1) number = random.below(5);
      if (trial % 6 == 2) number = std::pow(number, 9) * 1e300;
      if (trial % 6 == 3) number *= 1e-310;
      if (trial % 6 == 4 && random.below(9) == 0) number = random.below(2) ? infinity : -infinity;
      if (trial % 6 == 5) number = random.below(2) ? 0.0 : -0.0;
      item = random.below(7);
    }
    if (trial % 60 == 0) items.emplace_back(1e308, 3);  // far from all others
    Items sorted = items;
    std::sort(sorted.begin(), sorted.end());
    bucket_sort(items);
    ASSERT_EQ(items, sorted) << trial;
  }
}

}  // namespace
}  // namespace tenprobes::statistics
