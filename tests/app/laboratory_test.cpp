#include "web/app/laboratory.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>

#include "core/base/error.h"
#include "core/devices/synthetic_device.h"
#include "core/statistics/ranking.h"
#include "core/training/settings.h"
#include "web/app/device_agreement.h"
#include "web/app/prediction_review.h"

namespace tenprobes::app {
namespace {

TEST(Laboratory, OnlyAChangeIsAnEdit) {
  Laboratory laboratory;
  const Operation before = laboratory.cell.operations[0];
  laboratory.edit(0, before);
  EXPECT_EQ(laboratory.edits, 0);
  laboratory.edit(0, Operation::none);
  EXPECT_EQ(laboratory.edits, 1);
  EXPECT_EQ(laboratory.cell.operations[0], Operation::none);
}

TEST(Laboratory, ImaginesTheSameDevicesAgainAndStopsAtTheMost) {
  Laboratory one, other;
  one.imagine(30);
  other.imagine(10);
  other.imagine(20);
  EXPECT_EQ(one.imagined, other.imagined);
  one.imagine(1000000);
  EXPECT_EQ(one.imagined.size(), static_cast<size_t>(Laboratory::most_imagined));
}

TEST(Training, KeepsTheCurveAndTheLastWeights) {
  Training training;
  training.begin(training_kinds[0], 1000);
  training.tell(R"({"random_quality": 61.5})", "");
  EXPECT_DOUBLE_EQ(training.random_quality, 61.5);
  training.tell(R"({"point": {"steps": 500, "mean_final_value": 0.7, "feasible_share": 0.9},
                    "steps_per_second": 1234})",
                "first");
  training.tell(R"({"point": {"steps": 1000, "mean_final_value": 0.8, "feasible_share": 1},
                    "steps_per_second": 1200, "finished": true})",
                "second");
  EXPECT_FALSE(training.running);
  ASSERT_EQ(training.curve.size(), 2u);
  EXPECT_DOUBLE_EQ(training.curve[0].quality, 70);
  EXPECT_EQ(training.weights, "second");
  EXPECT_THROW(training.tell(R"({"error": "out of memory"})", ""), Error);
  EXPECT_THROW(training.tell("hello", ""), Error);
}

TEST(Training, ItsSettingsAreTheTrainers) {
  for (const TrainingKind& kind : training_kinds) {
    const auto settings = training::parse_settings(training_settings(kind, 300000, 7), "test");
    EXPECT_EQ(settings.kind, kind.name);
    EXPECT_EQ(settings.steps, 300000);
    EXPECT_EQ(settings.seed, 7u);
    EXPECT_EQ(&training_kind(kind.name), &kind);
  }
  EXPECT_THROW(training_kind("oracle"), Error);
}

TEST(DeviceAgreement, LikeDevicesStandTogether) {
  // Two families, mixed up: within one 0.9, between 0.1.
  std::vector<std::vector<double>> srcc(6, std::vector<double>(6));
  for (size_t i = 0; i < 6; ++i) {
    for (size_t j = 0; j < 6; ++j) srcc[i][j] = i == j ? 1 : i % 2 == j % 2 ? 0.9 : 0.1;
  }
  const std::vector<int> order = clustered_order(srcc);
  ASSERT_EQ(order.size(), 6u);
  for (size_t i = 1; i < 3; ++i) {
    EXPECT_EQ(order[i] % 2, order[0] % 2);
    EXPECT_EQ(order[3 + i] % 2, order[3] % 2);
  }
}

TEST(DeviceAgreement, AProxyThatIsTheTargetLosesNothing) {
  devices::LatencyModel gpu, phone;
  gpu.launch_ms = 5;
  phone.execution = devices::Execution::backward_elimination;
  const std::vector<double> a = devices::expected_latencies(gpu),
                            b = devices::expected_latencies(phone);
  std::vector<double> quality(cell_count);
  for (size_t i = 0; i < quality.size(); ++i) quality[i] = static_cast<double>(i * 7919 % 15625);
  const std::vector<std::string> names = {"gpu", "phone"};
  const std::vector<std::span<const double>> latencies = {a, b};
  const DeviceAgreement agreement = compare_devices(names, latencies, quality, 0.25);
  EXPECT_EQ(agreement.loss[0][0], 0);
  EXPECT_EQ(agreement.loss[1][1], 0);
  EXPECT_NEAR(agreement.srcc[0][1], agreement.srcc[1][0], 1e-12);
  EXPECT_LT(agreement.srcc[0][1], 1);
}

TEST(PredictionReview, TenProbesOfALinearDevicePredictItsOrder) {
  devices::LatencyModel model;
  model.noise = 0.02;
  devices::SyntheticDevice device("board", model);
  const World world = make_world(device, std::vector<double>(cell_count, 50));
  Random random(3);
  History history;
  for (int i = 0; i < 10; ++i) {
    const Cell a = cell_at(random.below(cell_count));
    history.push_back({a, device.probe(a, random)});
  }
  std::vector<double> once;
  for (int i = 0; i < cell_count; ++i) {
    once.push_back(device.probe(cell_at(i), random));
  }
  const PredictionReview review = review_prediction(history, world, once);
  EXPECT_GT(review.srcc, 0.97);
  EXPECT_GT(review.coverage, 80);

  PredictionCurves curves({world.latency});
  curves.follow(History(history.begin(), history.begin() + 4));
  while (curves.step(world)) {
  }
  curves.follow(history);
  EXPECT_FALSE(curves.finished());
  while (curves.step(world)) {
  }
  for (const PredictionCurves::Curve& curve : curves.curves()) {
    ASSERT_EQ(curve.srcc.size(), 10u) << curve.name;
    if (curve.name == "bayes") {
      EXPECT_NEAR(curve.srcc.back(), review.srcc, 2e-3);
    }
    if (curve.name == "one-proxy") {
      EXPECT_NEAR(curve.srcc.back(), 1, 1e-9) << "the reference is the device itself";
    }
  }
}

// HELP in slices gives what one fit gives, counts its references, and is left out without them.
TEST(PredictionCurves, HelpTakesItsReferencesBesideTheProbes) {
  auto model = std::make_shared<prediction::HelpModel>();
  Random random(4);
  model->weights = prediction::HelpWeights<float>(4);
  for (float& value : model->weights.initial) value = static_cast<float>(random.uniform(-0.4, 0.5));
  for (float& value : model->weights.modulator) value = static_cast<float>(random.uniform(-1, 1));
  for (size_t r = 0; r < model->references.size(); ++r) {
    model->references[r] = static_cast<int>(1000 * r);
  }
  devices::SyntheticDevice device("board", {});
  const World world = make_world(device, std::vector<double>(cell_count, 50));
  History probes, all;
  for (const int index : model->references) {
    all.push_back({cell_at(index), world.latency[static_cast<size_t>(index)]});
  }
  for (const int index : {5, 4321, 15000}) {
    probes.push_back({cell_at(index), world.latency[static_cast<size_t>(index)]});
    all.push_back(probes.back());
  }
  PredictionCurves curves({}, model, world.latency);
  curves.follow(probes);
  while (curves.step(world)) {
  }
  const PredictionCurves::Curve& help = curves.curves().back();
  ASSERT_EQ(help.name, "help");
  EXPECT_EQ(help.beside, 10u);
  ASSERT_EQ(help.srcc.size(), 3u);

  prediction::HelpPredictor whole(model);
  whole.fit(all);
  std::vector<double> predicted, truth;
  for (int i = 0; i < cell_count; ++i) {
    const auto probed = [&](const Probe& probe) { return index_of(probe.architecture) == i; };
    if (std::any_of(all.begin(), all.end(), probed)) continue;
    predicted.push_back(whole.predict(cell_at(i)).mean);
    truth.push_back(world.latency[static_cast<size_t>(i)]);
  }
  EXPECT_EQ(help.srcc.back(), statistics::spearman(predicted, truth));

  std::vector<double> partial = world.latency;
  partial[3000] = std::nan("");
  EXPECT_NE(PredictionCurves({}, model, partial).curves().back().name, "help");
}

}  // namespace
}  // namespace tenprobes::app
