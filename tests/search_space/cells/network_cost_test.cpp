#include "core/search_space/cells/network_cost.h"

#include <gtest/gtest.h>

#include "core/base/error.h"
#include "core/search_space/cells/notation.h"

namespace tenprobes {
namespace {

Cell filled_with(Operation operation) {
  Cell architecture;
  architecture.operations.fill(operation);
  return architecture;
}

TEST(NetworkCost, MatchesTheBenchmarksPublishedFigures) {
  // "flops" and "params", in millions, as the benchmark's API gives them: for index 0 quoted in
  // D-X-Y/NATS-Bench issue 24, for the second architecture in issue 36 (hp="12").
  const Cell first = cell_at(0);
  EXPECT_EQ(network_cost(first).macs, 15647370);
  EXPECT_EQ(network_cost(first, 32, 100).macs, 15653220);
  EXPECT_EQ(network_cost(first, 16, 120).macs, 3919480);
  const NetworkCost second = network_cost(parse_cell_notation(
      "|skip_connect~0|+|none~0|nor_conv_3x3~1|+|avg_pool_3x3~0|nor_conv_3x3~1|nor_conv_3x3~2|"));
  EXPECT_EQ(second.macs, 113951370);
  EXPECT_EQ(second.parameters, 802426);
}

TEST(NetworkCost, AddsUpByHand) {
  // Without cells: stem 432 + 32, reductions 4608 + 64 + 9216 + 64 + 512 and
  // 18432 + 128 + 36864 + 128 + 2048, batch norm 128, linear 640 + 10.
  EXPECT_EQ(network_cost(filled_with(Operation::skip_connect)).parameters, 73306);
  // 432 * 1024 + (4608 + 9216 + 512) * 256 + (18432 + 36864 + 2048) * 64 + 650.
  EXPECT_EQ(network_cost(filled_with(Operation::avg_pool_3x3)).macs, 7783050);
  // One 3x3 edge: 5 cells a stage, 9 * channels^2 weights and 2 * channels of batch norm.
  Cell one;
  one.operations[4] = Operation::nor_conv_3x3;
  EXPECT_EQ(network_cost(one).parameters, 73306 + 5 * (2304 + 32 + 9216 + 64 + 36864 + 128));
  EXPECT_EQ(network_cost(one).macs, 7783050 + 5 * 3 * 2304 * 1024);
  one.operations[4] = Operation::nor_conv_1x1;
  EXPECT_EQ(network_cost(one).macs, 7783050 + 5 * 3 * 256 * 1024);
}

TEST(NetworkCost, ImageSizeAndClassesCount) {
  const Cell architecture = cell_at(1);
  const NetworkCost cifar = network_cost(architecture);
  const NetworkCost hundred = network_cost(architecture, 32, 100);
  EXPECT_EQ(hundred.macs - cifar.macs, 65 * 90);
  EXPECT_EQ(hundred.parameters - cifar.parameters, 65 * 90);
  const NetworkCost small = network_cost(architecture, 16, 10);
  EXPECT_EQ(4 * (small.macs - 650), cifar.macs - 650);
  EXPECT_EQ(small.parameters, cifar.parameters);
  EXPECT_THROW(network_cost(architecture, 30), Error);
  EXPECT_THROW(network_cost(architecture, 0), Error);
  EXPECT_THROW(network_cost(architecture, 32, 0), Error);
}

}  // namespace
}  // namespace tenprobes
