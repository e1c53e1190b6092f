#include "core/proxies/network_key.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <map>
#include <vector>

namespace tenprobes::proxies {
namespace {

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

TEST(NetworkKey, MergesWhatComputesTheSame) {
  std::map<std::string, int> first;
  std::vector<double> values;
  for (int index = 0; index < cell_count; ++index) {
    const Cell cell = cell_at(index);
    const int like = first.emplace(network_key(cell).output, index).first->second;
    for (const double input : {0.3, 1.1, 2.6}) {
      ASSERT_NEAR(evaluate(cell, input), evaluate(cell_at(like), input), 1e-12) << index;
    }
    values.push_back(evaluate(cell, 1.1));
  }
  // A search over all ways to match weights found as many. One convolution used twice and two
  // convolutions compute the same above, so that its numbers tell fewer apart.
  EXPECT_EQ(first.size(), 5260u);
  std::sort(values.begin(), values.end());
  int distinct = 1;
  for (std::size_t i = 1; i < values.size(); ++i) distinct += values[i] - values[i - 1] > 1e-11;
  EXPECT_EQ(distinct, 4930);
}

}  // namespace
}  // namespace tenprobes::proxies
