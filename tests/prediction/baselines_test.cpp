#include "core/prediction/baselines.h"

#include <gtest/gtest.h>

#include <cmath>

#include "core/base/error.h"
#include "core/belief/beliefs.h"
#include "core/belief/cells/regimes.h"
#include "core/devices/distribution.h"
#include "core/prediction/comparison.h"
#include "core/prediction/design.h"
#include "core/prediction/evaluation.h"
#include "core/prediction/predictors.h"
#include "core/search_space/nas_bench_201/nas_bench_201.h"
#include "core/statistics/ranking.h"
#include "tests/devices/one_cell.h"

namespace tenprobes::prediction {
namespace {

History probes_of(std::span<const double> latencies, int count, Random& random) {
  History history;
  for (int i = 0; i < count; ++i) {
    const int index = random.below(cell_count);
    history.push_back({cell_at(index), latencies[static_cast<size_t>(index)]});
  }
  return history;
}

/// On all architectures but those probed. `latencies`: [15625] by index, NaN where unknown.
PredictionScore score_prediction(const LatencyPredictor& predictor, const History& history,
                                 std::span<const double> latencies) {
  std::vector<double> held_out(latencies.begin(), latencies.end());
  for (const Probe& probe : history) {
    held_out[static_cast<size_t>(index_of(cell_of(probe.architecture)))] = std::nan("");
  }
  std::vector<Prediction> predictions;
  for (size_t index = 0; index < latencies.size(); ++index) {
    predictions.push_back(predictor.predict(cell_at(static_cast<int>(index))));
  }
  return score_predictions(predictions, held_out);
}

std::vector<double> linear_device() {
  devices::LatencyModel model;
  model.operation_ms = {0.05, 0.2, 2.0, 6.0, 1.0};
  return devices::expected_latencies(model);
}

TEST(Baselines, RidgeAndNonNegativeRecoverALinearDevice) {
  const std::vector<double> latencies = linear_device();
  Random random(4);
  const History history = probes_of(latencies, 30, random);
  for (const char* name : {"ridge", "nnls"}) {
    const auto predictor = make_predictor(name, {});
    predictor->fit(history);
    const PredictionScore score = score_prediction(*predictor, history, latencies);
    EXPECT_GT(score.srcc, 0.999) << name;
    EXPECT_LT(score.mape, 1) << name;
  }
}

TEST(Baselines, NonNegativeCostsAreStationaryPoints) {
  // A latency that falls with the number of pools: the best non-negative cost of a pool is zero.
  std::vector<PlacedProbe> probes;
  Random random(8);
  for (int i = 0; i < 40; ++i) {
    const int index = random.below(cell_count);
    probes.push_back({index, 10.0 - operation_counts(cell_at(index))[4]});
  }
  const Forecast forecast = fit_non_negative(probes);
  Cell pools;
  pools.operations.fill(Operation::avg_pool_3x3);
  for (int index = 0; index < cell_count; index += 97) {
    EXPECT_GE(forecast(index).mean, forecast(index_of(pools)).mean - 1e-6);
  }
}

TEST(Baselines, OneProxyChoosesTheDeviceThatRanksAlike) {
  Random random(6);
  const std::vector<double> target = linear_device();
  std::vector<double> twin = target, stranger = target;
  for (double& value : twin) value = 3 * value;
  for (double& value : stranger) value = 1 / value;
  const auto predictor = cell_predictor(one_proxy({stranger, twin}));
  predictor->fit(probes_of(target, 5, random));
  EXPECT_NEAR(predictor->predict(cell_at(77)).mean, target[77], 1e-9);
}

TEST(Baselines, TheLayerwiseTableLearnsWhatEdgesCost) {
  devices::LatencyModel model;
  model.operation_ms = {0.05, 0.2, 2.0, 6.0, 1.0};
  model.edge_factor = {1.5, 1, 0.5, 1, 2, 1};
  const std::vector<double> latencies = devices::expected_latencies(model);
  Random random(9);
  const History history = probes_of(latencies, 200, random);
  const auto table = make_predictor("layerwise", {}), counts = make_predictor("ridge", {});
  table->fit(history);
  counts->fit(history);
  EXPECT_GT(score_prediction(*table, history, latencies).srcc, 0.999);
  EXPECT_LT(score_prediction(*counts, history, latencies).srcc, 0.99);
}

TEST(Baselines, AdaProxyCorrectsTheFewCostsThatDiffer) {
  devices::LatencyModel model;
  model.operation_ms = {0.05, 0.2, 2.0, 6.0, 1.0};
  const std::vector<double> proxy = devices::expected_latencies(model);
  // Pooling on the last edge costs as much as three convolutions, and all is four times as slow.
  std::vector<double> target = proxy;
  for (int index = 0; index < cell_count; ++index) {
    double& latency = target[static_cast<size_t>(index)];
    if (cell_at(index).operations[5] == Operation::avg_pool_3x3) latency += 18;
    latency *= 4;
  }
  Random random(12);
  double adapted = 0, plain = 0;
  for (int draw = 0; draw < 5; ++draw) {
    const History history = probes_of(target, 20, random);
    const PredictorInputs inputs{.reference = {proxy}};
    const auto ada = make_predictor("ada-proxy", inputs), one = make_predictor("one-proxy", inputs);
    ada->fit(history);
    one->fit(history);
    adapted += score_prediction(*ada, history, target).srcc / 5;
    plain += score_prediction(*one, history, target).srcc / 5;
  }
  EXPECT_GT(adapted, 0.97);
  EXPECT_LT(plain, 0.9);
}

TEST(Baselines, AdaProxyIsTheScaledProxyWhereNothingDiffers) {
  const std::vector<double> proxy = linear_device();
  std::vector<double> target = proxy;
  for (double& latency : target) latency = 3 * latency + 7;
  Random random(13);
  const History history = probes_of(target, 6, random);
  const auto ada = cell_predictor(ada_proxy({proxy}));
  ada->fit(history);
  for (int index = 0; index < cell_count; index += 501) {
    EXPECT_NEAR(ada->predict(cell_at(index)).mean, target[static_cast<size_t>(index)], 1e-2);
  }
}

TEST(Baselines, TheMeanDeviceIsTheGeometricMean) {
  std::vector<double> slow(cell_count, 8), fast(cell_count, 2);
  slow[0] = 16;
  const Reference reference = {slow, fast};
  const std::vector<double> shape = mean_device_shape(reference);
  EXPECT_NEAR(shape[0] / shape[1], std::sqrt(2.0), 1e-12);
}

TEST(Proportional, OneProbeThatTheKnownDeviceHardlyRunsDoesNotSpoilTheScale) {
  std::vector<double> shape(cell_count, 2.0);
  shape[4] = 1e-3;
  std::vector<PlacedProbe> probes;
  for (const int index : {0, 1, 2, 3, 4}) probes.push_back({index, 5.8 + 0.1 * index});
  const Prediction prediction = proportional_to(shape)(probes)(9);
  EXPECT_NEAR(prediction.mean, 6, 1e-9);
  EXPECT_NEAR(prediction.standard_deviation, 1.4826 * 0.1, 1e-9);
}

TEST(Predictors, NamesWhatIsMissingOrUnknown) {
  EXPECT_THROW(make_predictor("one-proxy", {}), Error);
  EXPECT_THROW(make_predictor("crystal-ball", {}), Error);
}

TEST(PredictionScore, IsPerfectOnPerfectPredictionsAndLeavesOutTheProbes) {
  std::vector<double> latencies = linear_device();
  const auto predictor = cell_predictor(proportional_to(latencies));
  Random random(2);
  const History history = probes_of(latencies, 4, random);
  predictor->fit(history);
  latencies[static_cast<size_t>(index_of(cell_of(history[0].architecture)))] *=
      100;  // must not be seen
  const PredictionScore score = score_prediction(*predictor, history, latencies);
  EXPECT_NEAR(score.srcc, 1, 1e-9);
  EXPECT_NEAR(score.mape, 0, 1e-9);
}

TEST(ProbeDesign, BeatsRandomProbesOnUnseenSyntheticDevices) {
  Random random(21);
  ProbeDesign design(belief::make_belief(*nas_bench_201()));
  const auto predictor = make_predictor("bayes", {});
  double planned = 0, drawn = 0;
  for (int device = 0; device < 30; ++device) {
    devices::LatencyModel model = devices::draw_device(random);
    const std::vector<double> latencies = devices::expected_latencies(model);
    History history;
    std::vector<std::uint8_t> open(cell_count, 1);
    while (history.size() < 5) {
      const Architecture next =
          design.next(history, belief::one_of_every_group(open, random), random);
      open[static_cast<size_t>(index_of(cell_of(next)))] = 0;
      history.push_back({next, devices::measure(model, cell_of(next), random)});
    }
    predictor->fit(history);
    planned += score_prediction(*predictor, history, latencies).srcc;
    history = probes_of(latencies, 5, random);
    for (Probe& probe : history) {
      probe.latency_ms = devices::measure(model, cell_of(probe.architecture), random);
    }
    predictor->fit(history);
    drawn += score_prediction(*predictor, history, latencies).srcc;
  }
  EXPECT_GT(planned, drawn);
}

TEST(ProbeDesign, KeepsToWhatMayBeProbed) {
  std::vector<std::uint8_t> allowed(cell_count, 0);
  allowed[3] = allowed[9] = 1;
  Random random(1);
  const auto choose = compared_cells({}, {}).planned();
  std::vector<PlacedProbe> probes = {{9, 4.0}};
  EXPECT_EQ(choose(probes, allowed, random), 3);
  probes.push_back({3, 5.0});
  EXPECT_THROW(choose(probes, allowed, random), Error);
}

}  // namespace
}  // namespace tenprobes::prediction
