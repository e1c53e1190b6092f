#include <gtest/gtest.h>

#include <Eigen/Cholesky>
#include <cmath>
#include <map>

#include "core/proxies/az_nas.h"
#include "core/proxies/images.h"
#include "core/proxies/log_synflow.h"
#include "core/proxies/naswot.h"
#include "core/proxies/network_key.h"
#include "core/proxies/score_network.h"
#include "core/search_space/cells/network_cost.h"
#include "core/search_space/cells/notation.h"
#include "tests/network/networks.h"

namespace tenprobes::proxies {
namespace {

using network::Block;
using network::BlockEdge;
using network::DeadCode;
using network::EdgeKind;
using network::FeatureMap;
using network::Network;
using network::Normalisation;

TEST(Naswot, IsTheLogDeterminantOfTheCodesAgreement) {
  Random random(3);
  constexpr int images = 6;
  const Cell architecture = parse_cell_notation(
      "|nor_conv_3x3~0|+|none~0|nor_conv_1x1~1|+|skip_connect~0|nor_conv_1x1~1|none~2|");
  Network network = network::build_network(architecture, 10, DeadCode::observe);
  initialise(network, random);
  ActivationCodes codes(images);
  std::map<bool, std::vector<std::vector<double>>> bits;  // by live: one code of +1 and -1 an image
  bits[true].resize(images);
  bits[false].resize(images);
  FeatureMap map = smooth_images(images, 12, random);
  network::BlockState state;
  network::Workspace workspace;
  for (const Block& block : network.blocks) {
    forward(block, map, Normalisation::batch, state, workspace);
    codes.observe(block, map, state);
    for (const network::ReluRead& read : block.relu_reads) {
      const FeatureMap& node =
          read.node == 0 ? map : state.nodes[static_cast<std::size_t>(read.node)];
      for (int channel = 0; channel < node.channels; ++channel) {
        for (int pixel = 0; pixel < node.pixels(); ++pixel) {
          const float value = node.channel(channel)[static_cast<std::size_t>(pixel)];
          bits[read.live][static_cast<std::size_t>(pixel / (node.height * node.width))].push_back(
              value > 0 ? 1 : -1);
        }
      }
    }
    std::swap(map, state.nodes.back());
  }
  // Two codes of +-1 of length n agree in (n + their product) / 2 places.
  const auto kernel = [&](bool live) {
    Eigen::MatrixXd agreement(images, images);
    for (int a = 0; a < images; ++a) {
      for (int b = 0; b < images; ++b) {
        const auto& first = bits[live][static_cast<std::size_t>(a)];
        const auto& second = bits[live][static_cast<std::size_t>(b)];
        double product = 0;
        for (std::size_t i = 0; i < first.size(); ++i) product += first[i] * second[i];
        agreement(a, b) = (static_cast<double>(first.size()) + product) / 2;
      }
    }
    return agreement;
  };
  const auto log_determinant = [](const Eigen::MatrixXd& matrix) {
    return 2 * Eigen::MatrixXd(matrix.llt().matrixL()).diagonal().array().log().sum();
  };
  EXPECT_NEAR(codes.log_determinant(DeadCode::drop), log_determinant(kernel(true)), 1e-8);
  EXPECT_NEAR(codes.log_determinant(DeadCode::observe),
              log_determinant(kernel(true) + kernel(false)), 1e-8);
}

TEST(Naswot, IsZeroWhereNothingTellsImagesApart) {
  Random random(1);
  Network network = network::build_network(Cell{});
  initialise(network, random);
  FeatureMap map = noise_images(4, 8, random);
  ActivationCodes codes(4);
  network::BlockState state;
  network::Workspace workspace;
  for (const Block& block : network.blocks) {
    forward(block, map, Normalisation::batch, state, workspace);
    codes.observe(block, map, state);
    std::swap(map, state.nodes.back());
  }
  EXPECT_EQ(codes.log_determinant(DeadCode::drop), 0);
}

BlockEdge convolution_edge(int source, int target, int inputs, int outputs, int kernel) {
  BlockEdge edge;
  edge.source = source;
  edge.target = target;
  edge.kind = EdgeKind::convolution;
  edge.convolution.inputs = inputs;
  edge.convolution.outputs = outputs;
  edge.convolution.kernel = kernel;
  edge.convolution.relu_before = true;
  edge.normalise_after = true;
  return edge;
}

TEST(LogSynflow, FollowsItsFormulaWithGradientsByDifferences) {
  Random random(4);
  Block first;
  first.node_count = 3;
  first.output_channels = 2;
  first.edges = {convolution_edge(0, 1, 3, 2, 3), convolution_edge(1, 2, 2, 2, 1)};
  first.edges.push_back({.source = 1, .target = 2});
  Block second;
  second.node_count = 3;
  second.output_channels = 2;
  second.edges = {{.source = 0, .target = 1, .kind = EdgeKind::relu_mean},
                  convolution_edge(1, 2, 2, 2, 1)};
  Network network;
  network.blocks = {first, second};
  initialise(network, random);

  Network positive = network;
  std::vector<float*> weights;
  for (Block& block : positive.blocks) {
    for (BlockEdge& edge : block.edges) {
      for (float& weight : edge.convolution.weights) {
        weight = std::abs(weight);
        weights.push_back(&weight);
      }
    }
  }
  FeatureMap ones(1, 4, 4, 3);
  std::fill(ones.values.begin(), ones.values.end(), 1.0f);
  const auto output = [&] {
    const FeatureMap logits = run(positive, ones, Normalisation::none);
    return static_cast<double>(logits.values[0]) + logits.values[1];
  };
  double expected = 0;
  for (float* weight : weights) {
    const float kept = *weight;
    *weight = kept + 0.5f;  // the output is linear in each weight
    const double above = output();
    *weight = kept;
    const double gradient = (above - output()) / 0.5;
    expected += std::abs(kept * std::log(gradient + 1e-6));
  }
  EXPECT_NEAR(log_synflow(network, 4), expected, 1e-4 * expected);
}

TEST(LogSynflow, SurvivesSignalsThatNoFloatHolds) {
  Cell deep;
  deep.operations.fill(Operation::nor_conv_3x3);
  Random random(2);
  Network network = network::build_network(deep);
  initialise(network, random);
  const double score = log_synflow(network, 8);
  EXPECT_TRUE(std::isfinite(score));
  // Every weight ten times as large: log g grows by (layers - 1) log 10 on each path.
  for (Block& block : network.blocks) {
    for (BlockEdge& edge : block.edges) {
      for (float& weight : edge.convolution.weights) weight *= 10;
    }
  }
  const double scaled = log_synflow(network, 8);
  EXPECT_TRUE(std::isfinite(scaled));
  EXPECT_GT(scaled, 10 * score);
}

TEST(LogSynflow, OfADeadConvolutionIsWhatAZeroGradientAdds) {
  // A disconnected network's weights all have gradient zero; one more dead convolution adds its
  // own.
  Random random(5);
  double magnitudes = 0;
  for (const int channels : stage_channels) {
    network::Convolution convolution;
    convolution.inputs = convolution.outputs = channels;
    convolution.kernel = 3;
    for (std::size_t i = 0; i < cells_per_stage * convolution.weight_count(); ++i) {
      magnitudes += std::abs(std::sqrt(2.0 / (channels * 9)) * random.normal());
    }
  }
  Cell dead;
  dead.operations[0] = Operation::nor_conv_3x3;
  EXPECT_NEAR(dead_log_synflow(dead), magnitudes * std::log(1e6),
              0.01 * magnitudes * std::log(1e6));
  EXPECT_EQ(dead_log_synflow(Cell{}), 0);
}

/// Features of one convolution after another, given by their 1x1 weights; the first block only
/// passes its input on.
AzNasScores scores_of(const FeatureMap& input, const std::vector<std::vector<float>>& weights) {
  Random random(9);
  network::BlockState state;
  network::Workspace workspace;
  BlockFeatures features;
  Block pass;
  pass.node_count = 2;
  pass.output_channels = input.channels;
  pass.edges = {{.source = 0, .target = 1}};
  FeatureMap map = input;
  forward(pass, map, Normalisation::none, state, workspace);
  features.observe(pass, map, state, state.nodes.back(), random, workspace);
  for (const std::vector<float>& layer : weights) {
    Block block = pass;
    if (!layer.empty()) {
      block.edges = {convolution_edge(0, 1, input.channels, input.channels, 1)};
      block.edges[0].convolution.relu_before = false;
      block.edges[0].convolution.weights = layer;
    }
    forward(block, map, Normalisation::none, state, workspace);
    features.observe(block, map, state, state.nodes.back(), random, workspace);
    std::swap(map, state.nodes.back());
  }
  return features.scores();
}

TEST(AzNas, MeasuresEntropyAndSpectralNorm) {
  Random random(7);
  FeatureMap white(32, 16, 16, 2);
  for (float& value : white.values) value = static_cast<float>(random.normal());
  const std::vector<float> turn = {0.6f, 0.8f, -0.8f, 0.6f}, stretch = {1.2f, 1.6f, -1.6f, 1.2f};
  const std::vector<float> flatten = {1, 1, 1, 1};
  // Two equal principal components have entropy log 2; a rotation keeps it and has norm 1.
  const AzNasScores turned = scores_of(white, {turn});
  EXPECT_NEAR(turned.expressivity, 2 * std::log(2), 1e-3);
  EXPECT_NEAR(turned.progressivity, 0, 1e-3);
  EXPECT_NEAR(turned.trainability, 0, 1e-3);
  EXPECT_NEAR(scores_of(white, {stretch}).trainability, 2 - 2 - 0.5, 0.02);
  // All of the variance on one component.
  const AzNasScores flat = scores_of(white, {turn, flatten});
  EXPECT_NEAR(flat.expressivity, 2 * std::log(2), 1e-3);
  EXPECT_NEAR(flat.progressivity, -std::log(2), 1e-3);
}

TEST(AzNas, IsWorstForBlocksThatRepeatTheirInputOrNothing) {
  Random random(7);
  FeatureMap white(8, 8, 8, 2);
  for (float& value : white.values) value = static_cast<float>(random.normal());
  const AzNasScores repeated = scores_of(white, {{}});
  EXPECT_TRUE(std::isinf(repeated.trainability));
  EXPECT_TRUE(std::isfinite(repeated.expressivity));
  EXPECT_TRUE(std::isinf(scores_of(white, {{0, 0, 0, 0}}).expressivity));
}

TEST(NetworkKey, MergesWhatIsTheSameNetworkOnly) {
  const auto key = [](const char* text) { return network_key(parse_cell_notation(text)); };
  const NetworkKey direct = key("|none~0|+|none~0|none~1|+|nor_conv_3x3~0|none~1|none~2|");
  EXPECT_EQ(direct.output, "3(x)");
  EXPECT_EQ(key("|skip_connect~0|+|none~0|none~1|+|none~0|nor_conv_3x3~1|none~2|"), direct);
  EXPECT_EQ(key("|none~0|+|skip_connect~0|none~1|+|none~0|none~1|nor_conv_3x3~2|"), direct);
  // The same output, and one dead convolution that reads the input.
  const NetworkKey dead = key("|nor_conv_1x1~0|+|none~0|none~1|+|nor_conv_3x3~0|none~1|none~2|");
  EXPECT_EQ(dead.output, direct.output);
  EXPECT_EQ(dead.dead, "x");
  // Twice the same convolution is not two convolutions.
  EXPECT_NE(
      key("|nor_conv_3x3~0|+|none~0|skip_connect~1|+|none~0|skip_connect~1|skip_connect~2|").output,
      key("|nor_conv_3x3~0|+|none~0|none~1|+|nor_conv_3x3~0|skip_connect~1|none~2|").output);
  EXPECT_EQ(network_key(Cell{}).output, "");
}

TEST(ScoreNetwork, GivesTheSameForTheSameSeed) {
  const ScoreSettings settings{.draws = 1, .images = 8, .resolution = 8, .seed = 3};
  const ScoreInputs inputs = inputs_of(settings, 0);
  Random first(1), second(1);
  const NetworkScores a = score_network(cell_at(7), inputs, first);
  EXPECT_EQ(a, score_network(cell_at(7), inputs, second));
}

TEST(SmoothImages, AreStandardisedAndSmooth) {
  Random random(2);
  const FeatureMap images = smooth_images(8, 16, random);
  double squares = 0, steps = 0;
  for (std::size_t i = 0; i + 1 < images.values.size(); ++i) {
    squares += static_cast<double>(images.values[i]) * images.values[i];
    if (i % 16 != 15) steps += std::pow(images.values[i + 1] - images.values[i], 2) * 16 / 15;
  }
  const auto count = static_cast<double>(images.values.size());
  EXPECT_NEAR(squares / count, 1, 1e-3);
  EXPECT_LT(steps / count, 0.5);  // 2 for white noise
}

}  // namespace
}  // namespace tenprobes::proxies
