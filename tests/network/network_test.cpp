#include "core/network/network.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>

#include "core/search_space/cells/live_edges.h"
#include "core/search_space/cells/network_cost.h"
#include "core/search_space/cells/notation.h"
#include "tests/network/networks.h"

namespace tenprobes::network {
namespace {

FeatureMap random_images(int count, int resolution, std::uint64_t seed) {
  Random random(seed);
  FeatureMap images(count, resolution, resolution, image_channels);
  for (float& value : images.values) value = static_cast<float>(random.normal());
  return images;
}

Network initialised(const Cell& architecture) {
  Network network = build_network(architecture);
  Random random(1);
  initialise(network, random);
  return network;
}

TEST(Network, CostsWhatTheBenchmarkCountsWhereNothingIsDead) {
  int compared = 0;
  for (int index = 0; index < cell_count; index += 7) {
    const Cell architecture = cell_at(index);
    const std::array<int, operation_count> counts = operation_counts(architecture);
    const std::size_t running = edge_count - static_cast<std::size_t>(counts[0]);
    if (live_edges(architecture).count() != running) continue;
    const Network network = build_network(architecture);
    const NetworkCost cost = network_cost(architecture);
    ASSERT_EQ(macs_of(network) + network.classes, cost.macs) << index;
    ASSERT_EQ(parameters_of(network), cost.parameters) << index;
    ++compared;
  }
  EXPECT_GT(compared, 500);
}

TEST(Network, RunsEveryCellAndIgnoresTheInputWhereDisconnected) {
  const FeatureMap first = random_images(2, 8, 1), second = random_images(2, 8, 2);
  for (int index = 0; index < cell_count; index += 197) {
    const Cell architecture = cell_at(index);
    const Network network = initialised(architecture);
    const FeatureMap a = run(network, first, Normalisation::batch);
    const FeatureMap b = run(network, second, Normalisation::batch);
    ASSERT_EQ(a.values.size(), 20u) << index;
    EXPECT_TRUE(std::all_of(a.values.begin(), a.values.end(), [](float value) {
      return std::isfinite(value);
    })) << index;
    EXPECT_EQ(a.values != b.values, is_connected(architecture)) << index;
  }
}

TEST(Network, DeadEdgesChangeNothing) {
  // Edges 0 and 2 end in node 2, which nothing reads.
  const Cell lean = parse_cell_notation("|none~0|+|none~0|none~1|+|nor_conv_3x3~0|none~1|none~2|");
  const Cell dead = parse_cell_notation(
      "|nor_conv_3x3~0|+|none~0|nor_conv_1x1~1|+|nor_conv_3x3~0|none~1|none~2|");
  EXPECT_EQ(macs_of(build_network(lean)), macs_of(build_network(dead)));
  const FeatureMap images = random_images(3, 8, 3);
  EXPECT_EQ(run(initialised(lean), images, Normalisation::batch).values,
            run(initialised(dead), images, Normalisation::batch).values);
}

TEST(Network, ObservedDeadCodeListsTheReadsOfEveryConvolution) {
  // Nothing reads what edge 0 writes, and nothing reaches what edge 5 reads.
  const Cell dead = parse_cell_notation(
      "|nor_conv_3x3~0|+|none~0|none~1|+|skip_connect~0|none~1|nor_conv_1x1~2|");
  const Network dropped = build_network(dead);
  const Network observed = build_network(dead, 10, DeadCode::observe);
  EXPECT_TRUE(dropped.blocks[1].relu_reads.empty());
  ASSERT_EQ(observed.blocks[1].relu_reads.size(), 2u);
  EXPECT_EQ(observed.blocks[1].relu_reads[0].node, 0);
  EXPECT_FALSE(observed.blocks[1].relu_reads[0].live);
  EXPECT_EQ(observed.blocks[1].relu_reads[1].node, -1);
  EXPECT_EQ(macs_of(observed), macs_of(dropped));  // what the ReLU reads was there anyway

  // A convolution that only another dead convolution reads must run to be observed.
  const Cell chain = parse_cell_notation(
      "|nor_conv_3x3~0|+|none~0|nor_conv_1x1~1|+|skip_connect~0|none~1|none~2|");
  EXPECT_GT(macs_of(build_network(chain, 10, DeadCode::observe)), macs_of(build_network(chain)));
}

TEST(Network, IsPositivelyHomogeneousWithoutBatchNorm) {
  const Network network = initialised(cell_at(4711));
  FeatureMap images = random_images(2, 8, 4);
  const FeatureMap once = run(network, images, Normalisation::none);
  for (float& value : images.values) value *= 2;
  const FeatureMap twice = run(network, images, Normalisation::none);
  for (std::size_t i = 0; i < once.values.size(); ++i) {
    EXPECT_NEAR(twice.values[i] / once.values[i], 2, 1e-4);
  }
}

}  // namespace
}  // namespace tenprobes::network
