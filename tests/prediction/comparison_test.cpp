#include "core/prediction/comparison.h"

#include <gtest/gtest.h>

#include <cmath>
#include <nlohmann/json.hpp>

#include "core/base/error.h"
#include "core/devices/latency_model.h"
#include "core/prediction/ceiling.h"
#include "core/prediction/help_split.h"
#include "core/statistics/ranking.h"

namespace tenprobes::prediction {
namespace {

ComparedDevice linear_device(const std::string& name, double pool_ms) {
  devices::LatencyModel model;
  model.operation_ms = {0.05, 0.2, 2.0, 6.0, pool_ms};
  ComparedDevice device{.name = name, .scored = devices::expected_latencies(model)};
  device.allowed.assign(cell_count, 1);
  device.probe = [latencies = device.scored](int place, Random&) {
    return latencies[static_cast<size_t>(place)];
  };
  return device;
}

double no_clock() {
  return 0;
}

TEST(Comparison, GivesARowAMethodDeviceAndSampleCountAndTheirMeans) {
  const std::vector<ComparedDevice> devices = {linear_device("a", 0.5), linear_device("b", 5)};
  const std::vector<std::string> methods = {"ridge", "macs"};
  ComparisonRequest request{.samples = {8, 20}, .designs = {Design::random}, .seeds = 3};
  const ComparedSpace space = compared_cells(methods, {});
  const ComparisonResult result = compare_predictors(request, space, devices, no_clock, serial_for);
  ASSERT_EQ(result.rows.size(), 8u);
  ASSERT_EQ(result.means.size(), 4u);
  for (size_t i = 0; i < 2; ++i) {
    EXPECT_NEAR(result.means[i].srcc.mean,
                (result.rows[2 * i].srcc.mean + result.rows[2 * i + 1].srcc.mean) / 2, 1e-12);
  }
  EXPECT_GT(result.means[2].srcc.mean, 0.999);  // ridge, 20 samples
  // The same again, and another seed's differs.
  const auto text = [&] { return to_json(request, result).dump(); };
  const std::string first = text();
  EXPECT_EQ(
      to_json(request, compare_predictors(request, space, devices, no_clock, serial_for)).dump(),
      first);
  request.seed = 2;
  EXPECT_NE(to_json(request, compare_predictors(request, space, devices, no_clock, serial_for))
                .at("rows")
                .dump(),
            nlohmann::json::parse(first).at("rows").dump());
}

TEST(Comparison, CountsReferencesAndScoresNeitherThemNorTheSamples) {
  ComparedSpace space;
  std::vector<int> seen;
  space.methods.push_back(
      {.name = "spy", .references = {7, 8}, .fit = [&](std::span<const PlacedProbe> probes) {
         seen.clear();
         for (const PlacedProbe& probe : probes) seen.push_back(probe.place);
         return [seen](int place) {
           EXPECT_EQ(std::count(seen.begin(), seen.end(), place), 0) << "scored where it was told";
           return Prediction{double(place), std::nan("")};
         };
       }});
  const std::vector<ComparedDevice> devices = {linear_device("a", 1)};
  const ComparisonResult result =
      compare_predictors({.samples = {4}, .designs = {Design::random}, .seeds = 1}, space, devices,
                         no_clock, serial_for);
  EXPECT_EQ(result.rows.at(0).measurements, 6);
  EXPECT_FALSE(result.rows.at(0).coverage90);
  ASSERT_EQ(seen.size(), 6u);
  EXPECT_EQ(seen[0], 7);
  EXPECT_EQ(seen[1], 8);
}

TEST(Comparison, RefusesMoreSamplesThanMayBeTaken) {
  std::vector<ComparedDevice> devices = {linear_device("partial", 1)};
  std::fill(devices[0].allowed.begin() + 3, devices[0].allowed.end(), 0);
  const std::vector<std::string> methods = {"ridge"};
  for (const Design design : {Design::planned, Design::random}) {
    EXPECT_THROW(compare_predictors({.samples = {4}, .designs = {design}, .seeds = 1},
                                    compared_cells(methods, {}), devices, no_clock, serial_for),
                 Error);
  }
}

TEST(Ceiling, IsWhatThePerfectPredictorReaches) {
  const std::vector<double> exact = linear_device("a", 1).scored;
  EXPECT_NEAR(srcc_ceiling(exact).value(), 1, 1e-6);
  Random random(5);
  for (const double noise : {0.05, 0.1, 0.2}) {
    std::vector<double> measured = exact;
    for (double& value : measured) value *= std::exp(noise * random.normal());
    EXPECT_NEAR(srcc_ceiling(measured).value(), statistics::spearman(exact, measured), 0.02)
        << noise;
  }
}

TEST(Ceiling, IsUnknownWhereTooFewMirrorImagesAre) {
  std::vector<double> latencies = linear_device("a", 1).scored;
  std::fill(latencies.begin() + 500, latencies.end(), std::nan(""));
  EXPECT_FALSE(srcc_ceiling(latencies));
}

TEST(HelpSplit, ScoresTheMiddleOfTheQuerySetAndSamplesBeforeIt) {
  std::vector<double> latencies(cell_count, 5);
  for (size_t i = 0; i < 1000; ++i) latencies[900 + i] = 1 + static_cast<double>((i * 7) % 1000);
  const std::vector<double> query = help_query(help_cells, latencies);
  double least = 1e9, most = 0;
  int known = 0;
  for (const double value : query) {
    if (std::isnan(value)) continue;
    ++known;
    least = std::min(least, value);
    most = std::max(most, value);
  }
  EXPECT_EQ(known, 800);
  EXPECT_EQ(least, 101);
  EXPECT_EQ(most, 900);
  std::vector<std::uint8_t> allowed(cell_count, 1);
  keep_help_pool(help_cells, allowed);
  EXPECT_EQ(allowed[899], 1);
  EXPECT_EQ(allowed[900], 0);
  latencies[1000] = std::nan("");
  EXPECT_THROW(help_query(help_cells, latencies), Error);
}

}  // namespace
}  // namespace tenprobes::prediction
