// An ImGui context without a window: frames are laid out and drawn to lists nobody shows.
//
//   HeadlessScreen screen(1440, 900);
//   App app(resources);
//   screen.frame(app);
//   screen.click(app, {700, 20});
#pragma once

#include <imgui.h>

#include "web/app/app.h"
#include "web/app/theme.h"

namespace tenprobes::app {

class HeadlessScreen {
 public:
  HeadlessScreen(float width, float height) {
    ImGui::CreateContext();
    ImGui::GetIO().IniFilename = nullptr;
    ImGui::GetIO().DisplaySize = {width, height};
    set_up_fonts("", "", 1);
  }
  ~HeadlessScreen() { ImGui::DestroyContext(); }

  void frame(App& app, double seconds = 1.0 / 60) {
    ImGui::GetIO().DeltaTime = static_cast<float>(seconds);
    ImGui::NewFrame();
    app.frame(seconds);
    ImGui::Render();
  }
  void click(App& app, ImVec2 at) {
    ImGui::GetIO().AddMousePosEvent(at.x, at.y);
    frame(app);
    ImGui::GetIO().AddMouseButtonEvent(ImGuiMouseButton_Left, true);
    frame(app);
    ImGui::GetIO().AddMouseButtonEvent(ImGuiMouseButton_Left, false);
    frame(app);
  }
};

}  // namespace tenprobes::app
