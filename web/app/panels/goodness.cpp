// How good it is: regret against probes, for this session and for the methods raced.
#include <algorithm>
#include <cmath>

#include "web/app/panels/toolbar.h"
#include "web/app/widgets.h"

namespace tenprobes::app {
namespace {

std::string toggled(const std::string& list, const std::string& name) {
  std::string result;
  for (const search::StrategyKind& kind : search::strategy_kinds()) {
    const std::string known(kind.name);
    if (lists(list, known) == (known == name)) continue;
    result += (result.empty() ? "" : ",") + known;
  }
  return result.empty() ? "none" : result;
}

void rivals_picker(Screen& screen) {
  chooser("##rivals", "race against", px(130), setting("rivals").tooltip, [&] {
    for (const search::StrategyKind& kind : search::strategy_kinds()) {
      const std::string name(kind.name);
      const std::string obstacle = screen.bench.obstacle(kind);
      bool raced = lists(screen.settings().rivals, name);
      ImGui::BeginDisabled(!obstacle.empty());
      const std::string words(kind.description);
      if (check_box(method_title(name).c_str(), raced, words.c_str())) {
        screen.change(
            [name](Settings& settings) { settings.rivals = toggled(settings.rivals, name); });
      }
      ImGui::EndDisabled();
    }
  });
  mark(screen, "race");
}

// What regret counts in this space.
const char* regret_words(const World& world) {
  return world.whole ? "Of the networks that fit, how many percent beat the one recommended."
                     : "How many percent of the best known quality that fits is missed.";
}

}  // namespace

void draw_goodness(Screen& screen, ImVec2 size) {
  const Workbench& bench = screen.bench;
  const Palette& c = *screen.colours;
  const std::string about =
      std::string("Regret after each probe. ") + regret_words(bench.world()) +
      " Thick: the session you see, once. Thin and broken: the mean of twelve sessions with other "
      "seeds, for this method and those it races. Lower is better; the axis is logarithmic.";
  begin_card(screen, "How good", about.c_str(),
             screen.compact ? "lower is better" : regret_words(bench.world()), size, px(138));
  if (screen.shows("rivals")) {
    ImGui::SameLine(ImGui::GetContentRegionMax().x - px(130));
    ImGui::SetCursorPosY(px(6));
    ImGui::PushFont(small_font());
    rivals_picker(screen);
    ImGui::PopFont();
  }

  const std::vector<double>& mine = bench.curve();
  const std::vector<double> user = bench.user_curve();
  const double last = static_cast<double>(bench.settings().probes);

  {
    Plot plot(
        "regret plot",
        "Across: probes made. Up: regret, so lower is better. At the top nothing that fits is "
        "known yet.",
        ImGui::GetContentRegionAvail(),
        {"probes", last > 1 ? 1.0 : 0.5, last + 0.001, false, false, true}, regret_axis, c,
        px(124));
    std::vector<EndLabel> labels;
    const auto label_end = [&](const std::vector<Point>& points, std::string text, ImU32 ink) {
      labels.push_back({plot.at(points.back().x, points.back().y), std::move(text), ink});
    };
    ImGui::PushFont(small_font());
    size_t dash = 0;
    for (const Lane& lane : bench.lanes()) {
      const std::vector<Point> points = regret_points(lane.mean);
      if (points.empty()) continue;
      const bool own = lane.method == bench.settings().method;
      const ImU32 ink = own ? faded(c.method, 0.55f) : c.rival;
      plot.curve(points, {.colour = ink, .width = 1.8f, .dash = own ? 0 : rival_dash(dash++)});
      label_end(points, method_title(lane.method), own ? c.method : c.faint_text);
    }
    const auto draw_session = [&](const std::vector<double>& curve, ImU32 ink, const char* name) {
      const std::vector<Point> points = regret_points(curve);
      if (points.empty()) return;
      plot.curve(points, {.colour = ink, .width = 2.6f});
      for (const Point& p : points) plot.canvas().AddCircleFilled(plot.at(p.x, p.y), px(3.2f), ink);
      label_end(points, name, ink);
    };
    draw_session(mine, c.method, "this session");
    draw_session(user, c.user, "you");
    draw_end_labels(plot, labels);
    ImGui::PopFont();
    if (plot.hovered()) {
      const int probe = static_cast<int>(std::lround(plot.data_at(ImGui::GetIO().MousePos).x));
      if (probe >= 1 && probe <= static_cast<int>(last) && ImGui::BeginTooltip()) {
        ImGui::Text("After %d %s:", probe, probe == 1 ? "probe" : "probes");
        const auto k = static_cast<size_t>(probe - 1);
        if (k < mine.size()) {
          coloured_text(c.method, "this session: " + short_number(mine[k]) + " %");
        }
        if (k < user.size()) coloured_text(c.user, "you: " + short_number(user[k]) + " %");
        for (const Lane& lane : bench.lanes()) {
          if (k < lane.mean.size()) {
            ImGui::Text("%s: %s %% (mean of %d sessions)", method_title(lane.method).c_str(),
                        short_number(lane.mean[k]).c_str(), lane.sessions);
          }
        }
        ImGui::EndTooltip();
      }
    }
  }
  end_card();
  mark(screen, "good");
}

}  // namespace tenprobes::app
