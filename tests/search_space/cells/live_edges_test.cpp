#include "core/search_space/cells/live_edges.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <vector>

namespace tenprobes {
namespace {

// Every path from input to output, as edges; written down by hand, so that the sweeps over nodes
// are checked by another way of counting.
const std::vector<std::vector<std::size_t>> input_to_output = {{3}, {0, 4}, {1, 5}, {0, 2, 5}};
// Every path from some node to the output.
const std::vector<std::vector<std::size_t>> to_output = {{3},    {4},    {5},      {0, 4},
                                                         {1, 5}, {2, 5}, {0, 2, 5}};

bool carries_something(const Cell& architecture, const std::vector<std::size_t>& path) {
  return std::all_of(path.begin(), path.end(), [&](std::size_t edge) {
    return architecture.operations[edge] != Operation::none;
  });
}

EdgeMask union_of_paths(const Cell& architecture,
                        const std::vector<std::vector<std::size_t>>& paths) {
  EdgeMask mask;
  for (const auto& path : paths) {
    if (!carries_something(architecture, path)) continue;
    for (const std::size_t edge : path) mask.set(edge);
  }
  return mask;
}

TEST(LiveEdges, AreTheUnionOfPathsOnAllArchitectures) {
  for (int index = 0; index < cell_count; ++index) {
    const Cell architecture = cell_at(index);
    ASSERT_EQ(live_edges(architecture), union_of_paths(architecture, input_to_output)) << index;
    ASSERT_EQ(edges_reaching_output(architecture), union_of_paths(architecture, to_output))
        << index;
    ASSERT_EQ(is_connected(architecture),
              std::any_of(input_to_output.begin(), input_to_output.end(),
                          [&](const auto& path) { return carries_something(architecture, path); }));
  }
}

TEST(LiveEdges, DepthIsTheLargestOverPaths) {
  for (int index = 0; index < cell_count; ++index) {
    const Cell architecture = cell_at(index);
    int depth = 0;
    for (const auto& path : input_to_output) {
      if (!carries_something(architecture, path)) continue;
      const auto convolutions = std::count_if(path.begin(), path.end(), [&](std::size_t edge) {
        return architecture.operations[edge] == Operation::nor_conv_1x1 ||
               architecture.operations[edge] == Operation::nor_conv_3x3;
      });
      depth = std::max(depth, static_cast<int>(convolutions));
    }
    ASSERT_EQ(live_depth(architecture), depth) << index;
  }
}

TEST(LiveEdges, IdentityPathIsAPathOfSkipsOnly) {
  for (int index = 0; index < cell_count; ++index) {
    const Cell architecture = cell_at(index);
    const bool expected =
        std::any_of(input_to_output.begin(), input_to_output.end(), [&](const auto& path) {
          return std::all_of(path.begin(), path.end(), [&](std::size_t edge) {
            return architecture.operations[edge] == Operation::skip_connect;
          });
        });
    ASSERT_EQ(has_identity_path(architecture), expected) << index;
  }
}

}  // namespace
}  // namespace tenprobes
