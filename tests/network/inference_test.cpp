#include "core/network/inference.h"

#include <gtest/gtest.h>

#include <cmath>

#include "core/search_space/cells/notation.h"

namespace tenprobes::network {
namespace {

const Cell architectures[] = {
    parse_cell_notation("|nor_conv_3x3~0|+|nor_conv_1x1~0|avg_pool_3x3~1|+|skip_connect~0|"
                        "nor_conv_3x3~1|nor_conv_1x1~2|"),
    parse_cell_notation("|avg_pool_3x3~0|+|skip_connect~0|nor_conv_3x3~1|+|none~0|avg_pool_3x3~1|"
                        "skip_connect~2|"),
    parse_cell_notation("|nor_conv_3x3~0|+|nor_conv_3x3~0|none~1|+|none~0|none~1|none~2|")};

template <typename Scalar>
BasicFeatureMap<Scalar> white_noise(int images, std::uint64_t seed) {
  BasicFeatureMap<Scalar> map(images, 32, 32, image_channels);
  Random random(seed);
  for (Scalar& value : map.values) value = static_cast<Scalar>(random.normal());
  return map;
}

/// Evaluation mode by the forward pass that scores use: weights folded by hand, the last
/// normalisation written out.
std::vector<double> reference_logits(const DeployableNetwork& deployable,
                                     const FeatureMap& images) {
  FeatureMap map = images;
  BlockState state;
  Workspace workspace;
  const auto& blocks = deployable.network.blocks;
  for (std::size_t b = 0; b + 1 < blocks.size(); ++b) {
    Block block = blocks[b];
    for (std::size_t e = 0; e < block.edges.size(); ++e) {
      BlockEdge& edge = block.edges[e];
      if (edge.kind != EdgeKind::convolution) continue;
      edge.convolution = folded(edge, deployable.statistics[b][e]);
    }
    forward(block, map, Normalisation::none, state, workspace);
    map = state.nodes.back();
  }
  const BatchStatistics& last = deployable.statistics.back()[0];
  const Convolution& linear = blocks.back().edges.back().convolution;
  std::vector<double> logits;
  for (std::size_t label = 0; label < 10; ++label) {
    for (int image = 0; image < map.images; ++image) {
      double logit = linear.bias[label];
      for (std::size_t c = 0; c < 64; ++c) {
        double sum = 0;
        for (int pixel = 0; pixel < 64; ++pixel) {
          const double value =
              map.channel(static_cast<int>(c))[static_cast<std::size_t>(image * 64 + pixel)];
          sum += std::max(0.0, (value - last.mean[c]) * last.inverse_deviation[c]);
        }
        logit += linear.weights[label * 64 + c] * sum / 64;
      }
      logits.push_back(logit);
    }
  }
  return logits;
}

TEST(Inference, EqualsTheForwardPassOfScores) {
  for (const Cell& architecture : architectures) {
    Random random(3);
    const DeployableNetwork deployable = make_deployable(architecture, 10, random);
    Inference<float> inference(deployable);
    const FeatureMap images = white_noise<float>(3, 5);
    const std::vector<double> expected = reference_logits(deployable, images);
    inference.run(white_noise<float>(5, 6));  // nothing of an earlier batch is left
    const FeatureMap& logits = inference.run(images);
    ASSERT_EQ(logits.values.size(), expected.size());
    for (std::size_t i = 0; i < expected.size(); ++i) {
      EXPECT_NEAR(logits.values[i], expected[i], 1e-4) << to_string(architecture);
    }
  }
}

TEST(Inference, SingleAndDoublePrecisionAgree) {
  for (const Cell& architecture : architectures) {
    Random random(4);
    const DeployableNetwork deployable = make_deployable(architecture, 7, random);
    Inference<float> single(deployable);
    Inference<double> dual(deployable);
    const FeatureMap& a = single.run(white_noise<float>(2, 8));
    const BasicFeatureMap<double>& b = dual.run(white_noise<double>(2, 8));
    ASSERT_EQ(a.values.size(), 14u);
    ASSERT_EQ(b.values.size(), 14u);
    for (std::size_t i = 0; i < 14; ++i) EXPECT_NEAR(a.values[i], b.values[i], 1e-4);
  }
}

TEST(Inference, AnImageDoesNotDependOnItsBatch) {
  Random random(4);
  const DeployableNetwork deployable = make_deployable(architectures[0], 10, random);
  Inference<float> inference(deployable);
  const FeatureMap two = white_noise<float>(2, 8);
  FeatureMap one(1, 32, 32, image_channels);
  for (int c = 0; c < image_channels; ++c) {
    std::copy_n(two.channel(c).begin() + 1024, 1024, one.channel(c).begin());
  }
  const FeatureMap both = inference.run(two);
  const FeatureMap alone = inference.run(one);
  for (int label = 0; label < 10; ++label) {
    EXPECT_NEAR(both.channel(label)[1], alone.channel(label)[0], 1e-5);
  }
}

TEST(Inference, ADisconnectedNetworkAnswersItsBiases) {
  Random random(4);
  const DeployableNetwork deployable = make_deployable(architectures[2], 10, random);
  Inference<float> inference(deployable);
  const FeatureMap& logits = inference.run(white_noise<float>(1, 8));
  const std::vector<float>& bias = deployable.network.blocks.back().edges.back().convolution.bias;
  for (std::size_t label = 0; label < 10; ++label) {
    EXPECT_FLOAT_EQ(logits.values[label], bias[label]);
    EXPECT_NE(bias[label], 0);
  }
}

}  // namespace
}  // namespace tenprobes::network
