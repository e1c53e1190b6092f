// Undo and redo: what is set or probed, one step a drag, and not where one looks.
#include "web/app/undo.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <nlohmann/json.hpp>
#include <set>

#include "tests/app/screen.h"
#include "tests/app/shipped.h"

namespace tenprobes::app {
namespace {

using nlohmann::json;

class UndoTest : public ::testing::Test {
 protected:
  UndoTest() : screen(800, 600), app(shipped()) { app.restore("v=2&play=0&rivals=none"); }

  void act(const json& action) {
    app.act(action);
    screen.frame(app);
  }
  void set(const json& settings) { act({{"do", "set"}, {"settings", settings}}); }
  json settings() const { return app.state()["settings"]; }

  HeadlessScreen screen;
  App app;
};

TEST_F(UndoTest, TakesBackWhatWasSetAndProbedAndDoesItAgain) {
  set({{"budget", 0.4}});
  act({{"do", "probe"}, {"index", 12}});
  act({{"do", "probe"}, {"index", 873}});
  act({{"do", "undo"}});
  EXPECT_EQ(settings()["yours"], "12");
  EXPECT_EQ(app.state()["person"].size(), 1u);
  act({{"do", "undo"}});
  act({{"do", "undo"}});
  EXPECT_EQ(settings()["budget"], 0.25);
  act({{"do", "redo"}});
  EXPECT_EQ(settings()["budget"], 0.4);
  EXPECT_EQ(settings()["yours"], "none");
  act({{"do", "redo"}});
  act({{"do", "redo"}});
  EXPECT_EQ(settings()["yours"], "12,873");
  act({{"do", "redo"}});
  EXPECT_EQ(settings()["yours"], "12,873") << "there is nothing further";
  set({{"space", "fbnet"}});
  act({{"do", "undo"}});
  EXPECT_EQ(settings()["yours"], "12,873")
      << "another space ends the session, and undo brings it back";
}

TEST_F(UndoTest, LooksElsewhereWithoutAStep) {
  set({{"seed", 7}});
  set({{"panel", "cell"}, {"theme", "dark"}});
  act({{"do", "undo"}});
  EXPECT_EQ(settings()["seed"], 1);
  EXPECT_EQ(settings()["panel"], "cell");
  EXPECT_EQ(settings()["theme"], "dark");
  set({{"seed", 9}});
  act({{"do", "redo"}});
  EXPECT_EQ(settings()["seed"], 9) << "what was taken back is gone once something else is set";
}

TEST_F(UndoTest, IsOnTheKeyboard) {
  set({{"seed", 7}});
  const auto press = [&](ImGuiKey key) {
    for (const bool down : {true, false}) {
      ImGui::GetIO().AddKeyEvent(ImGuiMod_Ctrl, down);
      ImGui::GetIO().AddKeyEvent(key, down);
      screen.frame(app);
      screen.frame(app);
    }
  };
  press(ImGuiKey_Z);
  EXPECT_EQ(settings()["seed"], 1);
  press(ImGuiKey_Y);
  EXPECT_EQ(settings()["seed"], 7);
}

TEST(Undo, ADragIsOneStep) {
  Settings now;
  Undo undo(now);
  for (int seed = 2; seed < 9; ++seed) {
    now.seed = seed;
    undo.note();
    undo.follow(now, seed < 8);
  }
  const auto before = undo.travel(now, false);
  ASSERT_TRUE(before);
  EXPECT_EQ(before->seed, 1);
  EXPECT_FALSE(undo.travel(*before, false));
}

TEST_F(UndoTest, TheControlThatTheKeyboardIsAtIsSpoken) {
  ImGui::GetIO().ConfigFlags |= ImGuiConfigFlags_NavEnableKeyboard;
  std::set<std::string> told;
  for (int i = 0; i < 8; ++i) {
    for (const bool down : {true, false}) {
      ImGui::GetIO().AddKeyEvent(ImGuiKey_Tab, down);
      screen.frame(app);
    }
    screen.frame(app);
    told.insert(app.announcement());
  }
  EXPECT_GE(told.size(), 5u);
  const auto speaks = [&](const char* words) {
    return std::any_of(told.begin(), told.end(),
                       [&](const std::string& each) { return each.find(words) != each.npos; });
  };
  EXPECT_TRUE(speaks("Learn. ")) << *told.begin();
}

}  // namespace
}  // namespace tenprobes::app
