// No text is cut off or covers other text: every panel, space and lesson, at the sizes of desks and
// hands, and at 200 % zoom.
#include <gtest/gtest.h>
#include <imgui.h>

#include <functional>
#include <nlohmann/json.hpp>
#include <set>

#include "tests/app/screen.h"
#include "tests/app/shipped.h"
#include "tests/golden/golden.h"
#include "web/app/settings.h"
#include "web/app/text_faults.h"

namespace tenprobes::app {
namespace {

using nlohmann::json;

// The page's fonts, where Debian's fonts-inter is installed.
std::string font(const std::string& name) {
  const std::string path = "/usr/share/fonts/opentype/inter/" + name;
  return std::filesystem::exists(path) ? golden::read_bytes(path) : "";
}

struct Size {
  const char* name;
  float width, height, zoom;
};
constexpr Size sizes[] = {{"1440x900", 1440, 900, 1},          {"1280x720", 1280, 720, 1},
                          {"1024x768", 1024, 768, 1},          {"900x640", 900, 640, 1},
                          {"390x844", 780, 1688, 2},           {"360x640", 720, 1280, 2},
                          {"1440x900 at 200 %", 1440, 900, 2}, {"1280x720 at 200 %", 1280, 720, 2}};

class TextTest : public ::testing::TestWithParam<Size> {
 protected:
  TextTest() : screen(GetParam().width, GetParam().height), app(shipped()) {
    set_up_fonts(font("Inter-Regular.otf"), font("Inter-SemiBold.otf"), GetParam().zoom);
    app.restore("v=2&play=0&rivals=random");
  }

  void set(const json& settings) { app.act({{"do", "set"}, {"settings", settings}}); }

  // Boxes that fit themselves to what they hold have their height a frame later, and what is worked out
  // in slices may come while they are looked at: a fault stays for more than a few frames.
  void look(const std::string& at) {
    std::vector<std::string> faults;
    for (int looks = 0; looks == 0 || (looks < 4 && !faults.empty()); ++looks) {
      for (int i = 0; i < 4; ++i) screen.frame(app);
      faults = text_faults();
    }
    for (const std::string& fault : faults) {
      if (told.insert(fault).second) ADD_FAILURE() << at << ": " << fault;
    }
  }

  // Every part of the page that this size shows.
  void look_at_tabs(const std::string& at) {
    if (GetParam().width / GetParam().zoom >= 880) return look(at);
    for (const char* tab : {"middle", "story", "device", "good"}) {
      set({{"tab", tab}});
      look(at + ", " + tab);
    }
    set({{"tab", "middle"}});
  }

  HeadlessScreen screen;
  App app;
  std::set<std::string> told;
};

TEST_P(TextTest, IsWholeInEveryPanelOfEverySpace) {
  for (const char* space : {"nas-bench-201", "fbnet", "ofa-mobilenetv3", "imagenet-pretrained"}) {
    set({{"space", space}, {"panel", "world"}});
    look_at_tabs(std::string(space) + " before the first probe");
    for (int i = 0; i < 4; ++i) app.act({{"do", "step"}});
    for (const std::string& panel : panel_names()) {
      set({{"panel", std::string(panel)}});
      look(std::string(space) + ", " + std::string(panel));
    }
    set({{"panel", "world"}});
    while (!app.state()["finished"]) app.act({{"do", "step"}});
    app.act({{"do", "probe"}});
    look_at_tabs(std::string(space) + " at the end");
  }
  for (const char* device : {"synthetic", "synthetic:7"}) {
    set({{"space", "nas-bench-201"}, {"device", device}, {"theme", "dark"}, {"log", false}});
    look_at_tabs(device);
  }
}

TEST_P(TextTest, IsWholeInEveryWindow) {
  for (const ImGuiKey key : {ImGuiKey_G, ImGuiKey_H, ImGuiKey_L}) {
    for (const ImGuiKey pressed : {key, ImGuiKey_Escape}) {
      ImGui::GetIO().AddKeyEvent(pressed, true);
      screen.frame(app);
      ImGui::GetIO().AddKeyEvent(pressed, false);
      look(ImGui::GetKeyName(key));
    }
  }
}

TEST_P(TextTest, IsWholeInEveryLesson) {
  for (const auto& [name, text] : shipped().lessons) {
    app.act({{"do", "lesson"}, {"name", name}});
    const auto steps = app.state()["lesson"]["steps"].get<int>();
    for (int step = 1; step <= steps; ++step) {
      set({{"step", step}, {"play", false}});
      for (const bool answered : {false, true}) {
        if (answered && app.state()["lesson"]["answers"].empty()) break;
        if (answered) app.act({{"do", "answer"}, {"choice", 0}});
        look(name + ", step " + std::to_string(step));
      }
    }
  }
}

INSTANTIATE_TEST_SUITE_P(Sizes, TextTest, ::testing::ValuesIn(sizes), [](const auto& size) {
  std::string name = size.param.name;
  for (char& c : name) c = std::isalnum(static_cast<unsigned char>(c)) ? c : '_';
  return name;
});

TEST(Legend, RingsWhatTheLineUnderThePointerExplains) {
  HeadlessScreen screen(1440, 900);
  App app(shipped());
  app.restore("v=2&play=0&rivals=none");
  screen.frame(app);
  for (const bool down : {true, false}) {
    ImGui::GetIO().AddKeyEvent(ImGuiKey_G, down);
    screen.frame(app);
  }
  const auto ringed_at = [&](ImVec2 at) {
    ImGui::GetIO().AddMousePosEvent(at.x, at.y);
    for (int i = 0; i < 3; ++i) screen.frame(app);
    return ImGui::GetForegroundDrawList()->VtxBuffer.Size > 0;
  };
  EXPECT_FALSE(ringed_at({1000, 500})) << "beside the legend";
  int ringed = 0;
  for (float y = 880; y > 300; y -= 20) ringed += ringed_at({200, y});
  EXPECT_GE(ringed, 20);
}

// The finder finds: text beyond its window, text over text.
TEST(TextFaults, AreFound) {
  HeadlessScreen screen(400, 300);
  const auto drawn = [&](const std::function<void()>& draw) {
    ImGui::GetIO().DeltaTime = 1.0f / 60;
    ImGui::NewFrame();
    ImGui::SetNextWindowPos({0, 0});
    ImGui::SetNextWindowSize({200, 100});
    ImGui::Begin("window", nullptr, ImGuiWindowFlags_NoDecoration);
    draw();
    ImGui::End();
    ImGui::Render();
    return text_faults();
  };
  const auto text_at = [](float x, float y, const char* words) {
    ImGui::GetWindowDrawList()->AddText({x, y}, IM_COL32_WHITE, words);
  };
  EXPECT_TRUE(drawn([&] { text_at(20, 20, "whole words"); }).empty());
  EXPECT_EQ(shown_texts().at(0).words, "whole words");
  EXPECT_EQ(drawn([&] { text_at(150, 20, "beyond-the-edge"); }).size(), 1u);
  EXPECT_EQ(drawn([&] { ImGui::Button("a label too long", {40, 20}); }).size(), 1u);
  const auto covered = drawn([&] {
    text_at(20, 20, "below");
    text_at(30, 24, "above");
  });
  ASSERT_EQ(covered.size(), 1u);
  EXPECT_NE(covered[0].find("'above' covers 'below'"), std::string::npos) << covered[0];
}

}  // namespace
}  // namespace tenprobes::app
