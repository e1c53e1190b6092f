#include "core/search_space/cells/neighbours.h"

#include <gtest/gtest.h>

#include <set>

namespace tenprobes {
namespace {

TEST(Neighbours, AreAllThatDifferInOneEdge) {
  for (int index = 0; index < cell_count; index += 13) {
    const Cell architecture = cell_at(index);
    const auto all = neighbours(architecture);
    EXPECT_EQ(std::set<Cell>(all.begin(), all.end()).size(), 24u);
    for (const Cell& other : all) {
      int different = 0;
      for (std::size_t edge = 0; edge < edge_count; ++edge) {
        different += other.operations[edge] != architecture.operations[edge] ? 1 : 0;
      }
      EXPECT_EQ(different, 1);
    }
  }
}

}  // namespace
}  // namespace tenprobes
