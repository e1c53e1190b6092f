// How good the FBNet session is: what the best found so far misses of the best there is.
#include <algorithm>

#include "web/app/widgets.h"

namespace tenprobes::app {
namespace {

constexpr const char* help_of_goodness =
    "After each probe: how many percent of the multiply-accumulates of the best network within "
    "the budget the best one found so far misses. The best is worked out from the device's true "
    "costs, which no method sees, to a thousandth of the budget. Thick: the session you see. "
    "Thin: the mean of eight sessions with other seeds. Broken: the mean of a hundred sessions of "
    "random probes. Lower is better; the axis is logarithmic.";

const char* title_of(const FbnetBench::Lane& lane) {
  return lane.method == "random" ? "random probes" : "other seeds";
}

}  // namespace

void draw_fbnet_goodness(View& view, ImVec2 size) {
  const FbnetBench& bench = view.fbnet;
  const Palette& c = *view.colours;
  begin_card(
      view, "How good", help_of_goodness,
      view.compact ? "lower is better" : "How much of the best network's computing is missed.",
      size);
  const std::vector<double> mine = bench.curve(), person = bench.person_curve();
  const double last = static_cast<double>(bench.settings().probes);
  {
    Plot plot(
        "fbnet regret plot",
        "Across: probes made. Up: how many percent of the best network's multiply-accumulates "
        "the best one found misses. Thick: this session.",
        ImGui::GetContentRegionAvail(), {"probes", last > 1 ? 1.0 : 0.5, last + 0.001}, regret_axis,
        c, px(124));
    std::vector<EndLabel> labels;
    ImGui::PushFont(small_font());
    const auto draw = [&](const std::vector<double>& regret, const CurveStyle& style,
                          const char* name, ImU32 ink, bool dotted) {
      const std::vector<Point> points = regret_points(regret);
      if (points.empty()) return;
      plot.curve(points, style);
      for (const Point& p : points) {
        if (dotted) plot.canvas().AddCircleFilled(plot.at(p.x, p.y), px(3.2f), ink);
      }
      labels.push_back({plot.at(points.back().x, points.back().y), name, ink});
    };
    for (const FbnetBench::Lane& lane : bench.lanes()) {
      const bool own = lane.method != "random";
      draw(lane.mean,
           {.colour = own ? faded(c.method, 0.55f) : c.rival,
            .width = 1.8f,
            .dash = own ? 0 : rival_dash(0)},
           title_of(lane), own ? c.method : c.faint_text, false);
    }
    draw(mine, {.colour = c.method, .width = 2.6f}, "this session", c.method, true);
    draw(person, {.colour = c.person, .width = 2.6f}, "you", c.person, true);
    draw_end_labels(plot, labels);
    ImGui::PopFont();
    const int probe = static_cast<int>(plot.data_at(ImGui::GetIO().MousePos).x + 0.5);
    if (plot.hovered() && probe >= 1 && probe <= static_cast<int>(last) && ImGui::BeginTooltip()) {
      ImGui::Text("After %d %s:", probe, probe == 1 ? "probe" : "probes");
      const auto k = static_cast<size_t>(probe - 1);
      if (k < mine.size()) {
        coloured_text(c.method, "this session: " + short_number(mine[k]) + " %");
      }
      if (k < person.size()) coloured_text(c.person, "you: " + short_number(person[k]) + " %");
      for (const FbnetBench::Lane& lane : bench.lanes()) {
        if (k >= lane.mean.size()) continue;
        ImGui::Text("%s: %s %% (mean of %d sessions)", title_of(lane),
                    short_number(lane.mean[k]).c_str(), lane.sessions);
      }
      ImGui::EndTooltip();
    }
  }
  end_card();
  mark(view, "good");
}

}  // namespace tenprobes::app
