// FBNet's middle of the page: the layers, and below them the panel chosen. Where there is no room
// for both, the layers are a panel of their own.
#include <algorithm>

#include "web/app/fbnet/scene.h"
#include "web/app/fbnet/strip.h"
#include "web/app/widgets.h"

namespace tenprobes::app {
namespace {

constexpr PanelKind kinds[] = {
    {"world", "World", "How fast, how good, and what was probed.", draw_fbnet_world},
    {"cell", "Layers", "Build a network layer by layer, and measure it.", draw_fbnet_layers},
    {"predict", "Predict", "All latencies predicted from the probes alone.", draw_fbnet_predict},
};

// Panels that only NAS-Bench-201 has show the world.
const PanelKind& chosen(const View& view) {
  const auto found = std::find_if(std::begin(kinds), std::end(kinds), [&](const PanelKind& kind) {
    return kind.name == view.wanted.panel;
  });
  return found == std::end(kinds) ? kinds[0] : *found;
}

}  // namespace

const char* fbnet_panel_title(const View& view) {
  return chosen(view).title;
}

void draw_fbnet_middle(View& view, ImVec2 size) {
  ImGui::BeginGroup();
  const float top = ImGui::GetCursorPosY();
  const PanelKind& panel = chosen(view);
  if (!lists(view.wanted.hide, "panels")) {
    ImGui::BeginGroup();
    panel_buttons(view, kinds, panel, px(2), px(16));
    ImGui::EndGroup();
    mark(view, "panels");
  }
  const auto left = [&] { return size.y - (ImGui::GetCursorPosY() - top); };
  const bool both = !view.compact && left() > px(490);
  if (both && (panel.name == "world" || panel.name == "predict")) {
    draw_fbnet_layers(view, {size.x, std::clamp(left() * 0.5f, px(262), px(340))});
  }
  if (panel.name == "cell") {
    panel.draw(view, {size.x, left()});
    view.fbnet_screen.hovered.reset();
  } else {
    view.fbnet_screen.hovered.reset();
    panel.draw(view, {size.x, left()});
  }
  mark(view, view.wanted.panel);
  ImGui::EndGroup();
}

}  // namespace tenprobes::app
