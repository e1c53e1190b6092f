#include "web/app/fbnet/fbnet_bench.h"

#include <gtest/gtest.h>
#include <imgui.h>

#include <cmath>
#include <nlohmann/json.hpp>

#include "core/base/error.h"
#include "tests/app/screen.h"
#include "tests/datasets/files.h"
#include "web/app/app.h"
#include "web/app/theme.h"

namespace tenprobes::app {
namespace {

using nlohmann::json;

Settings on_fbnet() {
  Settings settings;
  settings.space = fbnet_name;
  settings.playing = false;
  return settings;
}

TEST(FbnetBench, ASessionEndsFeasibleAndNearTheBestThereIs) {
  for (const char* device : {"synthetic:1", "synthetic:2", "synthetic:3"}) {
    FbnetBench bench;
    Settings settings = on_fbnet();
    settings.fbnet_device = device;
    bench.follow(settings);
    while (!bench.finished()) bench.step();
    ASSERT_EQ(bench.moves().size(), 10u);
    ASSERT_NE(bench.best(), nullptr) << device;
    EXPECT_LE(bench.best()->probe.latency_ms, bench.budget_ms());
    EXPECT_LT(bench.curve().back(), 15) << device;
    EXPECT_GT(bench.lanes()[1].mean.back(), bench.curve().back()) << device;
  }
}

// What is foretold was said before it was measured, and is right about as often as it claims.
TEST(FbnetBench, ForetellsEveryProbeButTheFirst) {
  int within = 0, all = 0, late = 0;
  double width = 0;
  for (int seed = 1; seed <= 4; ++seed) {
    FbnetBench bench;
    Settings settings = on_fbnet();
    settings.seed = seed;
    bench.follow(settings);
    EXPECT_FALSE(bench.foretell({}).has_value());
    EXPECT_FALSE(bench.cost(0, 0).has_value());
    while (!bench.finished()) {
      bench.step();
      const FbnetMove& move = bench.moves().back();
      ASSERT_EQ(move.foretold.has_value(), bench.moves().size() > 1);
      if (!move.foretold) continue;
      ++all;
      within += std::abs(move.probe.latency_ms - move.foretold->mean) <=
                1.645 * move.foretold->standard_deviation;
      if (bench.moves().size() <= 5) continue;
      ++late;
      width += move.foretold->standard_deviation / move.foretold->mean;
    }
  }
  EXPECT_GT(within, 0.7 * all);
  EXPECT_LT(width / late, 0.1);  // not because the intervals hold everything
}

TEST(FbnetBench, TheReviewRanksRandomNetworksBetterWithEveryFewProbes) {
  FbnetBench bench;
  bench.follow(on_fbnet());
  EXPECT_FALSE(bench.review_step());
  while (!bench.finished()) bench.step();
  while (bench.review_step()) {
  }
  const auto& curves = bench.review().curves();
  ASSERT_EQ(curves[0].srcc.size(), 10u);
  EXPECT_GT(curves[0].srcc.back(), 0.9);
  EXPECT_GT(curves[0].srcc.back(), curves[0].srcc.front());
  EXPECT_GT(bench.review().coverage(), 60);
  bench.reset();
  EXPECT_FALSE(bench.review_step());
  EXPECT_EQ(bench.review().probes(), 0u);
}

TEST(FbnetWorld, TheFrontEndsAtTheBestOfItsRange) {
  for (const std::uint64_t seed : {1, 2, 3}) {
    const devices::FbnetDevice device = devices::synthetic_fbnet_device(seed);
    const FbnetWorld world = make_fbnet_world(device);
    const double range = 1.15 * world.slowest;
    const auto best = search::FbnetOptimum(device.costs, range).within(range);
    ASSERT_TRUE(best.has_value());
    EXPECT_NEAR(world.front.back().quality, search::fbnet_quality(*best), 1e-3) << seed;
  }
}

TEST(FbnetBench, APersonHasAsManyProbesAsTheMethod) {
  FbnetBench bench;
  Settings settings = on_fbnet();
  settings.probes = 2;
  bench.follow(settings);
  const FbnetArchitecture mine = network_of(settings.layers);
  EXPECT_EQ(digits_of(mine), settings.layers);
  bench.probe_by_person(mine);
  bench.probe_by_person(mine);
  EXPECT_THROW(bench.probe_by_person(mine), Error);
  EXPECT_TRUE(bench.moves().empty());
}

TEST(FbnetBench, NamesADeviceThatIsNotThere) {
  FbnetBench bench;
  for (const char* name :
       {"raspi4", "synthetic:", "synthetic:x", "synthetic:-1", "synthetic:1.5"}) {
    Settings settings = on_fbnet();
    settings.fbnet_device = name;
    EXPECT_THROW(bench.follow(settings), Error) << name;
    EXPECT_FALSE(bench.on());
  }
}

// HELP's two files, of a device that is known.
struct Files {
  std::string networks, latencies;
};
Files files_of(const devices::FbnetDevice& device) {
  std::string lists = "](";
  std::vector<double> latencies;
  for (int i = 0; i < fbnet_measured_count; ++i) {
    const FbnetArchitecture& network = devices::fbnet_crowd()[static_cast<size_t>(i)];
    lists += "](";
    for (const std::uint8_t operation : network.operations) {
      lists += {'K', static_cast<char>(operation)};
    }
    lists += 'e';
    latencies.push_back(device.latency(network));
  }
  return {datasets::zipped(datasets::pickle_program(lists + "e")),
          datasets::zipped(datasets::pickle_program(datasets::pickled_list(latencies)))};
}

TEST(FbnetBench, MeasuredLatenciesBecomeATwinOnceTheirNetworksAreKnown) {
  const devices::FbnetDevice truth = devices::synthetic_fbnet_device(77);
  const Files files = files_of(truth);
  for (const bool networks_first : {true, false}) {
    FbnetBench bench;
    const auto first = bench.load_file(networks_first ? files.networks : files.latencies,
                                       networks_first ? "arch.pt" : "folder/my board.pt");
    EXPECT_FALSE(first.has_value());
    const auto second = bench.load_file(networks_first ? files.latencies : files.networks,
                                        networks_first ? "folder/my board.pt" : "arch.pt");
    ASSERT_EQ(second, "my board");
    Settings settings = on_fbnet();
    settings.fbnet_device = *second;
    bench.follow(settings);
    EXPECT_GT(bench.device().fit->r2, 0.999);
    const FbnetArchitecture unseen = devices::fbnet_crowd()[9000];
    EXPECT_NEAR(bench.device().device.latency(unseen), truth.latency(unseen),
                1e-3 * truth.latency(unseen));
  }
}

TEST(FbnetInTheApp, ADeviceFileIsOpenedAndSavedAgain) {
  devices::FbnetDeviceFile board{.name = "board", .device = devices::synthetic_fbnet_device(9)};
  const std::string file = devices::serialise_fbnet_device_file(board);
  Resources shipped;
  shipped.fbnet_presets["board"] = file;
  App app(shipped);
  app.restore("v=1&space=fbnet&fbnet_device=board&play=0");
  EXPECT_EQ(app.state()["device"]["kind"], "synthetic");
  app.act({{"do", "save-device"}});
  const std::vector<Wish> wishes = app.take_wishes();
  ASSERT_EQ(wishes.size(), 1u);
  EXPECT_EQ(wishes[0].name, "board.json");
  EXPECT_EQ(wishes[0].bytes, file);

  App other({});
  other.restore("v=1&play=0");
  other.load_file(file, "sent.json");
  EXPECT_EQ(other.state()["settings"]["fbnet_device"], "board");
  EXPECT_EQ(other.state()["budget_ms"], app.state()["budget_ms"]);
  app.load_file(file, "sent.json");
  EXPECT_EQ(app.state()["settings"]["fbnet_device"], "board-2") << "a preset keeps its name";

  const std::string before = other.state().dump();
  EXPECT_THROW(other.load_file(file.substr(0, file.size() / 2), "cut.json"), Error);
  EXPECT_EQ(other.state().dump(), before);
}

TEST(FbnetInTheApp, PlaysToItsEndAndThenRestsOnEveryScreen) {
  for (const ImVec2 size : {ImVec2{1440, 900}, ImVec2{1024, 768}, ImVec2{390, 844}}) {
    Screen screen(size.x, size.y);
    App app({});
    app.restore("v=1&space=fbnet&speed=20&rivals=none");
    const char* const panels[] = {"world", "predict", "cell", "macs"};
    for (int i = 0; i < 400; ++i) {
      app.act({{"do", "set"}, {"settings", {{"panel", panels[i % 4]}}}});
      screen.frame(app);
    }
    const json state = app.state();
    EXPECT_TRUE(state["finished"].get<bool>());
    EXPECT_EQ(state["probes"].size(), 10u);
    EXPECT_FALSE(state["recommended"].is_null());
    EXPECT_TRUE(state["recommended"]["feasible"].get<bool>());
    EXPECT_EQ(state["prediction"]["curves"]["bayes"].size(), 10u);
    EXPECT_NE(app.announcement().find("Recommended"), std::string::npos) << app.announcement();
    for (int i = 0; i < 300 && app.busy(); ++i) screen.frame(app);
    EXPECT_FALSE(app.busy());
  }
}

TEST(FbnetInTheApp, ALinkRestoresTheSession) {
  App app({});
  app.restore("v=1&space=fbnet&fbnet_device=synthetic%3A5&seed=3&probes=4&play=0");
  for (int i = 0; i < 4; ++i) app.act({{"do", "step"}});
  app.act({{"do", "edit"}, {"layer", 21}, {"operation", 8}});
  App other({});
  other.restore(app.share());
  for (int i = 0; i < 4; ++i) other.act({{"do", "step"}});
  const json a = app.state(), b = other.state();
  for (const char* member : {"settings", "probes", "recommended", "fbnet", "regret"}) {
    EXPECT_EQ(a[member].dump(), b[member].dump()) << member;
  }
  EXPECT_TRUE(b["fbnet"]["network"]["architecture"].get<std::string>().ends_with("|skip"));
}

TEST(FbnetInTheApp, AFileRestoresTheSessionAsItWas) {
  App app({});
  app.restore("v=1&space=fbnet&fbnet_device=synthetic%3A5&seed=3&probes=6&budget=0.4&play=0");
  app.act({{"do", "edit"}, {"layer", 21}, {"operation", 8}});
  app.act({{"do", "probe"}});
  for (int i = 0; i < 4; ++i) app.act({{"do", "step"}});
  const std::string file = app.session().dump();

  const auto expect_same = [&](App& other) {
    const json a = app.state(), b = other.state();
    for (const char* member : {"device", "budget_ms", "probes", "regret", "recommended"}) {
      EXPECT_EQ(a[member].dump(), b[member].dump()) << member;
    }
    ASSERT_EQ(a["person"].size(), b["person"].size());
    EXPECT_EQ(a["person"][0]["latency_ms"], b["person"][0]["latency_ms"]);
    EXPECT_EQ(a["fbnet"].dump(), b["fbnet"].dump());
  };
  App other({});
  other.restore("v=1&theme=dark&play=0&yours=3");
  other.load_file(file, "mine.json");
  EXPECT_EQ(other.announcement(), "The session of mine.json is here again, after 4 of 6 probes.");
  EXPECT_EQ(other.state()["settings"]["theme"], "dark");
  EXPECT_EQ(other.state()["settings"]["yours"], "none") << "the cells' session is another one now";
  expect_same(other);
  for (App* each : {&app, &other}) {
    for (int i = 0; i < 2; ++i) each->act({{"do", "step"}});
  }
  EXPECT_TRUE(other.state()["finished"].get<bool>());
  expect_same(other);

  other.load_file(file, "mine.json");  // of the very session that has gone on meanwhile
  EXPECT_EQ(other.state()["probes"].size(), 4u);
  other.load_file(app.session().dump(), "end.json");
  expect_same(other);
}

TEST(FbnetInTheApp, AFileWhoseProbesComeOutOtherwiseIsRefusedAndChangesNothing) {
  App app({});
  app.restore("v=1&space=fbnet&fbnet_device=synthetic%3A5&probes=3&play=0");
  for (int i = 0; i < 3; ++i) app.act({{"do", "step"}});
  const nlohmann::ordered_json good = app.session();
  App other({});
  other.restore("v=1&space=fbnet&play=0");
  other.act({{"do", "step"}});
  const std::string before = other.state().dump();
  const auto fault = [&](const char* pointer, const json& value) -> std::string {
    nlohmann::ordered_json bad = good;
    bad[nlohmann::ordered_json::json_pointer(pointer)] = value;
    try {
      other.load_file(bad.dump(), "bad.json");
    } catch (const Error& error) {
      EXPECT_EQ(other.state().dump(), before) << pointer;
      return error.what();
    }
    return "";
  };
  EXPECT_NE(fault("/probes/1/latency_ms", 1.5).find("bad.json: probe 2 was 1.5 ms for network "),
            std::string::npos);
  EXPECT_NE(fault("/seed", 2).find("bad.json: probe 1 was"), std::string::npos);
  EXPECT_NE(fault("/device", "my-phone").find("bad.json: there is no FBNet device 'my-phone'"),
            std::string::npos);
  EXPECT_EQ(fault("/page", 7), "bad.json: \"page\" should be a text, as in a link");
  EXPECT_NE(fault("/page", "v=1&fbnet_yours=12"), "");
  EXPECT_NE(fault("/budget_quantile", 2), "");
  EXPECT_NE(fault("/probes_left", 1000000), "");
  EXPECT_EQ(fault("/device", "synthetic:5"), "");
}

TEST(FbnetInTheApp, WhatIsWrongIsRefusedAndChangesNothing) {
  App app({});
  const std::string before = app.share();
  for (const char* fragment :
       {"v=1&space=darts", "v=1&space=fbnet&fbnet_device=synthetic%3Ax", "v=1&layers=123",
        "v=1&layers=9999999999999999999999", "v=1&space=fbnet&fbnet_device=my-phone"}) {
    EXPECT_THROW(app.restore(fragment), Error) << fragment;
    EXPECT_EQ(app.share(), before) << fragment;
  }
  app.restore("v=1&space=fbnet&play=0");
  for (const json& action :
       {json{{"do", "edit"}, {"layer", 22}, {"operation", 0}},
        json{{"do", "edit"}, {"layer", 0}, {"operation", 9}}, json{{"do", "edit"}},
        json{{"do", "edit"}, {"layer", 2.7}, {"operation", 0}},
        json{{"do", "probe"}, {"architecture", "k3_e1"}},
        json{{"do", "probe"}, {"architecture", 7}}, json{{"do", "fit-twin"}},
        json{{"do", "set"}, {"settings", {{"fbnet_device", "my-phone"}}}}}) {
    EXPECT_THROW(app.act(action), Error) << action.dump();
  }
  EXPECT_EQ(app.share(), "v=1&play=0&space=fbnet");
}

TEST(FbnetInTheApp, ALessonGoesBackToTheCells) {
  Resources shipped;
  shipped.lessons["one"] =
      R"({"format": "tenprobes-lesson", "version": 1, "number": 1, "title": "One", "about": "A lesson.",
          "source": "None", "steps": [{"text": "Look.", "set": {}, "point": "world"}]})";
  App app(shipped);
  app.restore("v=1&space=fbnet&play=0");
  app.act({{"do", "lesson"}, {"name", "one"}});
  EXPECT_EQ(app.state()["settings"]["space"], "nas-bench-201");
  EXPECT_TRUE(app.state()["lesson"].is_object());
}

}  // namespace
}  // namespace tenprobes::app
