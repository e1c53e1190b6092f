#include "core/devices/layered/layered_device.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <nlohmann/json.hpp>

#include "core/base/error.h"
#include "core/devices/device_file.h"
#include "core/devices/parse_device.h"
#include "core/search_space/layered/layered_file.h"
#include "tests/search_space/layered/example.h"

namespace tenprobes::devices {
namespace {

std::shared_ptr<const LayeredSpace> example() {
  return parse_layered_space(layered_example(), "example.json");
}

TEST(LayeredModel, LatencyIsWhatTheModelSays) {
  const auto space = example();
  LayeredModel model = plain_layered_model(*space);
  model.mean_ms = 12;
  const std::vector<double> costs = costs_of(*space, model);
  double mean = 0;
  for (std::size_t row = 0; row < costs.size(); ++row)
    mean += costs[row] * space->frequencies()[row];
  EXPECT_NEAR(mean, 12, 1e-9);
  // Every declared figure changes the outcome.
  const auto changed = [&](auto&& change) {
    LayeredModel other = model;
    change(other);
    return costs_of(*space, other) != costs;
  };
  EXPECT_TRUE(changed([](LayeredModel& m) { m.memory = 2; }));
  EXPECT_TRUE(changed([](LayeredModel& m) { m.weights = 2; }));
  EXPECT_TRUE(changed([](LayeredModel& m) { m.launches = 2; }));
  EXPECT_TRUE(changed([](LayeredModel& m) { m.base = 0.5; }));
  for (const LayerRule rule : {LayerRule::overlap, LayerRule::pipeline, LayerRule::launches_hide}) {
    EXPECT_TRUE(changed([&](LayeredModel& m) { m.rule = rule; }));
  }
  EXPECT_TRUE(changed([](LayeredModel& m) { m.kinds[depthwise_3].compute = 9; }));
  EXPECT_TRUE(changed([](LayeredModel& m) { m.kinds[squeeze_kind].launches = 9; }));
  EXPECT_TRUE(changed([](LayeredModel& m) { m.kinds[dense_kind].memory = 9; }));
  EXPECT_TRUE(
      changed([](LayeredModel& m) { m.bands[static_cast<std::size_t>(band_of(32))].dense = 3; }));
  EXPECT_TRUE(
      changed([](LayeredModel& m) { m.bands[static_cast<std::size_t>(band_of(16))].memory = 3; }));
  EXPECT_TRUE(changed([&](LayeredModel& m) {
    m.shapes.assign(static_cast<std::size_t>(space->shape_count()), 1);
    m.shapes[1] = 3;
  }));
  model.memory = -1;
  EXPECT_THROW(costs_of(*space, model), Error);
}

TEST(LayeredModel, SyntheticDevicesDifferAndAreRepeatable) {
  const auto space = example();
  Random one(3), same(3);
  const LayeredModel a = draw_layered_device(*space, one), b = draw_layered_device(*space, same);
  EXPECT_EQ(a, b);
  EXPECT_NE(draw_layered_device(*space, one), a);
  double least = 10, most = 0;
  for (int i = 0; i < 200; ++i) {
    const LayeredModel drawn = draw_layered_device(*space, one);
    EXPECT_EQ(drawn.kinds[dense_kind].compute, 1);
    least = std::min(least, drawn.kinds[grouped_kind].compute);
    most = std::max(most, drawn.kinds[grouped_kind].compute);
    for (const double cost : costs_of(*space, drawn)) {
      ASSERT_GE(cost, 0);
      ASSERT_TRUE(std::isfinite(cost));
    }
  }
  EXPECT_NEAR(least, 1, 0.05) << "the least that a grouped product costs, of a dense one's";
  EXPECT_NEAR(most, 3, 0.15);
}

TEST(LayeredTwin, PredictsNetworksThatItHasNotSeen) {
  const auto space = example();
  Random random(6);
  LayeredModel model = draw_layered_device(*space, random);
  model.mean_ms = 12;
  const std::vector<double> truth = costs_of(*space, model);
  std::vector<Architecture> networks(600);
  std::vector<double> latencies;
  for (Architecture& network : networks) {
    network = space->random(random);
    latencies.push_back(space->sum_of(network, truth) * (1 + 0.01 * random.normal()));
  }
  const LayeredTwin twin = fit_layered_twin(*space, networks, latencies);
  EXPECT_EQ(twin.fit.rows, 600);
  EXPECT_GT(twin.fit.srcc, 0.95);
  EXPECT_NEAR(twin.noise, 0.01, 0.006);
  const DeviceFile file = twin_file(twin);
  const std::vector<double> costs = costs_of(*space, file);
  for (int i = 0; i < 100; ++i) {
    const Architecture other = space->random(random);
    const double expected = space->sum_of(other, truth);
    EXPECT_NEAR(space->sum_of(other, costs), expected, 0.05 * expected);
  }
  EXPECT_THROW(fit_layered_twin(*space, networks, std::span(latencies).first(300)), Error);
  EXPECT_THROW(
      fit_layered_twin(*space, std::span(networks).first(20), std::span(latencies).first(20)),
      Error);
}

/// Latencies of random networks.
struct Readings {
  std::vector<Architecture> networks;
  std::vector<double> latencies;

  Readings(const LayeredSpace& space, std::span<const double> costs, int count, double noise_ms,
           Random& random) {
    for (int i = 0; i < count; ++i) {
      networks.push_back(space.random(random));
      latencies.push_back(space.sum_of(networks.back(), costs) + noise_ms * random.normal());
    }
  }
};

TEST(LayeredTwin, TakesChanceForNoCost) {
  const auto fbnet = shipped_space("fbnet");
  constexpr int readings = 600, devices = 5;
  constexpr double noise = 0.15;  // of a mean latency of 1
  double squares = 0;
  for (std::uint64_t seed = 1; seed <= devices; ++seed) {
    Random random(seed);
    const std::vector<double> truth = costs_of(*fbnet, draw_layered_device(*fbnet, random));
    const Readings noisy(*fbnet, truth, readings, noise, random);
    const Readings others(*fbnet, truth, readings, 0, random);
    const LayeredTwin twin = fit_layered_twin(*fbnet, noisy.networks, noisy.latencies);
    const std::vector<double> costs = costs_of(*fbnet, twin.table);
    for (std::size_t i = 0; i < others.networks.size(); ++i) {
      squares += std::pow(fbnet->sum_of(others.networks[i], costs) - others.latencies[i], 2);
    }
  }
  // Least squares alone errs by the noise times the root of costs over readings.
  const double plain = noise * std::sqrt(static_cast<double>(fbnet->entry_count()) / readings);
  EXPECT_LT(std::sqrt(squares / (devices * readings)), 0.7 * plain);
}

TEST(LayeredTwin, KeepsCostsThatOperationsDoNotExplain) {
  const auto space = example();
  Random random(3);
  LayeredTable table;
  for (int entry = 0; entry < space->entry_count(); ++entry) {
    table.constant.push_back(random.uniform(0.1, 3));
    table.by_area.push_back(random.uniform(0.1, 3));
  }
  const std::vector<double> truth = costs_of(*space, table);
  const Readings exact(*space, truth, 600, 0, random), others(*space, truth, 100, 0, random);
  const LayeredTwin twin = fit_layered_twin(*space, exact.networks, exact.latencies);
  const std::vector<double> costs = costs_of(*space, twin.table);
  for (std::size_t i = 0; i < others.networks.size(); ++i) {
    EXPECT_NEAR(space->sum_of(others.networks[i], costs), others.latencies[i], 1e-3);
  }
}

TEST(LayeredTable, OfEveryNetworkAnswersItselfAndOfSomeByATwin) {
  const auto space = example();
  Random random(4);
  std::string csv = "architecture,latency_ms\n";
  std::vector<double> latencies;
  for (const Architecture& each : all_of(*space)) {
    latencies.push_back(random.uniform(1, 9));  // which no sum of layers explains
    csv += space->text(each) + "," + std::to_string(latencies.back()) + "\n";
  }
  const auto whole = parse_device(csv, "board.csv", space);
  EXPECT_EQ(whole->kind(), "table");
  for (int i = 0; i < space->size(); ++i) {
    const auto place = static_cast<std::size_t>(i);
    EXPECT_NEAR(whole->probe(space->at(i), random), latencies[place], 1e-6);
  }
  csv.resize(csv.rfind('\n', csv.size() - 2) + 1);
  EXPECT_EQ(parse_device(csv, "board.csv", space)->kind(), "twin") << "one network is missing";
}

TEST(LayeredDeviceFile, ComesBackAsItWas) {
  const auto space = example();
  Random random(5);
  DeviceFile synthetic{.name = "mine", .model = draw_layered_device(*space, random)};
  LayeredTable table;
  table.constant.assign(static_cast<std::size_t>(space->entry_count()), 1.5);
  table.by_area.assign(static_cast<std::size_t>(space->entry_count()), 0.25);
  DeviceFile twin{.name = "board", .kind = "twin", .model = table};
  twin.fit = {.rows = 500, .r2 = 0.9, .srcc = 0.95};
  for (const DeviceFile& file : {synthetic, twin}) {
    const std::string text = serialise_device_file(file, *space);
    EXPECT_EQ(parse_device_file(text, "a.json", *space), file) << text;
  }
  const auto other = [&](const char* pointer, const nlohmann::ordered_json& value) -> std::string {
    auto json = nlohmann::ordered_json::parse(serialise_device_file(twin, *space));
    json[nlohmann::ordered_json::json_pointer(pointer)] = value;
    try {
      parse_device_file(json.dump(), "a.json", *space);
    } catch (const Error& error) {
      return error.what();
    }
    return "";
  };
  EXPECT_EQ(other("/format", "tenprobes-device"),
            "a.json: 'format' is not 'tenprobes-example-device'");
  EXPECT_EQ(other("/colour", 1), "a.json: the field 'colour' is unknown");
  EXPECT_EQ(other("/noise", 2), "a.json: 'noise' is 2.0; it must be from 0.0 to 1.0");
  EXPECT_EQ(other("/block_ms/k3_e1", {1, 2}),
            "a.json: 'block_ms': 'k3_e1' is not a list of 3 numbers of ms, one a class of layers");
  EXPECT_NE(other("/space_hash", "0000").find("is a device of another space"), std::string::npos);
}

TEST(LayeredDevice, AnswersWithNoiseAndKnowsBetter) {
  const auto space = example();
  Random random(11);
  const auto device = draw_layered_synthetic(*space, "synthetic:11", random);
  EXPECT_EQ(static_cast<int>(device->known_latencies().size()), space->size());
  const Architecture a = space->random(random);
  const double exact = *device->expected_latency(a);
  double mean = 0;
  for (int i = 0; i < 400; ++i) mean += device->probe(a, random) / 400;
  EXPECT_NEAR(mean, exact, 0.02 * exact);
  EXPECT_EQ(device->known_latencies()[static_cast<std::size_t>(space->index_of(a))], exact);
}

}  // namespace
}  // namespace tenprobes::devices
