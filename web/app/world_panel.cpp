// All 15,625 networks as a cloud, the Pareto front, the budget to drag, the probes numbered.
#include <algorithm>
#include <cmath>

#include "core/search_space/cells/network_cost.h"
#include "web/app/cell_graph.h"
#include "web/app/probe_marks.h"
#include "web/app/widgets.h"

namespace tenprobes::app {
namespace {

size_t at(int index) {
  return static_cast<size_t>(index);
}

Axis quality_axis(double from) {
  // Some room above the best, for their numbers.
  return {"quality \u2191 better (percent of networks below)", from, 100 + 0.04 * (100 - from)};
}

// Lays the dots out again where the device or the axis changed.
void follow(View& view) {
  const World& world = view.bench.world();
  const bool logarithmic = view.wanted.log_latency;
  if (view.cloud_generation == view.bench.generation() && view.cloud_logarithmic == logarithmic &&
      view.cloud_from == view.wanted.quality_from) {
    return;
  }
  const bool first = view.cloud_generation < 0;
  view.cloud_generation = view.bench.generation();
  view.cloud_logarithmic = logarithmic;
  view.cloud_from = view.wanted.quality_from;
  const Axis quality = quality_axis(view.cloud_from);
  view.latency_axis =
      fitted_axis("latency, ms \u2192 slower", world.fastest, world.slowest, logarithmic, 2.4);
  std::vector<float> x(world.latency.size()), y(world.latency.size());
  for (size_t i = 0; i < x.size(); ++i) {
    x[i] = view.latency_axis.normalised(world.latency[i]);
    y[i] = quality.normalised(world.quality[i]);
  }
  view.cloud.aim(x, y, first || view.reduced_motion);
}

void draw_probes(const View& view, const Plot& plot, const History& probes, bool by_person,
                 LabelPlacer& labels) {
  std::vector<ProbeMark> marks;
  for (const Probe& probe : probes) {
    marks.push_back({probe.latency_ms, view.bench.quality(index_of(probe.architecture)),
                     probe.latency_ms <= view.bench.budget_ms()});
  }
  draw_probe_marks(view, plot, marks, by_person, labels);
}

void draw_best(const View& view, const Plot& plot, LabelPlacer& labels) {
  const auto best = view.bench.best();
  if (!best) return;
  draw_best_mark(view, plot, best->latency_ms, view.bench.quality(index_of(best->architecture)),
                 view.bench.finished(), labels);
}

void draw_candidate(const View& view, const Plot& plot) {
  if (!view.bench.candidate()) return;
  const int index = index_of(*view.bench.candidate());
  const double ms = view.bench.world().latency[at(index)];
  if (std::isnan(ms)) return;
  // Its latency is not known to the method yet: only its quality is, so a level line shows first.
  const double quality = view.bench.quality(index);
  const ImVec2 p = plot.at(ms, quality);
  const ImVec2 level[] = {{plot.low_corner().x, p.y}, {plot.high_corner().x, p.y}};
  dashed_line(plot.canvas(), level, faded(view.colours->method, 0.8f), px(1.2f), px(4));
  const float pulse = view.reduced_motion
                          ? 0.5f
                          : static_cast<float>(view.time * 1.4 - std::floor(view.time * 1.4));
  plot.canvas().AddCircle(p, px(5 + 13 * pulse), faded(view.colours->method, 1 - pulse), 0, px(2));
}

// Towards the best, by turns of the wheel.
void zoom(View& view, float turns) {
  if (turns == 0 || ImGui::GetIO().WantTextInput) return;
  const double shown = (100 - view.wanted.quality_from) * std::pow(0.85, turns);
  view.wanted.quality_from = std::round(100 - std::clamp(shown, 5.0, 100.0));
}

std::string legend_of(const View& view) {
  return view.compact
             ? "up: better, left: faster"
             : "Each dot is one of 15,625 networks: higher is better, further left faster.";
}

}  // namespace

void draw_world(View& view, ImVec2 size) {
  Workbench& bench = view.bench;
  const Palette& c = *view.colours;
  const World& world = bench.world();
  follow(view);
  view.moving |= view.cloud.glide(view.seconds);

  begin_card(view, "World",
             "Every dot is a network. Right of the line is over the budget; the steps are the "
             "Pareto front, which no other network beats in both. Numbered circles are the "
             "method's probes, filled where they fit; diamonds are yours. Drag the line, turn the "
             "wheel to zoom, point at a dot to see its cell, click it to measure it yourself.",
             legend_of(view), size, px(228));
  ImGui::SameLine(ImGui::GetContentRegionMax().x - px(220));
  ImGui::SetCursorPosY(px(8));
  ImGui::PushFont(small_font());
  ImGui::AlignTextToFramePadding();
  if (!lists(view.wanted.hide, "budget")) {
    coloured_text(c.budget, "budget");
    ImGui::SameLine(0, px(5));
    setting_slider(view, "budget", px(78));
    ImGui::SameLine(0, px(6));
  }
  ImGui::SetCursorPosY(px(8));
  if (button(view.wanted.log_latency ? "log scale" : "linear scale",
             "How latency is laid out: logarithmic gives equal ratios equal room.",
             {px(92), reachable(view, 24)})) {
    view.wanted.log_latency = !view.wanted.log_latency;
  }
  ImGui::PopFont();

  announced(bench.announcement());

  if (world.known == 0) {
    faint_text(view, "This device answers only when it is probed, so there is no cloud to show.");
    end_card();
    return;
  }
  const double budget = view.dragging_budget ? view.dragged_budget_ms : bench.budget_ms();
  {
    Plot plot("world plot",
              "Across: latency on the device, faster to the left. Up: quality, the percent of all "
              "networks with lower training-free scores. The best network lies high and left of "
              "the budget line. By keyboard, Cell measures a network and the budget slider moves "
              "the line.",
              ImGui::GetContentRegionAvail(), view.latency_axis, quality_axis(view.cloud_from), c);
    view.cloud.draw(plot, px(1.7f), [&](int i) {
      return world.latency[at(i)] <= budget ? c.cloud_feasible : c.cloud_slow;
    });
    plot.canvas().AddRectFilled({plot.at(budget, 0).x, plot.low_corner().y}, plot.high_corner(),
                                faded(c.budget, 0.05f));
    std::vector<Point> front;
    for (const int i : world.front) front.push_back({world.latency[at(i)], bench.quality(i)});
    plot.curve(front, {.colour = faded(c.front, 0.85f), .width = 1.6f, .stairs = true});

    double dragged = budget;
    const std::string label = "budget " + short_number(budget) +
                              " ms: " + short_number(100 * share_within(world, budget)) + " % fit";
    const bool moved = plot.drag_line("budget", "Drag it: how long the chosen network may take.",
                                      dragged, c.budget, label.c_str(), reachable(view, 0));
    mark(view, "budget");
    if (moved) {
      view.dragging_budget = true;
      view.dragged_budget_ms = std::clamp(dragged, world.fastest, world.slowest);
    }
    if (view.dragging_budget) {
      const double share = share_within(world, view.dragged_budget_ms);
      view.wanted.budget_quantile = std::clamp(std::round(share * 1000) / 1000,
                                               setting("budget").low, setting("budget").high);
      if (!ImGui::IsMouseDown(ImGuiMouseButton_Left)) view.dragging_budget = false;
    }

    LabelPlacer labels(plot.low_corner(), plot.high_corner());
    draw_candidate(view, plot);
    draw_probes(view, plot, bench.history(), false, labels);
    draw_probes(view, plot, bench.person(), true, labels);
    draw_best(view, plot, labels);

    if (plot.hovered()) zoom(view, ImGui::GetIO().MouseWheel);
    if (ImGui::IsKeyPressed(ImGuiKey_Equal)) zoom(view, 1);
    if (ImGui::IsKeyPressed(ImGuiKey_Minus)) zoom(view, -1);

    const int under = plot.hovered() ? view.cloud.nearest(plot, ImGui::GetIO().MousePos,
                                                          px(view.compact ? 24 : 12))
                                     : -1;
    const int shown = under >= 0 ? under : view.hovered;
    if (shown >= 0 && !std::isnan(world.latency[at(shown)])) {
      const ImVec2 p = plot.at(world.latency[at(shown)], bench.quality(shown));
      plot.canvas().AddCircle(p, px(6), c.text, 0, px(2));
    }
    if (under >= 0) {
      describe_network(view, under,
                       "Network " + std::to_string(under) +
                           (view.compact ? ". Tap it again to probe it yourself."
                                         : ". Click to probe it yourself."));
      // A finger has no hover: its first tap shows, the second probes.
      if (plot.clicked() && (!view.compact || view.tapped == under)) {
        view.attempt([&] { bench.probe_by_person(under); });
      }
      if (plot.clicked()) view.tapped = under;
    }
  }
  end_card();
}

}  // namespace tenprobes::app
