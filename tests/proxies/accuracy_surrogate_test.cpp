#include "core/proxies/accuracy_surrogate.h"

#include <gtest/gtest.h>

#include <cmath>
#include <map>

#include "core/base/error.h"
#include "core/base/random.h"
#include "core/search_space/cells/live_edges.h"

namespace tenprobes::proxies {
namespace {

SurrogateNetwork random_network(int hidden) {
  Random random(3);
  SurrogateNetwork network;
  network.hidden = hidden;
  network.feature_mean.assign(surrogate_feature_count, 0.25f);
  network.feature_scale.assign(surrogate_feature_count, 0.5f);
  const int sizes[] = {surrogate_feature_count, hidden, hidden, accuracy_data_sets};
  for (int layer = 0; layer < 3; ++layer) {
    for (int o = 0; o < sizes[layer + 1]; ++o) {
      network.bias[layer].push_back(static_cast<float>(random.normal()) * 0.1f);
      for (int i = 0; i < sizes[layer]; ++i) {
        network.weight[layer].push_back(static_cast<float>(random.normal()) * 0.2f);
      }
    }
  }
  network.target_mean = {2, 3, 4};
  network.target_scale = {0.1f, 0.2f, 0.05f};
  return network;
}

TEST(AccuracySurrogate, DeadEdgesDoNotChangeTheEstimate) {
  const AccuracySurrogate surrogate(random_network(8), {}, "{}");
  for (int i = 0; i < cell_count; i += 7) {
    const Cell cell = cell_at(i);
    Cell stripped = cell;
    const EdgeMask live = live_edges(cell);
    for (size_t e = 0; e < edge_count; ++e) {
      if (!live[e]) stripped.operations[e] = Operation::none;
    }
    EXPECT_EQ(surrogate.estimate(cell), surrogate.estimate(stripped)) << to_string(cell);
  }
}

TEST(AccuracySurrogate, GivesChanceWithoutAPath) {
  const AccuracySurrogate surrogate(random_network(8), {}, "{}");
  EXPECT_EQ(surrogate.estimate(Cell{}), chance_accuracy);
}

TEST(AccuracySurrogate, FeaturesTellDifferentLiveCellsApart) {
  std::map<SurrogateFeatures, std::array<Operation, edge_count>> seen;
  for (int i = 0; i < cell_count; ++i) {
    Cell cell = cell_at(i);
    const EdgeMask live = live_edges(cell);
    for (size_t e = 0; e < edge_count; ++e) {
      if (!live[e]) cell.operations[e] = Operation::none;
    }
    const auto [found, fresh] = seen.emplace(surrogate_features(cell), cell.operations);
    EXPECT_EQ(found->second, cell.operations) << to_string(cell);
  }
}

TEST(AccuracySurrogate, MatchesTheFormulaOnOneHiddenUnit) {
  SurrogateNetwork network;
  network.hidden = 1;
  network.feature_mean.assign(surrogate_feature_count, 0.0f);
  network.feature_scale.assign(surrogate_feature_count, 1.0f);
  network.weight[0].assign(surrogate_feature_count, 0.0f);
  network.weight[0].back() = 2.0f;  // the depth
  network.weight[1] = {3.0f};
  network.weight[2] = {-1.0f, 0.0f, 0.5f};
  for (int layer = 0; layer < 2; ++layer) network.bias[layer] = {1.0f};
  network.bias[2] = {0.0f, 0.25f, 0.0f};
  network.target_mean = {3, 3, 3};
  network.target_scale = {0.1f, 0.1f, 0.1f};
  const AccuracySurrogate surrogate(network, {}, "{}");
  Cell chain;
  chain.operations[0] = chain.operations[2] = chain.operations[5] = Operation::nor_conv_3x3;
  const double hidden = 1 + 3 * (1 + 2 * 3.0);
  const DataSetAccuracies estimate = surrogate.estimate(chain);
  EXPECT_NEAR(estimate[0], 101 - std::exp(3 + 0.1 * -hidden), 1e-4);
  EXPECT_NEAR(estimate[1], 101 - std::exp(3 + 0.1 * 0.25), 1e-4);
}

TEST(AccuracySurrogate, SurvivesItsFileAndRefusesOthers) {
  HeldOutErrors errors{};
  errors.random_folds[1] = {0.993, 0.42};
  errors.unseen_features[2] = {0.991, 0.61};
  const AccuracySurrogate surrogate(random_network(5), errors, R"({"seed":1})");
  const std::string bytes = surrogate.serialise();
  const AccuracySurrogate back = AccuracySurrogate::parse(bytes, "a.safetensors");
  EXPECT_EQ(back.serialise(), bytes);
  EXPECT_EQ(back.held_out().random_folds[1].mean_absolute_error, 0.42);
  EXPECT_EQ(back.estimate(cell_at(77)), surrogate.estimate(cell_at(77)));
  EXPECT_THROW(AccuracySurrogate::parse(bytes.substr(0, bytes.size() / 2), "half"), Error);
}

}  // namespace
}  // namespace tenprobes::proxies
