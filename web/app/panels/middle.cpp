// The middle of the page: one button a panel, and the panel chosen.
#include <algorithm>

#include "web/app/widgets.h"

namespace tenprobes::app {
namespace {

constexpr PanelKind kinds[] = {
    {"world", "World", "Every network on this device: how fast, how good, and what was probed.",
     draw_world},
    {"cell", "Cell", "Build a network edge by edge, and measure it.", draw_cell_panel},
    {"macs", "MACs", "Why latency is not the number of multiplications.", draw_macs_panel},
    {"proxies", "Proxies", "Guessing accuracy without training, and where the guess fails.",
     draw_proxies_panel},
    {"devices", "Devices", "Which devices agree on what is fast.", draw_devices_panel},
    {"predict", "Predict", "All latencies predicted from the probes alone.", draw_predict_panel},
    {"imagined", "Imagined", "The devices a controller trains on, and the real ones among them.",
     draw_imagined_panel},
    {"train", "Train", "Train a controller of your own, here.", draw_train_panel},
    {"map", "Map", "What the field is made of, and where to try it in this page.", draw_map_panel},
};

const PanelKind& chosen(const View& view) {
  return *std::find_if(std::begin(kinds), std::end(kinds),
                       [&](const PanelKind& kind) { return kind.name == view.wanted.panel; });
}

void choose_in_list(View& view, float width) {
  chooser("##panel", chosen(view).title, width, setting("panel").tooltip, [&] {
    for (const PanelKind& kind : kinds) {
      if (choice(view, kind.title, kind.name == view.wanted.panel, kind.tooltip)) {
        view.wanted.panel = kind.name;
      }
    }
  });
}

// Buttons where they fit, if need be close together; else a list.
void choose_panel(View& view, float width) {
  const auto needed = [](float gap, float padding) {
    float sum = -gap;
    for (const PanelKind& kind : kinds) {
      sum += bold_font()->CalcTextSizeA(bold_font()->FontSize, FLT_MAX, 0, kind.title).x +
             2 * padding + gap;
    }
    return sum;
  };
  ImGui::BeginGroup();
  if (needed(px(2), px(8)) <= width) {
    panel_buttons(view, kinds, chosen(view), px(2), px(8));
  } else if (needed(0, px(2)) <= width) {
    const float spare = width - needed(0, 0);
    panel_buttons(view, kinds, chosen(view), 0, spare / (2 * static_cast<float>(std::size(kinds))));
  } else {
    choose_in_list(view, width);
  }
  ImGui::EndGroup();
  mark(view, "panels");
}

}  // namespace

std::span<const PanelKind> panel_kinds() {
  return kinds;
}

const char* panel_title(std::string_view name) {
  for (const PanelKind& kind : kinds) {
    if (kind.name == name) return kind.title;
  }
  return "";
}

void draw_middle(View& view, ImVec2 size) {
  if (view.fbnet.on()) return draw_fbnet_middle(view, size);
  ImGui::BeginGroup();
  const float top = ImGui::GetCursorPosY();
  if (!lists(view.wanted.hide, "panels")) choose_panel(view, size.x);
  const float used = ImGui::GetCursorPosY() - top;
  const PanelKind& panel = chosen(view);
  panel.draw(view, {size.x, size.y - used});
  mark(view, panel.name);
  ImGui::EndGroup();
}

}  // namespace tenprobes::app
