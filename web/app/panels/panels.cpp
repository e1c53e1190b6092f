#include "web/app/panels/panels.h"

#include <algorithm>
#include <cfloat>
#include <cmath>
#include <span>

#include "web/app/spaces/architecture_view.h"
#include "web/app/widgets.h"

namespace tenprobes::app {
namespace {

bool any_space(const SearchSpace&) {
  return true;
}
bool any_list(const SearchSpace& space) {
  return space.size() > 0;
}
bool cells(const SearchSpace& space) {
  return space.form() == Form::cells;
}

template <auto member>
Panel& panel(Panels& panels) {
  if constexpr (requires { *(panels.*member); }) {
    return *(panels.*member);
  } else {
    return panels.*member;
  }
}

constexpr PanelKind kinds[] = {
    {"world", "World", "Every network on this device: how fast, how good, and what was probed.",
     panel<&Panels::world>, any_space},
    {"cell", "", "Build or pick a network, and measure it.", panel<&Panels::network>, any_space},
    {"macs", "MACs", "Why latency is not the number of multiplications.", panel<&Panels::macs>,
     any_space},
    {"proxies", "Proxies", "Guessing accuracy without training, and where the guess fails.",
     panel<&Panels::proxies>, cells},
    {"devices", "Devices", "Which devices agree on what is fast.", panel<&Panels::devices>,
     any_list},
    {"predict", "Predict", "All latencies predicted from the probes alone.",
     panel<&Panels::predict>, any_space},
    {"synthetic", "Synthetic",
     "Synthetic devices, of which priors and training are made, and the real ones among them.",
     panel<&Panels::synthetic>, any_space},
    {"train", "Train", "Train a controller of your own, here.", panel<&Panels::train>, any_space},
    {"map", "Map", "What the field is made of, and where to try it in this page.",
     panel<&Panels::map>, any_space},
};

void choose_in_list(Screen& screen, std::span<const PanelKind* const> shown, float width) {
  const SearchSpace& space = screen.bench.space();
  const PanelKind& now = panel_shown(screen);
  chooser("##panel", panel_title(now, space), width, setting("panel").tooltip, [&] {
    for (const PanelKind* kind : shown) {
      if (choice(screen, panel_title(*kind, space).c_str(), kind == &now, kind->tooltip)) {
        screen.change([name = kind->name](Settings& settings) { settings.panel = name; });
      }
    }
  });
}

// One button a panel, the shown one underlined.
void buttons(Screen& screen, std::span<const PanelKind* const> shown, float gap, float padding) {
  for (const PanelKind* kind : shown) {
    if (kind != shown.front()) ImGui::SameLine(0, gap);
    const bool on = kind == &panel_shown(screen);
    const std::string title = panel_title(*kind, screen.bench.space());
    ImGui::PushStyleColor(ImGuiCol_Button, on ? screen.colours->card : IM_COL32(0, 0, 0, 0));
    ImGui::PushStyleColor(ImGuiCol_Text, on ? screen.colours->method : screen.colours->faint_text);
    ImGui::PushFont(on ? bold_font() : ImGui::GetFont());
    ImGui::PushStyleVar(ImGuiStyleVar_FramePadding,
                        {std::floor(padding), ImGui::GetStyle().FramePadding.y});
    const float width = ImGui::CalcTextSize(title.c_str()).x + 2 * padding;
    if (button(title.c_str(), kind->tooltip, {width, 0})) {
      screen.change([name = kind->name](Settings& settings) { settings.panel = name; });
    }
    ImGui::PopStyleVar();
    ImGui::PopFont();
    ImGui::PopStyleColor(2);
    if (!on) continue;
    const ImVec2 low = ImGui::GetItemRectMin(), high = ImGui::GetItemRectMax();
    ImGui::GetWindowDrawList()->AddRectFilled({low.x + padding, high.y - px(2.5f)},
                                              {high.x - padding, high.y}, screen.colours->method,
                                              px(1));
  }
}

// Buttons where they fit, if need be close together; else a list.
void choose_panel(Screen& screen, float width) {
  const std::vector<const PanelKind*> shown = panel_kinds(screen.bench.space());
  const auto needed = [&](float gap, float padding) {
    float sum = -gap;
    for (const PanelKind* kind : shown) {
      const std::string title = panel_title(*kind, screen.bench.space());
      sum += bold_font()->CalcTextSizeA(bold_font()->FontSize, FLT_MAX, 0, title.c_str()).x +
             2 * padding + gap;
    }
    return sum;
  };
  ImGui::BeginGroup();
  if (needed(px(2), px(8)) <= width) {
    buttons(screen, shown, px(2), px(8));
  } else if (needed(0, px(2)) <= width) {
    const float spare = width - needed(0, 0);
    buttons(screen, shown, 0, spare / (2 * static_cast<float>(shown.size())));
  } else {
    choose_in_list(screen, shown, width);
  }
  ImGui::EndGroup();
  mark(screen, "panels");
}

}  // namespace

std::vector<std::string> panel_names() {
  std::vector<std::string> names;
  for (const PanelKind& kind : kinds) names.emplace_back(kind.name);
  return names;
}

std::vector<const PanelKind*> panel_kinds(const SearchSpace& space) {
  std::vector<const PanelKind*> served;
  for (const PanelKind& kind : kinds) {
    if (kind.serves(space)) served.push_back(&kind);
  }
  return served;
}

const PanelKind& panel_shown(const Screen& screen) {
  const auto served = panel_kinds(screen.bench.space());
  const auto found = std::find_if(served.begin(), served.end(), [&](const PanelKind* kind) {
    return kind->name == screen.settings().panel;
  });
  return found == served.end() ? kinds[0] : **found;
}

std::string panel_title(const PanelKind& kind, const SearchSpace& space) {
  return *kind.title ? kind.title : view_of(space).title();
}

void Panels::draw_middle(Screen& screen, ImVec2 size) {
  ImGui::BeginGroup();
  const float top = ImGui::GetCursorPosY();
  if (screen.shows("panels")) choose_panel(screen, size.x);
  const float used = ImGui::GetCursorPosY() - top;
  const PanelKind& shown = panel_shown(screen);
  shown.of(*this).draw(screen, {size.x, size.y - used});
  mark(screen, shown.name);
  ImGui::EndGroup();
}

}  // namespace tenprobes::app
