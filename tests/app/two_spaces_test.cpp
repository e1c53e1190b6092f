// What one search space keeps of the other in the page.
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "tests/app/screen.h"
#include "web/app/app.h"

namespace tenprobes::app {
namespace {

using nlohmann::json;

TEST(TwoSpaces, WhatBelongsToTheCellsShowsTheCells) {
  App app({});
  app.restore("v=1&space=fbnet&play=0");
  std::string table = "index,latency_ms\n";
  for (int index = 0; index < 15625; ++index) table += std::to_string(index) + ",1.5\n";
  app.load_file(table, "board.csv");
  const json state = app.state();
  EXPECT_EQ(state["settings"]["space"], "nas-bench-201");
  EXPECT_EQ(state["settings"]["device"], "board");
}

TEST(TwoSpaces, ALinkOfTheCellsDoesNotLockTheReaderOutOfFbnet) {
  App app({});
  app.restore("v=1&fbnet_device=only-the-sender-had-it&play=0");
  app.act({{"do", "set"}, {"settings", {{"space", "fbnet"}}}});
  EXPECT_EQ(json(app.state())["settings"]["space"], "fbnet");
  EXPECT_EQ(json(app.state())["settings"]["fbnet_device"], "synthetic:1");
}

TEST(TwoSpaces, ResettingTakesTheRecommendationBackInEither) {
  for (const char* space : {"nas-bench-201", "fbnet"}) {
    App app({});
    app.restore("v=1&method=random&probes=3&play=0&space=" + std::string(space));
    for (int probe = 0; probe < 3; ++probe) app.act({{"do", "step"}});
    const std::string end = app.announcement();
    EXPECT_EQ(end.find("ew session"), std::string::npos) << end;
    app.act({{"do", "reset"}});
    EXPECT_NE(app.announcement().find("ew session"), std::string::npos) << app.announcement();
  }
}

// Down the map's first card, whose buttons stand below each other.
TEST(TwoSpaces, TheMapLeadsToAPanelThatFbnetHas) {
  Screen screen(1440, 900);
  App app({});
  json settings;
  for (float y = 100; y < 500 && settings["space"] != "fbnet"; y += 8) {
    app.restore("v=1&play=0&panel=map");
    screen.frame(app);
    screen.click(app, {380, y});
    settings = app.state()["settings"];
  }
  ASSERT_EQ(settings["space"], "fbnet") << "the button was not found";
  EXPECT_EQ(settings["panel"], "world");
}

}  // namespace
}  // namespace tenprobes::app
