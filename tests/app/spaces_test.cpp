// Search spaces of every form in the page: shipped ones, and files of somebody's own.
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>
#include <regex>

#include "core/base/error.h"
#include "core/search_space/spaces.h"
#include "tests/app/screen.h"
#include "tests/app/shipped.h"
#include "tests/golden/golden.h"
#include "web/app/app.h"
#include "web/app/codes.h"
#include "web/app/memo.h"
#include "web/app/names.h"
#include "web/app/settings.h"

namespace tenprobes::app {
namespace {

using nlohmann::json;
/// The shipped spaces, each with two of its devices.
Resources two_devices_each() {
  Resources files = shipped();
  for (auto& [space, presets] : files.space_presets) {
    std::erase_if(presets, [](const auto& file) {
      const std::string& name = file.first;
      return name != "pixel3.json" && name != "fpga.json" &&
             !name.ends_with("i7_12700h-dynamo.csv") && !name.ends_with("rtx4090.csv");
    });
  }
  return files;
}

std::string my_models() {
  std::string csv =
      "# title: My own\n# quality: top-1 of mine, %\nname,quality,mmacs,mparams,group\n";
  for (int i = 1; i <= 60; ++i) {
    csv += "net" + std::to_string(i) + "," + std::to_string(50 + 30 * i / 60.0) + "," +
           std::to_string(10 * i + 50 * (i % 3)) + "," + std::to_string(1 + 0.1 * i) + "," +
           (i % 2 ? "odd" : "even") + "\n";
  }
  return csv;
}

std::string my_layers() {
  return R"({"format": "tenprobes-space", "version": 1, "name": "mine", "title": "My layers",
    "units": {"macs": 1e6, "activations": 1e6, "parameters": 1e6},
    "kinds": {"dense": "dense", "dw3": "depthwise"},
    "fixed": [["dense", 0.44, 0.02, 0.0004, 2, 32]],
    "shapes": {"a": {"small": [["dense", 0.2, 0.03, 0.0003, 2, 32]],
                     "large": [["dense", 0.9, 0.06, 0.0013, 2, 32], ["dw3", 0.1, 0.03, 0.0001, 2, 32]],
                     "skip": []}},
    "positions": ["a", "a", "a", "a", "a"],
    "quality": {"kind": "macs"}})";
}

TEST(SessionFile, KeepsItsBoundsWhichHoldHere) {
  App app(two_devices_each());
  const json request = {{"space", "imagenet-pretrained"},
                        {"device", "synthetic:2"},
                        {"method", "belief"},
                        {"probes", 4},
                        {"budgetQuantile", 0.25},
                        {"where", "mparams<=30"}};
  const std::string saved = app.adapt(request).dump(2);
  EXPECT_NE(saved.find("mparams<=30"), std::string::npos);
  app.load_file(saved, "session.json");
  EXPECT_EQ(app.session().dump(2), saved);
  EXPECT_NE(app.announcement().find("is here again"), std::string::npos) << app.announcement();
  EXPECT_EQ(app.announcement().find("another way"), std::string::npos) << app.announcement();
  EXPECT_EQ(app.state()["settings"]["where"], "mparams<=30");
  App other(two_devices_each());
  other.restore(app.share());
  EXPECT_EQ(other.state()["settings"]["where"], "mparams<=30");
  EXPECT_THROW(app.act({{"do", "set"}, {"settings", {{"where", "wheels<=4"}}}}), Error);
  app.act({{"do", "set"}, {"settings", {{"space", "nas-bench-201"}}}});
  EXPECT_EQ(app.state()["settings"]["where"], "none") << "they are of the other space's features";
}

/// What a quality of FBNet's says of the user's network.
json with_quality(App& app, const std::string& name) {
  app.act({{"do", "set"}, {"settings", {{"quality", name}, {"play", false}}}});
  return app.state();
}

void play(App& app) {
  while (!app.state()["finished"]) app.act({{"do", "step"}});
}

// What holds of a session in any space.
void expect_sound(const json& state) {
  const double budget = state["budget_ms"];
  EXPECT_GT(budget, 0);
  EXPECT_EQ(state["message"], "");
  ASSERT_FALSE(state["probes"].empty());
  for (const json& probe : state["probes"]) {
    EXPECT_EQ(probe["feasible"], probe["latency_ms"].get<double>() <= budget);
  }
  ASSERT_EQ(state["predicted"].size(), state["probes"].size());
  EXPECT_TRUE(state["predicted"][0].is_null());
  const json& last = state["predicted"].back();
  EXPECT_LT(last["low_ms"], last["high_ms"]);
  EXPECT_FALSE(state["believed"].empty());
  if (state["known_best"].is_object() && state["recommended"]["feasible"] == true) {
    // Noise may let in a network that truly just does not fit.
    EXPECT_LE(state["recommended"]["quality"].get<double>(),
              1.05 * state["known_best"]["quality"].get<double>());
  }
}

TEST(Spaces, EveryShippedOnePlaysASessionAndDrawsAllItsPanels) {
  for (const BuiltInSpace& space : built_in_spaces()) {
    SCOPED_TRACE(space.name);
    for (const ImVec2 size : {ImVec2(1440, 900), ImVec2(390, 844)}) {
      HeadlessScreen screen(size.x, size.y);
      App app(two_devices_each());
      app.restore("v=1&rivals=none&probes=4&play=0&space=" + std::string(space.name));
      play(app);
      expect_sound(app.state());
      for (const std::string& panel : panel_names()) {
        app.act({{"do", "set"}, {"settings", {{"panel", panel}}}});
        for (int i = 0; i < 40; ++i) screen.frame(app);
        EXPECT_EQ(app.state()["message"], "") << panel;
        EXPECT_GT(ImGui::GetDrawData()->TotalVtxCount, 300) << panel;
      }
    }
  }
}

TEST(Spaces, AnotherSpaceBringsItsOwnDeviceNetworkAndNoProbes) {
  App app(two_devices_each());
  app.restore("v=1&play=0&yours=5,6&cell=77");
  app.act({{"do", "set"}, {"settings", {{"space", "fbnet"}}}});
  json state = app.state();
  EXPECT_EQ(state["settings"]["device"], "pixel3");
  EXPECT_EQ(state["settings"]["network"].get<std::string>().size(), 22u);
  EXPECT_TRUE(state["person"].empty());
  EXPECT_EQ(state["space"]["size"], 0);
  app.act({{"do", "set"}, {"settings", {{"space", "imagenet-pretrained"}}}});
  state = app.state();
  EXPECT_EQ(state["space"]["size"], state["device"]["known"].get<int>() > 0 ? 1193 : 0);
  EXPECT_NE(state["network"]["architecture"].get<std::string>().find('@'), std::string::npos);
}

TEST(Spaces, ALinkRestoresTheUsersNetworkAndProbesInEach) {
  for (const BuiltInSpace& space : built_in_spaces()) {
    SCOPED_TRACE(space.name);
    App app(two_devices_each());
    app.restore("v=1&play=0&method=random&probes=3&rivals=none&space=" + std::string(space.name));
    app.act({{"do", "probe"}});
    app.act({{"do", "edit"}, {"position", 0}, {"choice", 1}});
    app.act({{"do", "probe"}});
    play(app);
    App other(two_devices_each());
    other.restore(app.share());
    play(other);
    const json one = app.state(), two = other.state();
    for (const char* member : {"settings", "space", "device", "budget_ms", "probes", "person",
                               "recommended", "network"}) {
      EXPECT_EQ(one[member].dump(), two[member].dump()) << member;
    }
    EXPECT_EQ(two["person"].size(), 2u);
  }
}

TEST(Spaces, ASavedSessionOfEachOpensAgain) {
  for (const BuiltInSpace& space : built_in_spaces()) {
    SCOPED_TRACE(space.name);
    App app(two_devices_each());
    app.restore("v=1&play=0&method=belief&probes=3&rivals=none&space=" + std::string(space.name));
    app.act({{"do", "probe"}});
    play(app);
    const std::string file = app.session().dump();
    App other(two_devices_each());
    other.restore("v=1&play=0");
    other.load_file(file, "session.json");
    EXPECT_EQ(app.state()["probes"].dump(), other.state()["probes"].dump());
    EXPECT_EQ(app.state()["person"].dump(), other.state()["person"].dump());
    EXPECT_EQ(other.state()["settings"]["space"], space.name);
  }
}

TEST(Spaces, ADroppedCatalogueIsSearched) {
  HeadlessScreen screen(1440, 900);
  App app(two_devices_each());
  app.restore("v=1&play=0&rivals=random&probes=6&method=belief");
  app.load_file(my_models(), "folder/mine.csv");
  app.act({{"do", "set"}, {"settings", {{"play", false}}}});
  json state = app.state();
  EXPECT_EQ(state["space"]["name"], "mine");
  EXPECT_EQ(state["space"]["title"], "My own");
  EXPECT_EQ(state["space"]["size"], 60);
  EXPECT_EQ(state["settings"]["space"], "mine");
  play(app);
  for (int i = 0; i < 30; ++i) screen.frame(app);
  expect_sound(app.state());
  EXPECT_EQ(app.state()["recommended"]["architecture"].get<std::string>().substr(0, 3), "net");

  // Its measured latencies are a device of it.
  std::string csv = "name,latency_ms\n";
  for (int i = 1; i <= 60; ++i) csv += "net" + std::to_string(i) + "," + std::to_string(i) + "\n";
  app.load_file(csv, "phone.csv");
  state = app.state();
  EXPECT_EQ(state["settings"]["device"], "phone");
  EXPECT_EQ(state["device"]["slowest_ms"], 60);

  const json session = app.adapt({{"space", "mine"},
                                  {"device", "phone"},
                                  {"method", "oracle"},
                                  {"budgetMs", 30.5},
                                  {"probes", 2}});
  EXPECT_EQ(session["recommended"]["architecture"], "net30");
}

// What is chosen in one space may be nothing in the one that a file leads to.
TEST(Spaces, AFileOfAnotherSpaceIsReadWhateverIsMaximised) {
  App app(two_devices_each());
  std::string accuracies = "index,accuracy\n";
  for (int i = 0; i < cell_count; ++i) {
    accuracies += std::to_string(i) + "," + std::to_string(50 + i % 40) + "\n";
  }
  app.load_file(accuracies, "accuracies.csv");
  const std::string before = "v=1&play=0&rivals=none&method=belief&quality=accuracy";
  app.restore(before);
  ASSERT_EQ(app.state()["settings"]["quality"], "accuracy");
  app.load_file(my_models(), "mine.csv");
  EXPECT_EQ(app.state()["settings"]["space"], "mine");
  app.restore(before);
  std::string csv = "# space: mine\nname,latency_ms\n";
  for (int i = 1; i <= 60; ++i) csv += "net" + std::to_string(i) + "," + std::to_string(i) + "\n";
  app.load_file(csv, "phone.csv");
  EXPECT_EQ(app.state()["settings"]["device"], "phone");
}

constexpr const char* few_models = "name,quality,gmacs\na,1,1\nb,2,2\nc,3,3\nd,4,4\ne,5,5\n";

TEST(Spaces, ASmallCatalogueTakesNoMoreProbesThanItHasNetworks) {
  HeadlessScreen screen(1440, 900);
  App app(two_devices_each());
  app.restore("v=2&play=0&rivals=none");
  ASSERT_EQ(app.state()["settings"]["probes"], 10);
  app.load_file(few_models, "few.csv");
  EXPECT_EQ(app.state()["settings"]["probes"], 5);
  app.act({{"do", "set"}, {"settings", {{"space", "nas-bench-201"}, {"probes", 12}}}});
  app.act({{"do", "set"}, {"settings", {{"space", "few"}}}});
  EXPECT_EQ(app.state()["settings"]["probes"], 5);
  app.act({{"do", "set"}, {"settings", {{"space", "nas-bench-201"}}}});
  EXPECT_EQ(app.state()["settings"]["probes"], 12) << "as it was asked for";
}

TEST(Spaces, AMethodThatDoesNotServeInOneIsTakenUpAgain) {
  App app(two_devices_each());
  app.restore("v=2&play=0&rivals=none&method=gp");
  app.act({{"do", "set"}, {"settings", {{"space", "fbnet"}}}});
  EXPECT_NE(app.state()["settings"]["method"], "gp");
  EXPECT_NE(app.announcement().find("searches here, where Gaussian process does not serve"),
            std::string::npos)
      << app.announcement();
  app.act({{"do", "set"}, {"settings", {{"space", "nas-bench-201"}}}});
  EXPECT_EQ(app.state()["settings"]["method"], "gp");
  app.act({{"do", "set"}, {"settings", {{"space", "fbnet"}}}});
  app.act({{"do", "set"}, {"settings", {{"method", "random"}}}});
  app.act({{"do", "set"}, {"settings", {{"space", "nas-bench-201"}}}});
  EXPECT_EQ(app.state()["settings"]["method"], "random") << "something else was chosen";
}

TEST(Spaces, DevicesWithHardlyANetworkInCommonAreNotCompared) {
  HeadlessScreen screen(1440, 900);
  App app(two_devices_each());
  app.restore("v=2&play=0&rivals=none&probes=3");
  app.load_file(few_models, "few.csv");
  app.load_file("name,latency_ms\na,1\nb,2\nc,3\n", "one.csv");
  const auto draws = [&] {
    app.act({{"do", "set"}, {"settings", {{"panel", "devices"}, {"play", false}}}});
    for (int i = 0; i < 5; ++i) screen.frame(app);
  };
  draws();  // one device alone
  app.load_file("name,latency_ms\nc,3\nd,4\ne,5\n", "two.csv");
  draws();
  EXPECT_EQ(app.state()["settings"]["panel"], "devices");
}

TEST(Spaces, LatenciesOfTheLayeredSpaceShownAreADevice) {
  App app(two_devices_each());
  app.restore("v=2&play=0&rivals=none&method=belief");
  app.load_space(my_layers(), "mine.json");
  const auto space = parse_space(my_layers(), "mine.json");
  std::string csv = "architecture,latency_ms\n";
  for (int i = 0; i < space->size(); ++i) {
    csv += space->text(space->at(i)) + "," + std::to_string(2 + i % 3 + i / 81) + "\n";
  }
  app.load_file(csv, "board.csv");
  EXPECT_EQ(app.state()["settings"]["space"], "mine");
  EXPECT_EQ(app.state()["settings"]["device"], "board");
  EXPECT_EQ(app.state()["device"]["kind"], "table") << "all were measured";
  app.act({{"do", "fit-twin"}});
  EXPECT_EQ(app.state()["settings"]["device"], "board-twin");
  EXPECT_EQ(app.state()["device"]["kind"], "twin");
  csv.resize(csv.rfind('\n', csv.size() - 2) + 1);
  app.load_file(csv, "most.csv");
  EXPECT_EQ(app.state()["device"]["kind"], "twin") << "one network is missing";
}

TEST(Spaces, ATableOfACatalogueHasATwin) {
  App app(two_devices_each());
  app.restore("v=2&play=0&rivals=none&method=belief");
  app.load_file(my_models(), "mine.csv");
  std::string csv = "name,latency_ms\n";
  for (int i = 1; i <= 60; ++i) csv += "net" + std::to_string(i) + "," + std::to_string(i) + "\n";
  app.load_file(csv, "phone.csv");
  EXPECT_EQ(app.state()["device"]["kind"], "table");
  app.act({{"do", "fit-twin"}});
  EXPECT_EQ(app.state()["settings"]["device"], "phone-twin");
  EXPECT_EQ(app.state()["device"]["kind"], "twin");
}

// Noise makes lucky readings: the curve is of what is recommended, as the words beside it are.
TEST(Spaces, RegretIsOfWhatIsRecommended) {
  App app(two_devices_each());
  int differs = 0;
  for (int seed = 1; seed <= 12; ++seed) {
    app.restore(
        "v=2&play=0&rivals=none&device=synthetic&noise=0.2&budget=0.1&method=controller&seed=" +
        std::to_string(seed));
    play(app);
    const json state = app.state();
    const json& end = state["recommended"];
    double most = -1;
    for (const json& probe : state["probes"]) {
      if (probe["feasible"]) most = std::max(most, probe["quality"].get<double>());
    }
    differs += most > end["quality"].get<double>();
    // "...; 125 of the 1,636 that fit are better." or "none of the ...".
    std::string words = state["announcement"];
    std::erase(words, ',');
    const std::regex standing("; (none|\\d+) of the (\\d+) that fit");
    std::smatch found;
    ASSERT_EQ(std::regex_search(words, found, standing), end["feasible"].get<bool>()) << words;
    const double better = found.empty() || found[1] == "none" ? 0 : std::stod(found[1]);
    EXPECT_NEAR(state["regret"].back().get<double>(),
                found.empty() ? 100 : 100 * better / std::stod(found[2]), 1e-9)
        << words;
  }
  EXPECT_GT(differs, 2);
}

TEST(Spaces, ADroppedLayeredSpaceIsSearched) {
  HeadlessScreen screen(1440, 900);
  App app(two_devices_each());
  app.restore("v=1&play=0&rivals=none&probes=5&method=belief");
  app.load_space(my_layers(), "mine.json");
  app.act({{"do", "set"}, {"settings", {{"play", false}, {"panel", "cell"}}}});
  play(app);
  for (int i = 0; i < 30; ++i) screen.frame(app);
  const json state = app.state();
  expect_sound(state);
  EXPECT_EQ(state["space"]["title"], "My layers");
  EXPECT_EQ(state["space"]["size"], 243);
}

TEST(Spaces, ABadFileChangesNothing) {
  App app(two_devices_each());
  app.restore("v=1&play=0");
  const std::string before = app.state().dump();
  for (const std::string& bytes :
       {std::string("name,quality\n"), std::string("name,quality\na,1\na,2\n"),
        std::string("name,quality,mmacs\na,1,x\n"), std::string("name,latency_ms\nnobody,1\n"),
        my_layers().substr(0, 200),
        std::string(R"({"format": "tenprobes-space", "version": 9})")}) {
    EXPECT_THROW(app.load_file(bytes, "bad.csv"), Error) << bytes.substr(0, 60);
    EXPECT_EQ(app.state().dump(), before) << bytes.substr(0, 60);
  }
  EXPECT_THROW(app.load_space(my_models(), "imagenet-pretrained.csv"), Error);
  EXPECT_THROW(app.adapt({{"space", "attic"}}), Error);
  EXPECT_EQ(app.state().dump(), before);
}

TEST(Spaces, ASampleStandsForASpaceThatCannotBeListed) {
  App app(two_devices_each());
  app.restore("v=1&play=0&space=fbnet&method=belief&rivals=none");
  play(app);
  const json state = app.state();
  EXPECT_GT(state["device"]["known"], World::sample_size);
  EXPECT_GT(state["device"]["pareto_front"].size(), 10u);
  ASSERT_TRUE(state["known_best"].is_object());
  // Better than what is random, and what the search found is not far from it.
  EXPECT_LT(state["regret"].back().get<double>(), 25);
}

TEST(Codes, AreReadBackAndRefusedWhereTheyAreNone) {
  const auto space = parse_space(my_models(), "mine.csv");
  EXPECT_EQ(code_of(*space, space->at(7)), "7");
  EXPECT_EQ(architecture_of(*space, "7"), space->at(7));
  for (const char* bad : {"60", "-1", "07", "", "x"}) {
    EXPECT_THROW(architecture_of(*space, bad), Error) << bad;
  }
  // Two digits where one does not name each choice.
  json many = json::parse(my_layers());
  for (int i = 0; i < 100; ++i) {
    for (auto& [name, shape] : many["shapes"].items()) {
      shape["more" + std::to_string(i)] = {{"dense", 1 + i, 1, 1, 1, 16}};
    }
  }
  const auto wide = parse_space(many.dump(), "wide.json");
  Random random(5);
  for (int i = 0; i < 20 && wide->size() == 0; ++i) {
    const Architecture any = wide->random(random);
    EXPECT_EQ(architecture_of(*wide, code_of(*wide, any)), any);
  }
  EXPECT_EQ(wide->size(), 0) << "too many to be named by a number";
  const auto fbnet =
      parse_space(golden::read_bytes(in_source("assets/spaces/fbnet.json")), "fbnet.json");
  const std::string code = "0123456788765432100000";
  EXPECT_EQ(code_of(*fbnet, architecture_of(*fbnet, code)), code);
  EXPECT_THROW(architecture_of(*fbnet, "012345678876543210000"), Error);
  EXPECT_THROW(architecture_of(*fbnet, "9123456788765432100000"), Error);
}

TEST(Memo, WorksOutAnewOnlyWhatHasChanged) {
  Memo<int, int, bool> memo;
  int made = 0;
  const auto make = [&] { return ++made; };
  EXPECT_EQ(memo.last(), nullptr);
  EXPECT_EQ(memo.of({1, true}, make), 1);
  EXPECT_EQ(memo.of({1, true}, make), 1);
  EXPECT_EQ(memo.of({1, false}, make), 2);
  EXPECT_EQ(memo.of({2, false}, make), 3);
  memo.forget();
  EXPECT_EQ(memo.of({2, false}, make), 4);
}

TEST(Names, LargeNumbersHaveCommas) {
  EXPECT_EQ(with_commas(0), "0");
  EXPECT_EQ(with_commas(999), "999");
  EXPECT_EQ(with_commas(15625), "15,625");
  EXPECT_EQ(with_commas(1234567), "1,234,567");
}

TEST(Spaces, WhatIsMaximisedIsChosen) {
  App app(two_devices_each());
  app.act(
      {{"do", "set"},
       {"settings", {{"space", "fbnet"}, {"probes", 3}, {"method", "belief"}, {"play", false}}}});
  const json macs = app.state();
  EXPECT_EQ(macs["settings"]["quality"], "own");
  const json scores = with_quality(app, "training-free");
  EXPECT_NE(scores["network"]["quality"], macs["network"]["quality"]);
  EXPECT_EQ(scores["budget_ms"], macs["budget_ms"]) << "the device is as it was";
  EXPECT_NE(app.share().find("quality=training-free"), std::string::npos);
  play(app);
  const json played = app.state();
  expect_sound(played);

  // A saved session knows what it maximised.
  const auto saved = app.adapt({{"quality", "training-free"}});
  App other(two_devices_each());
  other.load_file(saved.dump(), "saved.json");
  EXPECT_EQ(other.state()["settings"]["quality"], "training-free");
  EXPECT_EQ(json::parse(other.state()["probes"].dump()), played["probes"]);

  EXPECT_THROW(with_quality(app, "beauty"), Error);
  EXPECT_EQ(app.state()["settings"]["quality"], "training-free");
  app.act({{"do", "set"}, {"settings", {{"space", "nas-bench-201"}}}});
  EXPECT_EQ(app.state()["settings"]["quality"], "own") << "another space has others";
}

}  // namespace
}  // namespace tenprobes::app
