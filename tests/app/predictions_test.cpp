#include "web/app/predictions.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>

#include "core/belief/beliefs.h"
#include "core/devices/synthetic_device.h"
#include "core/search_space/nas_bench_201/nas_bench_201.h"
#include "core/statistics/ranking.h"

namespace tenprobes::app {
namespace {

TEST(PredictionReview, TenProbesOfALinearDevicePredictItsOrder) {
  devices::LatencyModel model;
  model.noise = 0.02;
  devices::SyntheticDevice device("board", model);
  const TabulatedQuality quality(*nas_bench_201(), {.name = "q", .label = "q"},
                                 std::vector<double>(cell_count, 50));
  const World world = make_world(device, quality);
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
  const auto belief = belief::make_belief(device.space());
  belief::fit(*belief, history);
  const PredictionReview review = review_prediction(*belief, history, world, once);
  EXPECT_GT(review.srcc, 0.97);
  EXPECT_GT(review.coverage, 80);

  PredictionCurves curves(device.space(), {world.latency});
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
  const TabulatedQuality quality(*nas_bench_201(), {.name = "q", .label = "q"},
                                 std::vector<double>(cell_count, 50));
  const World world = make_world(device, quality);
  History probes, all;
  for (const int index : model->references) {
    all.push_back({cell_at(index), world.latency[static_cast<size_t>(index)]});
  }
  for (const int index : {5, 4321, 15000}) {
    probes.push_back({cell_at(index), world.latency[static_cast<size_t>(index)]});
    all.push_back(probes.back());
  }
  PredictionCurves curves(device.space(), {}, model, world.latency);
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
    const auto probed = [&](const Probe& probe) {
      return probe.architecture == Architecture(cell_at(i));
    };
    if (std::any_of(all.begin(), all.end(), probed)) continue;
    predicted.push_back(whole.predict(cell_at(i)).mean);
    truth.push_back(world.latency[static_cast<size_t>(i)]);
  }
  EXPECT_EQ(help.srcc.back(), statistics::spearman(predicted, truth));

  std::vector<double> partial = world.latency;
  partial[3000] = std::nan("");
  EXPECT_NE(PredictionCurves(device.space(), {}, model, partial).curves().back().name, "help");
}

}  // namespace
}  // namespace tenprobes::app
