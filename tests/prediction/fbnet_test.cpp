#include "core/prediction/fbnet_predictor.h"

#include <gtest/gtest.h>

#include <Eigen/Dense>
#include <cmath>

#include "core/base/error.h"
#include "core/devices/fbnet_device.h"
#include "core/prediction/fbnet_space.h"
#include "core/statistics/ranking.h"
#include "tests/allocations.h"
#include "tests/search_space/random_fbnet.h"

namespace tenprobes::prediction {
namespace {

TEST(FbnetPrior, IsScaleFreePositiveAndSymmetric) {
  Random random(3);
  const std::vector<double> costs = devices::draw_fbnet_costs(random);
  const std::vector<FbnetArchitecture> networks = random_networks(4000, random);
  double mean = 0;
  for (const FbnetArchitecture& network : networks)
    mean += devices::fbnet_latency(costs, network) / 4000;
  EXPECT_NEAR(mean, 1, 0.03);
  for (const double cost : costs) EXPECT_GE(cost, 0);
  const FbnetPrior& prior = fbnet_synthetic_prior();
  const auto covariance = Eigen::Map<const Eigen::MatrixXd>(
      prior.covariance.data(), devices::fbnet_cost_count, devices::fbnet_cost_count);
  EXPECT_LT((covariance - covariance.transpose()).norm(), 1e-12 * covariance.norm());
  EXPECT_GT(Eigen::SelfAdjointEigenSolver<Eigen::MatrixXd>(covariance).eigenvalues()(0), 0);
}

// Against the textbook's posterior in one go, on an exact device, where the least noise level wins.
TEST(FbnetPredictor, IsBayesianLinearRegression) {
  Random random(4);
  const std::vector<double> costs = devices::draw_fbnet_costs(random);
  const std::vector<FbnetArchitecture> networks = random_networks(60, random);
  std::vector<FbnetProbe> probes;
  for (size_t i = 0; i < 40; ++i) {
    probes.push_back({networks[i], 20 * devices::fbnet_latency(costs, networks[i])});
  }
  FbnetPredictor predictor(fbnet_synthetic_prior());
  predictor.fit(probes);

  const FbnetPrior& prior = fbnet_synthetic_prior();
  const Eigen::VectorXd shape =
      Eigen::Map<const Eigen::VectorXd>(prior.mean.data(), devices::fbnet_cost_count);
  const auto row_of = [&](const FbnetArchitecture& network) {
    Eigen::VectorXd row = Eigen::VectorXd::Zero(devices::fbnet_cost_count);
    row(0) = 1;
    for (size_t layer = 0; layer < fbnet_layer_count; ++layer) {
      row(static_cast<Eigen::Index>(devices::fbnet_cost_at(layer, network.operations[layer]))) += 1;
    }
    return row;
  };
  const double scale = probes[0].latency_ms / shape.dot(row_of(networks[0]));
  const Eigen::VectorXd mean = scale * shape;
  const Eigen::MatrixXd covariance =
      scale * scale *
          Eigen::Map<const Eigen::MatrixXd>(prior.covariance.data(), devices::fbnet_cost_count,
                                            devices::fbnet_cost_count) +
      100 * mean * mean.transpose();
  Eigen::MatrixXd rows(40, devices::fbnet_cost_count);
  Eigen::VectorXd surprise(40), noise(40);
  for (Eigen::Index i = 0; i < 40; ++i) {
    const FbnetProbe& probe = probes[static_cast<size_t>(i)];
    rows.row(i) = row_of(probe.architecture).transpose();
    surprise(i) = probe.latency_ms - mean.dot(row_of(probe.architecture));
    noise(i) = std::pow(0.003 * probe.latency_ms, 2);
  }
  const Eigen::MatrixXd gain =
      covariance * rows.transpose() *
      (rows * covariance * rows.transpose() + Eigen::MatrixXd(noise.asDiagonal())).inverse();
  const Eigen::VectorXd posterior = mean + gain * surprise;
  for (size_t i = 40; i < 60; ++i) {
    const double expected = posterior.dot(row_of(networks[i]));
    EXPECT_NEAR(predictor.predict(networks[i]).mean, expected, 2e-3 * expected);
  }
}

TEST(FbnetPredictor, TenPlannedProbesForetellUnseenSyntheticDevices) {
  Random random(77);
  const std::vector<FbnetArchitecture> networks = random_networks(600, random);
  std::vector<ComparedDevice> devices;
  for (int i = 0; i < 12; ++i) {
    const std::vector<double> costs = devices::draw_fbnet_costs(random);
    ComparedDevice device{.name = std::to_string(i)};
    for (const FbnetArchitecture& network : networks) {
      device.scored.push_back(7 * devices::fbnet_latency(costs, network) *
                              std::exp(0.02 * random.normal()));
    }
    device.allowed.assign(networks.size(), 1);
    device.probe = [latencies = device.scored](int place, Random&) {
      return latencies[static_cast<size_t>(place)];
    };
    devices.push_back(device);
  }
  const std::vector<std::string> methods = {"bayes", "layerwise", "macs"};
  const ComparisonResult result = compare_predictors(
      {.samples = {10}, .designs = {Design::planned, Design::random}, .seeds = 1},
      fbnet_space(methods, networks, {}), devices, [] { return 0.0; }, serial_for);
  ASSERT_EQ(result.means.size(), 6u);
  const double bayes = result.means[0].srcc.mean;
  EXPECT_GT(bayes, 0.93);
  EXPECT_GT(bayes, result.means[1].srcc.mean + 0.2);  // layerwise
  EXPECT_GT(bayes, result.means[2].srcc.mean);        // macs
  EXPECT_GT(bayes, result.means[3].srcc.mean);        // bayes from random probes
  EXPECT_GT(result.means[0].coverage90->mean, 0.8);
  EXPECT_LT(result.means[0].coverage90->mean, 0.98);
}

TEST(FbnetSpace, NamesWhatIsMissingOrUnknown) {
  const std::vector<FbnetArchitecture> networks(3);
  const auto make = [&](const std::string& name, std::span<const std::span<const double>> known) {
    const std::vector<std::string> methods = {name};
    return fbnet_space(methods, networks, known);
  };
  EXPECT_THROW(make("crystal-ball", {}), Error);
  EXPECT_THROW(make("one-proxy", {}), Error);
  const std::vector<double> two = {1, 2};
  const std::span<const double> reference[] = {two};
  EXPECT_THROW(make("mean-device", reference), Error);
  EXPECT_THROW(FbnetPredictor(fbnet_synthetic_prior()).fit({}), Error);
}

TEST(FbnetPredictor, UpdatesWithoutAllocating) {
  Random random(8);
  const devices::FbnetDevice device = devices::synthetic_fbnet_device(8);
  FbnetPredictor predictor(fbnet_synthetic_prior());
  std::vector<FbnetProbe> probes;
  for (const FbnetArchitecture& network : random_networks(10, random)) {
    probes.push_back({network, device.probe(network, random)});
  }
  const long before = allocation_count();
  predictor.start();
  for (const FbnetProbe& probe : probes) predictor.update(probe);
  EXPECT_EQ(allocation_count(), before);
}

// A network's latency is the sum of its costs, so beliefs about them must add up to its own; and
// what was measured often is known better than what never was.
TEST(FbnetPredictor, TellsWhatEachOperationCosts) {
  const devices::FbnetDevice device = devices::synthetic_fbnet_device(9);
  Random random(9);
  FbnetArchitecture base = random_fbnet_architecture(random), other = base;
  base.operations[20] = 8;
  other.operations[20] = 7;
  FbnetPredictor predictor(fbnet_synthetic_prior());
  const double unsure = predictor.cost(20, 7).standard_deviation / predictor.cost(20, 7).mean;
  std::vector<FbnetProbe> probes;
  for (int i = 0; i < 8; ++i) {
    probes.push_back({base, device.latency(base)});
    probes.push_back({other, device.latency(other)});
  }
  predictor.fit(probes);
  EXPECT_NEAR(predictor.predict(other).mean - predictor.predict(base).mean,
              predictor.cost(20, 7).mean - predictor.cost(20, 8).mean,
              1e-9 * predictor.predict(other).mean);
  const double truth = device.costs[devices::fbnet_cost_at(20, 7)];
  EXPECT_LT(predictor.cost(20, 7).standard_deviation / predictor.cost(20, 7).mean, unsure);
  EXPECT_NEAR(predictor.cost(20, 7).mean, truth, 3 * predictor.cost(20, 7).standard_deviation);
}

}  // namespace
}  // namespace tenprobes::prediction
