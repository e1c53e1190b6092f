#include "core/belief/cells/cell_belief.h"

#include <gtest/gtest.h>

#include <Eigen/Dense>
#include <cmath>

#include "core/belief/beliefs.h"
#include "core/belief/cells/synthetic_prior.h"
#include "core/devices/distribution.h"
#include "core/prediction/bayesian.h"
#include "core/search_space/cells/notation.h"
#include "core/search_space/nas_bench_201/nas_bench_201.h"
#include "tests/allocations.h"
#include "tests/devices/one_cell.h"

namespace tenprobes::prediction {
namespace {

using namespace belief;

constexpr size_t diagonal[coefficient_count] = {0, 6, 11, 15, 18, 20};

/// One eager hypothesis at a known scale.
PriorComponent one_component(double relative_deviation, double noise) {
  PriorComponent component;
  component.mean = {3, 0.1, 0.2, 1, 4, 0.8};
  for (size_t i = 0; i < coefficient_count; ++i) {
    component.covariance[diagonal[i]] = std::pow(relative_deviation * component.mean[i], 2);
  }
  component.noise = noise;
  component.budget_log_mean = 0;
  component.budget_log_deviation = 0;
  return component;
}

double latency_of(const Coefficients& costs, int index) {
  const RegimeGroups& eager = regime_groups(Regime::eager);
  const Coefficients& counts = eager.counts[eager.group_of[static_cast<size_t>(index)]];
  double latency = 0;
  for (size_t i = 0; i < coefficient_count; ++i) latency += counts[i] * costs[i];
  return latency;
}

TEST(Belief, IsTheTextbookLinearRegressionWhereNothingSurprises) {
  const PriorComponent prior = one_component(0.3, 0.05);
  Coefficients truth = prior.mean;
  truth[3] *= 1.2;
  truth[4] *= 0.9;
  CellBelief belief({prior});
  belief.start(1.0);
  Eigen::MatrixXd precision = Eigen::MatrixXd::Zero(6, 6);
  Eigen::VectorXd right(6);
  for (size_t i = 0; i < 6; ++i) {
    const auto at = static_cast<Eigen::Index>(i);
    precision(at, at) = 1 / prior.covariance[diagonal[i]];
    right(at) = prior.mean[i] / prior.covariance[diagonal[i]];
  }
  for (const int index : {0, 17, 400, 3000, 9999, 15000}) {
    const double latency = latency_of(truth, index);
    belief.update(index, latency);
    const RegimeGroups& eager = regime_groups(Regime::eager);
    const Coefficients& row = eager.counts[eager.group_of[static_cast<size_t>(index)]];
    const Eigen::VectorXd counts = Eigen::Map<const Eigen::VectorXd>(row.data(), 6);
    const double variance = std::pow(prior.noise * latency, 2);
    precision += counts * counts.transpose() / variance;
    right += counts * latency / variance;
  }
  const Eigen::MatrixXd covariance = precision.inverse();
  const Eigen::VectorXd mean = covariance * right;
  const CellBelief::Costs costs = belief.costs();
  for (size_t i = 0; i < 6; ++i) {
    const auto at = static_cast<Eigen::Index>(i);
    EXPECT_NEAR(costs.mean[i], mean(at), 1e-9 * mean(at));
    EXPECT_NEAR(costs.deviation[i], std::sqrt(covariance(at, at)), 1e-6);
  }
}

// The weights' ratio against the integral, over the one unknown coefficient, of its normal density
// times the Student-t density of the measurement. The t of summed variances is that integral's
// stand-in: near exact where the noise dominates, within a quarter elsewhere.
TEST(Belief, WeighsHypothesesByTheirEvidence) {
  const auto student = [](double x, double scale) {
    return std::pow(1 + x * x / (4 * scale * scale), -2.5) * 0.375 / scale;
  };
  for (const auto& [deviation, tolerance] : {std::pair{0.02, 0.01}, std::pair{0.2, 0.25}}) {
    std::array<double, 2> evidence{};
    LatencyPrior prior;
    const double noise = 0.1;
    for (size_t h = 0; h < 2; ++h) {
      PriorComponent component = one_component(0, noise);
      component.mean[0] = h == 0 ? 3 : 5;
      component.covariance[0] = deviation * deviation;
      component.weight = 0.5;
      prior.push_back(component);
    }
    prior[1].regime = Regime::full;
    const Cell whole = parse_cell_notation(
        "|nor_conv_3x3~0|+|nor_conv_1x1~0|skip_connect~1|+|nor_conv_3x3~0|nor_conv_1x1~1|"
        "avg_pool_3x3~2|");
    // Nothing is dead in this cell, so both regimes count the same.
    const double latency = latency_of(prior[0].mean, index_of(whole)) * 1.03;
    for (size_t h = 0; h < 2; ++h) {
      const double expected = latency_of(prior[h].mean, index_of(whole));
      constexpr int steps = 20001;
      const double width = 16 * deviation / (steps - 1);
      for (int i = 0; i < steps; ++i) {
        const double shift = -8 * deviation + i * width;
        const double normal = std::exp(-shift * shift / (2 * deviation * deviation)) /
                              (deviation * std::sqrt(2 * M_PI));
        evidence[h] += normal * student(latency - expected - shift, noise * latency) * width;
      }
    }
    CellBelief belief(prior);
    belief.start(1.0);
    belief.update(Architecture(whole), latency);
    const auto probabilities = belief.regime_probabilities();
    EXPECT_NEAR((probabilities[0] / probabilities[3]) / (evidence[0] / evidence[1]), 1, tolerance);
  }
}

TEST(Belief, StudentsDistributionFunctionIsTheIntegralOfItsDensity) {
  double integral = 0.5;
  constexpr double step = 1e-4;
  for (int i = 0; i < 30000; ++i) {
    const double t = (i + 0.5) * step;
    integral += step * 0.375 * std::pow(1 + t * t / 4, -2.5);
  }
  EXPECT_NEAR(student_cdf(3.0), integral, 1e-8);
  EXPECT_NEAR(student_cdf(-3.0), 1 - integral, 1e-8);
}

History random_probes(const devices::LatencyModel& model, int count, Random& random) {
  History history;
  for (int i = 0; i < count; ++i) {
    const Cell architecture = cell_at(random.below(cell_count));
    history.push_back({architecture, devices::measure(model, architecture, random)});
  }
  return history;
}

TEST(Belief, RecoversTheRegimeOfUnseenSyntheticDevices) {
  Random random(99);
  CellBelief belief(synthetic_mixture());
  std::array<int, regime_count> met{}, right{};
  while (*std::min_element(met.begin(), met.end()) < 25) {
    devices::LatencyModel model = devices::draw_device(random);
    model.noise = 0.01;
    model.clock_ms = 0;
    model.edge_factor.fill(1);
    const auto regime = model.overlap > 0 ? static_cast<size_t>(Regime::parallel)
                                          : static_cast<size_t>(model.execution);
    fit(belief, random_probes(model, 80, random));
    const auto probabilities = belief.regime_probabilities();
    const auto best = std::max_element(probabilities.begin(), probabilities.end());
    ++met[regime];
    right[regime] += static_cast<size_t>(best - probabilities.begin()) == regime;
  }
  for (const Regime regime : all_regimes) {
    const auto r = static_cast<size_t>(regime);
    EXPECT_GE(right[r], 0.75 * met[r]) << name_of(regime) << ": " << right[r] << " of " << met[r];
  }
}

// No clock is known before a probe: what is expected does not hang on the unit of time.
TEST(CellBelief, ExpectsTheSameOfAFastDeviceAsOfASlowOne) {
  const auto belief = make_belief(*nas_bench_201());
  std::vector<float> chances;
  for (const double budget : {100.0, 0.01}) {
    fit(*belief, History{}, budget);
    Forecasts forecasts;
    belief->forecast_all(budget, forecasts);
    if (chances.empty()) chances = forecasts.feasible;
    ASSERT_EQ(forecasts.feasible.size(), chances.size());
    for (size_t i = 0; i < chances.size(); ++i)
      EXPECT_NEAR(forecasts.feasible[i], chances[i], 1e-5);
  }
}

TEST(BayesianPredictor, NinetyPercentIntervalsCoverNinetyPercent) {
  Random random(7);
  BayesianPredictor predictor(make_belief(*nas_bench_201()));
  double inside = 0, total = 0;
  for (int device = 0; device < 60; ++device) {
    const devices::LatencyModel model = devices::draw_device(random);
    predictor.fit(random_probes(model, 10, random));
    for (int i = 0; i < 200; ++i) {
      const Cell architecture = cell_at(random.below(cell_count));
      const double latency = devices::measure(model, architecture, random);
      const Prediction prediction = predictor.predict(architecture);
      inside += std::abs(latency - prediction.mean) <= 1.645 * prediction.standard_deviation;
      total += 1;
    }
  }
  EXPECT_GE(inside / total, 0.85);
  EXPECT_LE(inside / total, 0.95);
}

TEST(BayesianPredictor, AgreesWithTheBeliefsOwnForecastOfOneArchitecture) {
  Random random(3);
  for (int device = 0; device < 20; ++device) {
    const devices::LatencyModel model = devices::draw_device(random);
    BayesianPredictor predictor(make_belief(*nas_bench_201()));
    const History history = random_probes(model, 6, random);
    predictor.fit(history);
    const double predictor_scale = history.front().latency_ms;
    for (int i = 0; i < 50; ++i) {
      const int index = random.below(cell_count);
      const Prediction fast = predictor.predict(cell_at(index));
      const Prediction direct = predictor.belief().predict(cell_at(index));
      ASSERT_NEAR(fast.mean, direct.mean, 1e-3 * std::abs(direct.mean) + 1e-4);
      ASSERT_NEAR(fast.standard_deviation, direct.standard_deviation,
                  2e-2 * direct.standard_deviation + 2e-3 * predictor_scale);
    }
  }
}

TEST(Belief, AllocatesNothingPerProbe) {
  Random random(11);
  CellBelief belief(synthetic_mixture());
  Forecasts forecasts;
  const History history = random_probes(devices::draw_device(random), 10, random);
  belief.forecast_all(1.0, forecasts);
  const long before = allocation_count();
  belief.start(5.0);
  for (const Probe& probe : history) {
    belief.update(probe.architecture, probe.latency_ms);
    belief.forecast_all(5.0, forecasts);
  }
  EXPECT_EQ(allocation_count(), before);
}

TEST(BayesianPredictor, RefusesAnEmptyHistory) {
  EXPECT_THROW(BayesianPredictor(make_belief(*nas_bench_201(), Prior::gaussian)).fit({}),
               std::exception);
}

}  // namespace
}  // namespace tenprobes::prediction
