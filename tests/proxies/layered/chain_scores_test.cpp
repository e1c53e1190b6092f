#include "core/proxies/layered/chain_scores.h"

#include <gtest/gtest.h>

#include <Eigen/SVD>
#include <cmath>

#include "core/base/error.h"
#include "core/proxies/images.h"
#include "core/search_space/layered/layered_file.h"
#include "tests/search_space/layered/example.h"

namespace tenprobes::proxies {
namespace {

using network::Chain;
using network::ChainLayer;

/// All that scores meet: strides, groups, depthwise, a shuffle, an addition, the mean, a linear layer.
Chain small_chain(Random& random) {
  const auto convolution = [&](ChainLayer layer) {
    layer.weights.resize(static_cast<std::size_t>(layer.weight_count()));
    for (float& weight : layer.weights) weight = static_cast<float>(0.5 * random.normal());
    layer.bias.assign(static_cast<std::size_t>(layer.outputs), 0.1f);
    return layer;
  };
  Chain chain{.side = 6, .channels = 3, .layers = {}};
  chain.layers = {
      convolution({.inputs = 3, .outputs = 4, .kernel = 3, .activation = Activation::relu}),
      convolution({.inputs = 4, .outputs = 8, .groups = 2, .activation = Activation::relu}),
      {.kind = ChainLayer::Kind::shuffle, .inputs = 8, .outputs = 8, .groups = 2},
      convolution({.inputs = 8, .outputs = 8, .kernel = 5, .groups = 8}),
      convolution({.inputs = 8, .outputs = 4, .residual = 1}),
      convolution({.inputs = 4, .outputs = 4, .kernel = 3, .stride = 2}),
      {.kind = ChainLayer::Kind::mean, .inputs = 4, .outputs = 4},
      convolution({.inputs = 4, .outputs = 5})};
  return chain;
}

/// The sum of the logits for an image of ones, weights as they are, without biases and activations.
double flow_of(const Chain& chain, int side) {
  std::vector<std::vector<double>> values{
      std::vector<double>(static_cast<std::size_t>(side * side * chain.channels), 1.0)};
  for (const ChainLayer& layer : chain.layers) {
    const int to_side = layer.output_size(side);
    const std::vector<double>& from = values.back();
    std::vector<double> to(static_cast<std::size_t>(to_side * to_side * layer.outputs));
    for (int y = 0; y < to_side; ++y) {
      for (int x = 0; x < to_side; ++x) {
        for (int o = 0; o < layer.outputs; ++o) {
          double& sum = to[static_cast<std::size_t>((y * to_side + x) * layer.outputs + o)];
          const auto input = [&](int row, int column, int channel) {
            if (row < 0 || row >= side || column < 0 || column >= side) return 0.0;
            return from[static_cast<std::size_t>((row * side + column) * layer.inputs + channel)];
          };
          if (layer.kind == ChainLayer::Kind::shuffle) {
            sum = input(y, x, o % layer.groups * (layer.inputs / layer.groups) + o / layer.groups);
          } else if (layer.kind == ChainLayer::Kind::mean) {
            for (int p = 0; p < side * side; ++p) sum += input(p / side, p % side, o);
            sum /= side * side;
          } else {
            const int inputs = layer.inputs / layer.groups, half = layer.kernel / 2;
            const int group = o / (layer.outputs / layer.groups);
            std::size_t weight = static_cast<std::size_t>(o * inputs * layer.kernel * layer.kernel);
            for (int i = 0; i < inputs; ++i) {
              for (int ky = -half; ky <= half; ++ky) {
                for (int kx = -half; kx <= half; ++kx) {
                  sum += layer.weights[weight++] *
                         input(y * layer.stride + ky, x * layer.stride + kx, group * inputs + i);
                }
              }
            }
          }
        }
      }
    }
    if (layer.residual >= 0) {
      const auto& added = values[static_cast<std::size_t>(layer.residual)];
      for (std::size_t v = 0; v < to.size(); ++v) to[v] += added[v];
    }
    values.push_back(to);
    side = to_side;
  }
  double sum = 0;
  for (const double logit : values.back()) sum += logit;
  return sum;
}

TEST(ChainScores, LogSynflowIsWhatDifferencesOfTheFlowSay) {
  Random random(7);
  Chain chain = small_chain(random);
  constexpr int side = 6;
  const double score = chain_log_synflow(chain, side);
  for (ChainLayer& layer : chain.layers) {
    for (float& weight : layer.weights) weight = std::abs(weight);
  }
  double expected = 0;
  for (ChainLayer& layer : chain.layers) {
    for (float& weight : layer.weights) {
      // The flow is linear in each weight.
      const float before = weight;
      const double flow = flow_of(chain, side);
      weight = before + 1;
      const double gradient = (flow_of(chain, side) - flow) / (double(weight) - double(before));
      weight = before;
      expected += std::abs(before * std::log(gradient + 1e-6));
    }
  }
  EXPECT_NEAR(score, expected, 1e-6 * expected);
}

TEST(ChainScores, NaswotSeesOnlyActivationsAndGrowsWithThem) {
  Random random(3);
  const network::FeatureMap images = smooth_images(8, 8, random);
  Chain chain = small_chain(random);
  const double both = chain_naswot(chain, images);
  EXPECT_GT(both, 0);
  chain.layers[1].activation = Activation::none;
  EXPECT_LT(chain_naswot(chain, images), both);
  chain.layers[0].activation = Activation::none;
  EXPECT_EQ(chain_naswot(chain, images), 0) << "no activation is left";
}

/// A 1x1 convolution from and to as many channels, without activation: the end of a block.
ChainLayer square(int channels, const std::vector<float>& weights) {
  return {.inputs = channels,
          .outputs = channels,
          .normalised = true,
          .weights = weights,
          .bias = std::vector<float>(static_cast<std::size_t>(channels), 0.0f)};
}

/// Of white noise through a first block that leaves it as it is, and these layers.
AzNasScores az_nas_of(int channels, const std::vector<ChainLayer>& layers) {
  Random random(7);
  network::FeatureMap white(32, 16, 16, channels);
  for (float& value : white.values) value = static_cast<float>(random.normal());
  std::vector<float> same(static_cast<std::size_t>(channels * channels), 0.0f);
  for (std::size_t i = 0; i < same.size(); i += static_cast<std::size_t>(channels) + 1) same[i] = 1;
  Chain chain{.side = 16, .channels = channels, .layers = {square(channels, same)}};
  chain.layers.insert(chain.layers.end(), layers.begin(), layers.end());
  return chain_az_nas(chain, white, random);
}

double trainability_of_norm(double norm) {
  return 2 - norm - 1 / norm;
}

TEST(ChainScores, AzNasMeasuresEntropyAndNormsOfBlocks) {
  const ChainLayer turn = square(2, {0.6f, 0.8f, -0.8f, 0.6f}), same = square(2, {1, 0, 0, 1});
  const AzNasScores turned = az_nas_of(2, {turn});
  EXPECT_NEAR(turned.expressivity, 2 * std::log(2), 1e-3);
  EXPECT_NEAR(turned.progressivity, 0, 1e-3);
  EXPECT_NEAR(turned.trainability, 0, 1e-3);
  EXPECT_NEAR(az_nas_of(2, {square(2, {1, 1, 1, 1})}).progressivity, -std::log(2), 1e-3);

  // relu(x) - relu(-x), twice.
  ChainLayer apart = {
      .inputs = 2, .outputs = 4, .activation = Activation::relu, .normalised = true};
  apart.weights = {1, 0, 0, 1, -1, 0, 0, -1};
  apart.bias.assign(4, 0.0f);
  ChainLayer together = {.inputs = 4, .outputs = 2, .normalised = true};
  together.weights = {2, 0, -2, 0, 0, 2, 0, -2};
  together.bias.assign(2, 0.0f);
  EXPECT_NEAR(az_nas_of(2, {apart, together}).trainability, trainability_of_norm(2), 0.03);

  ChainLayer added = turn;
  added.residual = 1;
  EXPECT_NEAR(az_nas_of(2, {added}).trainability, trainability_of_norm(std::hypot(1.6, 0.8)), 0.03);

  // A gate of one half, whatever the means.
  ChainLayer squeeze = {
      .kind = ChainLayer::Kind::squeeze, .inputs = 2, .outputs = 2, .squeezed = 1};
  squeeze.weights = squeeze.gate_weights = {1, 1};
  squeeze.bias = {-100};
  squeeze.gate_bias = {0, 0};
  EXPECT_NEAR(az_nas_of(2, {squeeze, same}).trainability, trainability_of_norm(0.5), 0.03);

  // Of every second pixel only the middle weight is read.
  ChainLayer middle = {.inputs = 2, .outputs = 2, .kernel = 3, .stride = 2, .groups = 2};
  middle.weights.assign(18, 0.0f);
  middle.weights[4] = middle.weights[13] = 1;
  middle.bias.assign(2, 0.0f);
  EXPECT_NEAR(az_nas_of(2, {middle, same}).trainability, 0, 0.03);

  // h-swish's slope: one half at 0, 1 from 3 on.
  ChainLayer small = square(2, {1e-3f, 0, 0, 1e-3f});
  small.activation = Activation::h_swish;
  const ChainLayer large = square(2, {600, 800, -800, 600});
  EXPECT_NEAR(az_nas_of(2, {small, large}).trainability, trainability_of_norm(0.5), 0.03);
  small.bias = {4, 4};
  EXPECT_NEAR(az_nas_of(2, {small, large}).trainability, 0, 0.03);
}

TEST(ChainScores, AzNasPullsGradientsBackThroughShufflesAndKernels) {
  // x + P D x, with the shuffle's permutation P, which is not its own inverse.
  const std::vector<float> factors = {1, 2, 3, 4, 5, 6};
  std::vector<float> scaling(36, 0.0f), same(36, 0.0f);
  Eigen::MatrixXd jacobian = Eigen::MatrixXd::Identity(6, 6);
  for (int c = 0; c < 6; ++c) {
    scaling[static_cast<std::size_t>(7 * c)] = factors[static_cast<std::size_t>(c)];
    same[static_cast<std::size_t>(7 * c)] = 1;
    jacobian(c % 3 * 2 + c / 3, c) += factors[static_cast<std::size_t>(c)];
  }
  ChainLayer scaled = square(6, scaling), last = square(6, same);
  scaled.normalised = false;
  last.residual = 1;
  const ChainLayer shuffle = {
      .kind = ChainLayer::Kind::shuffle, .inputs = 6, .outputs = 6, .groups = 2};
  const double norm = jacobian.jacobiSvd().singularValues()(0);
  EXPECT_NEAR(az_nas_of(6, {scaled, shuffle, last}).trainability, trainability_of_norm(norm), 0.2);

  // A whole 3x3 kernel over two channels that share nothing: the gradient by a pixel gathers from all
  // around it, but only the middle weight meets the output's gradient at the same place.
  ChainLayer whole = {.inputs = 2, .outputs = 2, .kernel = 3, .groups = 2};
  whole.weights.assign(18, 0.5f);
  whole.weights[4] = whole.weights[13] = 3;
  whole.bias.assign(2, 0.0f);
  EXPECT_NEAR(az_nas_of(2, {whole, square(2, {1, 0, 0, 1})}).trainability, trainability_of_norm(3),
              0.1);
}

TEST(ChainScores, TheSameSeedGivesTheSameScores) {
  const auto space = parse_layered_space(R"({
    "format": "tenprobes-space", "version": 1, "name": "tiny",
    "shapes": {"a": {"mbconv": {"in": 8, "out": 8, "side": 16, "kernel": [3, 5], "expansion": [1, 3],
                                "skip": "skip"}}},
    "positions": ["a", "a"],
    "around": {"before": [{"conv": {"in": 3, "out": 8, "kernel": 3, "side": 16}}],
               "behind": [{"pool": {"channels": 8, "side": 16}}, {"linear": {"in": 8, "out": 4}}]}})",
                                         "tiny.json");
  const ScoreSettings settings{.draws = 2, .images = 8, .resolution = 8, .seed = 5};
  const Architecture heavy = space->parse("k5_e3|k5_e3"), light = space->parse("skip|k3_e1");
  const ChainScores first = score_chain(*space, heavy, settings);
  const ChainScores again = score_chain(*space, heavy, settings);
  const ChainScores other = score_chain(*space, light, settings);
  EXPECT_EQ(first.naswot, again.naswot);
  EXPECT_EQ(first.log_synflow, again.log_synflow);
  EXPECT_EQ(first.az_nas.expressivity, again.az_nas.expressivity);
  EXPECT_EQ(first.az_nas.trainability, again.az_nas.trainability);
  EXPECT_GT(first.naswot, other.naswot);
  EXPECT_GT(first.log_synflow, other.log_synflow);
  const auto priced = parse_layered_space(layered_example(), "example.json");
  Random random(1);
  EXPECT_THROW(score_chain(*priced, priced->random(random), settings), Error);
}

}  // namespace
}  // namespace tenprobes::proxies
