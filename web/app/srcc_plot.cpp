#include "web/app/srcc_plot.h"

#include <algorithm>
#include <cmath>

#include "web/app/widgets.h"

namespace tenprobes::app {
namespace {

// Where the axis begins, so that good predictors can be told apart: a round number below all that is
// drawn, and .6 at least.
double lowest_of(std::span<const SrccLine> lines) {
  double least = 1;
  for (const SrccLine& line : lines) {
    for (const double srcc : line.srcc) least = std::min(least, std::isnan(srcc) ? 1 : srcc);
  }
  return std::clamp(std::floor(20 * least) / 20, 0.6, 0.9);
}

void say_values(const Screen& screen, std::span<const SrccLine> lines, size_t probes) {
  if (!ImGui::BeginTooltip()) return;
  ImGui::Text("Spearman after %zu %s:", probes, probes == 1 ? "probe" : "probes");
  for (const SrccLine& line : lines) {
    if (probes > line.srcc.size() || std::isnan(line.srcc[probes - 1])) continue;
    ImGui::Text("%s  %s", short_number(line.srcc[probes - 1]).c_str(), line.title.c_str());
    if (line.words) faint_text(screen, line.words(probes));
  }
  ImGui::EndTooltip();
}

}  // namespace

void draw_srcc_plot(Screen& screen, const char* id, const std::string& of_what,
                    std::span<const SrccLine> lines, std::int64_t probes, ImVec2 size) {
  const Palette& c = *screen.colours;
  const std::string up = "Spearman, " + of_what;
  const std::string words = "Across: probes made. Up: how well the order of " + of_what +
                            " is predicted: 1 is perfect. Thick: the page's own predictor; broken: "
                            "the others.";
  const double lowest = lowest_of(lines);
  Plot plot(id, words.c_str(), size,
            {"probes", 1, std::max(2.0, static_cast<double>(probes)), false, false, true},
            {up.c_str(), lowest, 1, false, true}, c, px(92));
  ImGui::PushFont(small_font());
  std::vector<EndLabel> labels;
  for (size_t i = lines.size(); i-- > 0;) {  // the page's own last, on top
    std::vector<Point> points;
    for (size_t k = 0; k < lines[i].srcc.size(); ++k) {
      if (std::isnan(lines[i].srcc[k])) break;  // nothing was left to predict
      points.push_back({static_cast<double>(k + 1), std::max(lowest, lines[i].srcc[k])});
    }
    if (points.empty()) continue;
    const bool own = i == 0;
    plot.curve(points, {.colour = own ? c.method : c.rival,
                        .width = own ? 2.6f : 1.5f,
                        .dash = own ? 0 : rival_dash(i)});
    labels.push_back(
        {plot.at(points.back().x, points.back().y), lines[i].title, own ? c.method : c.faint_text});
    if (!own) continue;
    for (const Point& p : points) {
      plot.canvas().AddCircleFilled(plot.at(p.x, p.y), px(3), c.method);
    }
  }
  draw_end_labels(plot, labels);
  ImGui::PopFont();
  if (!plot.hovered()) return;
  const double under = plot.data_at(ImGui::GetIO().MousePos).x;
  say_values(screen, lines, static_cast<size_t>(std::max(1.0, under + 0.5)));
}

}  // namespace tenprobes::app
