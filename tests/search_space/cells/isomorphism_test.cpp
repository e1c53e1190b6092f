#include "core/search_space/cells/isomorphism.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>

#include "core/base/random.h"
#include "core/search_space/cells/live_edges.h"

namespace tenprobes {
namespace {

std::ptrdiff_t class_count(Isomorphism notion) {
  const std::vector<int> classes = isomorphism_classes(notion);
  std::ptrdiff_t count = 0;
  for (std::size_t i = 0; i < classes.size(); ++i) count += classes[i] == static_cast<int>(i);
  return count;
}

TEST(Isomorphism, CountsAreThePublishedOnes) {
  EXPECT_EQ(class_count(Isomorphism::skips), 12751);
  EXPECT_EQ(class_count(Isomorphism::zeros), 6466);
  EXPECT_EQ(class_count(Isomorphism::dropped_zeros), 5390);
  EXPECT_EQ(class_count(Isomorphism::same_network), 5260);
}

TEST(Isomorphism, ClassesAreNamedByTheirLowestIndex) {
  const std::vector<int> classes = isomorphism_classes(Isomorphism::same_network);
  for (std::size_t i = 0; i < classes.size(); ++i) {
    ASSERT_LE(classes[i], static_cast<int>(i));
    ASSERT_EQ(classes[static_cast<std::size_t>(classes[i])], classes[i]);
  }
}

/// A cell on one number, with nonlinear operations; the two convolutions are one function each, so
/// that members of a class agree however their weights are matched.
double evaluate(const Cell& architecture, double input) {
  std::array<double, node_count> nodes = {input, 0, 0, 0};
  for (std::size_t edge = 0; edge < edge_count; ++edge) {
    const double x = nodes[static_cast<std::size_t>(edge_source[edge])];
    double& sum = nodes[static_cast<std::size_t>(edge_target[edge])];
    switch (architecture.operations[edge]) {
      case Operation::none:
        break;
      case Operation::skip_connect:
        sum += x;
        break;
      case Operation::nor_conv_1x1:
        sum += std::sin(1.7 * x);
        break;
      case Operation::nor_conv_3x3:
        sum += std::tanh(0.9 * x) * x;
        break;
      case Operation::avg_pool_3x3:
        sum += 0.37 * x * std::sqrt(std::abs(x));
        break;
    }
  }
  return nodes[3];
}

TEST(Isomorphism, MembersComputeTheSame) {
  for (const Isomorphism notion : {Isomorphism::skips, Isomorphism::zeros,
                                   Isomorphism::dropped_zeros, Isomorphism::same_network}) {
    const std::vector<int> classes = isomorphism_classes(notion);
    for (int i = 0; i < cell_count; ++i) {
      const Cell own = cell_at(i);
      const Cell first = cell_at(classes[static_cast<std::size_t>(i)]);
      for (const double input : {0.3, 1.1, 2.6}) {
        ASSERT_NEAR(evaluate(own, input), evaluate(first, input), 1e-12) << i;
      }
    }
  }
}

TEST(Isomorphism, DifferentNetworksComputeDifferently) {
  // One convolution used twice and two convolutions compute the same above, so the numbers tell
  // apart just the classes of the flattened expression: 4,930 (counted with Python beforehand).
  std::vector<double> values;
  for (int i = 0; i < cell_count; ++i) values.push_back(evaluate(cell_at(i), 1.1));
  std::sort(values.begin(), values.end());
  int distinct = 1;
  for (std::size_t i = 1; i < values.size(); ++i) distinct += values[i] - values[i - 1] > 1e-11;
  EXPECT_EQ(distinct, 4930);
}

TEST(Isomorphism, SharedWeightsAreNotTwoConvolutions) {
  const auto class_of = [](const char* text) {
    static const std::vector<int> classes = isomorphism_classes(Isomorphism::same_network);
    return classes[static_cast<std::size_t>(index_of(parse_cell(text)))];
  };
  const int shared =
      class_of("|nor_conv_3x3~0|+|none~0|skip_connect~1|+|none~0|skip_connect~1|skip_connect~2|");
  const int separate =
      class_of("|nor_conv_3x3~0|+|none~0|none~1|+|nor_conv_3x3~0|skip_connect~1|none~2|");
  const int separate_too =
      class_of("|none~0|+|nor_conv_3x3~0|none~1|+|nor_conv_3x3~0|none~1|skip_connect~2|");
  EXPECT_NE(shared, separate);
  EXPECT_EQ(separate, separate_too);
}

}  // namespace
}  // namespace tenprobes
