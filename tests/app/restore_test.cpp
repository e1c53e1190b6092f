// What a link or a session's file must bring back: the session, the person's own probes and cell.
#include <gtest/gtest.h>
#include <imgui.h>

#include <nlohmann/json.hpp>

#include "core/base/error.h"
#include "core/devices/device_file.h"
#include "tests/app/screen.h"
#include "web/app/app.h"

namespace tenprobes::app {
namespace {

using nlohmann::json;

Resources resources() {
  devices::DeviceFile board;
  board.name = "board";
  board.group = "board";
  board.model.base_ms = 3;
  board.model.noise = 0.03;
  Resources shipped;
  shipped.device_presets["board"] = devices::serialise_device_file(board);
  return shipped;
}

void probe(App& app, const std::vector<int>& indices) {
  for (const int index : indices) app.act({{"do", "probe"}, {"index", index}});
}

void expect_same(const App& one, const App& other, const std::vector<const char*>& members) {
  const json a = one.state(), b = other.state();
  for (const char* member : members) EXPECT_EQ(a[member].dump(), b[member].dump()) << member;
}

TEST(Link, RestoresThePersonsProbesAndCell) {
  App app(resources());
  app.restore("v=1&device=board&seed=7&probes=4&play=0");
  probe(app, {12, 873, 12, 4001});
  app.act({{"do", "cell"}, {"index", 77}});
  app.act({{"do", "edit"}, {"edge", 2}, {"operation", 4}});
  for (int i = 0; i < 4; ++i) app.act({{"do", "step"}});
  const std::string link = app.share();
  EXPECT_NE(link.find("&yours=12,873,12,4001"), std::string::npos) << link;

  App other(resources());
  other.restore(link);
  EXPECT_EQ(other.state()["person"].size(), 4u);
  EXPECT_EQ(other.share(), link);
  for (int i = 0; i < 4; ++i) other.act({{"do", "step"}});
  expect_same(app, other, {"settings", "person", "cell", "probes", "recommended"});
  EXPECT_THROW(probe(other, {5}), Error) << "all four are spent";
}

TEST(Link, TheNextProbeIsAsIfThePageHadNotBeenLeft) {
  App app(resources());
  app.restore("v=1&device=board&play=0");
  probe(app, {12, 873});
  App other(resources());
  other.restore(app.share());
  probe(app, {5});
  probe(other, {5});
  expect_same(app, other, {"person"});
  other.restore("v=1&device=board&play=0&yours=5");
  EXPECT_EQ(other.state()["person"].size(), 1u);
  other.restore("v=1&device=board&play=0");
  EXPECT_TRUE(other.state()["person"].empty());
}

TEST(Link, AFrameKeepsWhatThePersonDid) {
  Screen screen(1440, 900);
  App app(resources());
  app.restore("v=1&play=0&rivals=none&cell=5&yours=3,4&panel=cell");
  const std::string link = app.share();
  for (int i = 0; i < 3; ++i) screen.frame(app);
  EXPECT_EQ(app.share(), link);
  probe(app, {6});
  app.act({{"do", "edit"}, {"edge", 0}, {"operation", 1}});
  const json before = app.state();
  for (int i = 0; i < 3; ++i) screen.frame(app);
  EXPECT_EQ(json(app.state())["cell"], before["cell"]);
  EXPECT_EQ(app.state()["person"].size(), 3u);
  ImGui::GetIO().AddKeyEvent(ImGuiKey_R, true);
  for (int i = 0; i < 3; ++i) screen.frame(app);
  EXPECT_TRUE(app.state()["person"].empty());
  EXPECT_EQ(app.share().find("yours"), std::string::npos) << app.share();
}

TEST(Link, AnotherSessionForgetsThePersonsProbes) {
  for (const json& action :
       {json{{"do", "reset"}}, json{{"do", "set"}, {"settings", {{"seed", 9}}}},
        json{{"do", "set"}, {"settings", {{"probes", 2}}}},
        json{{"do", "set"}, {"settings", {{"budget", 0.5}}}},
        json{{"do", "set"}, {"settings", {{"device", "synthetic"}}}}}) {
    App app(resources());
    app.restore("v=1&device=board&play=0&yours=1,2,3");
    app.act(action);
    EXPECT_TRUE(app.state()["person"].empty()) << action.dump();
    EXPECT_EQ(app.share().find("yours"), std::string::npos) << app.share();
  }
}

TEST(Link, ProbesThatThePersonCannotHaveMadeAreRefusedAndChangeNothing) {
  App app(resources());
  app.load_file("index,latency_ms\n0,1\n7,2\n9,3\n12,4\n", "mine.csv");
  app.restore("v=1&device=mine&probes=2&play=0&yours=7&method=random");
  const std::string before = app.state().dump();
  for (const char* bad : {"v=1&device=mine&probes=2&play=0&method=random&yours=7,8",
                          "v=1&device=mine&probes=2&play=0&method=random&yours=7,9,12",
                          "v=1&device=board&seed=2&probes=1&yours=1,2",
                          "v=1&probes=1&fbnet_yours=2222222222222222222222,2222222222222222222222",
                          "v=1&lesson=nosuch&yours=1"}) {
    try {
      app.restore(bad);
      ADD_FAILURE() << "not refused: " << bad;
    } catch (const Error& error) {
      EXPECT_EQ(std::string(error.what()).find('\n'), std::string::npos);
    }
    EXPECT_EQ(app.state().dump(), before) << bad;
  }
}

TEST(Link, RestoresThePersonsFbnetProbesToo) {
  App app({});
  app.restore("v=1&space=fbnet&play=0&seed=3");
  app.act({{"do", "probe"}});
  app.act({{"do", "edit"}, {"layer", 21}, {"operation", 8}});
  app.act({{"do", "probe"}});
  App other({});
  other.restore(app.share());
  EXPECT_EQ(other.state()["person"].size(), 2u);
  expect_same(app, other, {"settings", "person"});
  app.act({{"do", "probe"}});
  other.act({{"do", "probe"}});
  expect_same(app, other, {"person"});

  // Left and come back to, it is there still; another session has none.
  app.act({{"do", "set"}, {"settings", {{"space", "nas-bench-201"}}}});
  App third({});
  third.restore(app.share());
  third.act({{"do", "set"}, {"settings", {{"space", "fbnet"}}}});
  expect_same(other, third, {"person"});
  third.act({{"do", "set"}, {"settings", {{"seed", 4}}}});
  EXPECT_TRUE(third.state()["person"].empty());
  EXPECT_EQ(third.share().find("yours"), std::string::npos) << third.share();
}

}  // namespace
}  // namespace tenprobes::app
