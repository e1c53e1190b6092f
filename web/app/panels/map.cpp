// The map of hardware-aware architecture search, after the survey's four parts: what is here, where
// to try it, and what is not here.
#include "web/app/panels/panels.h"
#include "web/app/widgets.h"

namespace tenprobes::app {
namespace {

struct Place {
  const char *name, *words;
  const char *key, *value;  ///< the setting that leads there
  bool cells = false;       ///< only NAS-Bench-201 has it
};
struct Part {
  const char *title, *question;
  std::vector<Place> places;
  const char* missing;
};

const std::vector<Part>& parts() {
  static const std::vector<Part> all = {
      {"Search space",
       "Which networks are there to choose from?",
       {{"A cell-based space", "15,625 cells, each stacked 15 times", "panel", "cell", true},
        {"A layer-wise space", "FBNet: 22 layers, 9^22 networks", "space", "fbnet"},
        {"A supernet", "Once-for-All: parts that are trained already", "space", "ofa-mobilenetv3"},
        {"A list of models", "pretrained networks, with their names", "space",
         "imagenet-pretrained"},
        {"All of it at once", "every network against latency and quality", "panel", "world"}},
       "Not here: hierarchical spaces, and training the networks."},
      {"Search strategy",
       "Which one to try next?",
       {{"A prior over devices", "what the controller knows", "method", "controller"},
        {"Reinforcement learning", "train a controller by PPO, here", "panel", "train"},
        {"Evolution", "regularised evolution", "method", "evolution"},
        {"Bayesian optimisation", "expected improvement", "method", "bayes"},
        {"Random search", "the baseline to beat", "method", "random"}},
       "Not here: gradient-based search (DARTS), and training a supernet."},
      {"Acceleration technique",
       "How to know accuracy without training each?",
       {{"Training-free proxies", "scores of an untrained network", "panel", "proxies", true},
        {"A trained supernet", "Once-for-All: no part needs training", "space", "ofa-mobilenetv3"}},
       "Not here: weight sharing while searching, early stopping, learning-curve extrapolation."},
      {"Hardware cost estimation",
       "How to know latency without measuring each?",
       {{"Counting operations", "MACs, and how they mislead", "panel", "macs"},
        {"Prediction models", "all latencies from ten probes", "panel", "predict"},
        {"Synthetic devices", "what is expected before the first probe", "panel", "synthetic"},
        {"Another device as proxy", "who agrees with whom", "panel", "devices"},
        {"Measuring", "the real cost of a few", "panel", "world"}},
       "Not here: energy, memory, and cycle-accurate simulation."},
  };
  return all;
}

void draw_part(Screen& screen, const Part& part, float width, float height) {
  const Palette& c = *screen.colours;
  begin_box(part.title, {width, height}, {12, 10});
  ImGui::PushFont(bold_font());
  ImGui::TextUnformatted(part.title);
  ImGui::PopFont();
  faint_text(screen, part.question);
  ImGui::PushFont(small_font());
  for (const Place& place : part.places) {
    ImGui::PushID(place.name);
    ImGui::PushStyleColor(ImGuiCol_Text, c.method);
    const bool pressed =
        button(place.name, place.words, {0, screen.compact ? reachable(screen, 0) : 0});
    ImGui::PopStyleColor();
    const float used = ImGui::GetItemRectSize().x + px(10);
    if (used + ImGui::CalcTextSize(place.words).x < ImGui::GetContentRegionAvail().x) {
      ImGui::SameLine(0, px(10));
      coloured_text(c.faint_text, place.words);
    }
    ImGui::PopID();
    if (!pressed) continue;
    screen.change([&place](Settings& settings) {
      const std::string_view key = place.key;
      assign(settings, key, place.value);
      if (key == "space" || key == "method") settings.panel = "world";
      if (key == "panel" && place.cells) settings.space = default_space;
      if (key == "method") settings.playing = true;
    });
  }
  ImGui::PopFont();
  faint_text(screen, part.missing);
  ImGui::EndChild();
}

class MapPanel : public Panel {
 public:
  void draw(Screen& screen, ImVec2 size) override;
};

}  // namespace

void MapPanel::draw(Screen& screen, ImVec2 size) {
  begin_card(screen, "Map",
             "After the survey by Benmeziane et al. (2021). Each button leads to the place in this "
             "page where the idea can be tried.",
             screen.compact ? ""
                            : "The four parts of hardware-aware search (Benmeziane et al., 2021). "
                              "Each button leads there.",
             size);
  const ImVec2 room = ImGui::GetContentRegionAvail();
  const float gap = ImGui::GetStyle().ItemSpacing.x;
  const bool wide = room.x > px(560);
  const float width = wide ? (room.x - gap) / 2 : 0;
  const float height = wide ? std::max(px(190), (room.y - gap) / 2) : 0;
  int place = 0;
  for (const Part& part : parts()) {
    if (wide && place++ % 2 == 1) ImGui::SameLine(0, gap);
    draw_part(screen, part, width, height);
  }
  end_card();
}

std::unique_ptr<Panel> map_panel() {
  return std::make_unique<MapPanel>();
}

}  // namespace tenprobes::app
