#include "core/search_space/cells/cell.h"

#include <gtest/gtest.h>

#include <set>

#include "core/base/error.h"
#include "core/search_space/cells/mersenne_twister.h"

namespace tenprobes {
namespace {

TEST(Cell, EveryIndexRoundTrips) {
  std::set<Cell> seen;
  for (int index = 0; index < cell_count; ++index) {
    const Cell architecture = cell_at(index);
    seen.insert(architecture);
    ASSERT_EQ(index_of(architecture), index);
  }
  EXPECT_EQ(seen.size(), static_cast<std::size_t>(cell_count));
}

TEST(Cell, OrderIsTheBenchmarks) {
  EXPECT_EQ(to_string(cell_at(0)),
            "|avg_pool_3x3~0|+|nor_conv_1x1~0|skip_connect~1|+|nor_conv_1x1~0|skip_connect~1|"
            "skip_connect~2|");
}

TEST(Cell, IndexOutsideTheSpaceIsRefused) {
  EXPECT_THROW(cell_at(-1), Error);
  EXPECT_THROW(cell_at(cell_count), Error);
}

TEST(Cell, CountsAndDistanceAgree) {
  // A cell differs from that of one operation everywhere on all edges that carry another.
  for (int index = 0; index < cell_count; index += 7) {
    const Cell architecture = cell_at(index);
    const auto counts = operation_counts(architecture);
    for (std::size_t operation = 0; operation < operation_count; ++operation) {
      Cell uniform;
      uniform.operations.fill(all_operations[operation]);
      EXPECT_EQ(edit_distance(architecture, uniform), edge_count - counts[operation]);
    }
  }
}

TEST(MersenneTwister, MatchesPython) {
  // CPython 3.11: random.seed(88); [random.getrandbits(32) for _ in range(3)]
  MersenneTwister generator(88);
  const std::uint32_t first = generator.next();
  const std::uint32_t second = generator.next();
  const std::uint32_t third = generator.next();
  EXPECT_EQ(first, 1707201716u);
  EXPECT_EQ(second, 4182107318u);
  EXPECT_EQ(third, 813946014u);
  // Far into the stream, past a refill: random.getrandbits(32) number 2000.
  for (int i = 3; i < 1999; ++i) generator.next();
  EXPECT_EQ(generator.next(), 2900544613u);
}

TEST(MersenneTwister, ShufflesAsPythonDoes) {
  // CPython 3.11: random.seed(5); x = list(range(10)); random.shuffle(x)
  std::vector<int> values = {0, 1, 2, 3, 4, 5, 6, 7, 8, 9};
  MersenneTwister generator(5);
  python_shuffle(values, generator);
  EXPECT_EQ(values, (std::vector<int>{2, 3, 1, 0, 8, 7, 6, 5, 4, 9}));
}

}  // namespace
}  // namespace tenprobes
