// Latency against quality on a FBNet device: random networks as a cloud, the best there is, the
// probes numbered, each with what was foretold of it.
#include <algorithm>
#include <cmath>

#include "web/app/fbnet/scene.h"
#include "web/app/fbnet/strip.h"
#include "web/app/probe_marks.h"
#include "web/app/widgets.h"

namespace tenprobes::app {
namespace {

constexpr const char* help_of_world =
    "The dots are 2,000 random networks of the 9^22: how fast they truly are, and how much they "
    "compute. No method sees them. The line is the best there is at every latency, worked out from "
    "the device's true costs. Numbered circles are the method's probes, filled where they fit the "
    "budget; the bar beside each is what was foretold of it, with 90 %, before it was measured. "
    "Diamonds are yours. Drag the budget's line; click a dot to make its network yours.";

Axis quality_axis(const FbnetWorld& world) {
  return fitted_axis("million multiply-accumulates \u2191 better", 0,
                     std::max(world.front.back().quality * 0.9,
                              *std::max_element(world.quality.begin(), world.quality.end())),
                     false);
}

void draw_whisker(const View& view, const Plot& plot, const Axis& x,
                  const prediction::Prediction& foretold, double quality, ImU32 ink) {
  const double half = interval_90 * foretold.standard_deviation;
  const auto within = [&](double ms) { return std::clamp(ms, x.low, x.high); };
  const ImVec2 low = plot.at(within(foretold.mean - half), quality);
  const ImVec2 high = plot.at(within(foretold.mean + half), quality);
  const ImVec2 middle = plot.at(within(foretold.mean), quality);
  plot.canvas().AddLine(low, high, ink, px(1.6f));
  for (const ImVec2 end : {low, high}) {
    plot.canvas().AddLine({end.x, end.y - px(3)}, {end.x, end.y + px(3)}, ink, px(1.6f));
  }
  plot.canvas().AddCircleFilled(middle, px(1.8f), view.colours->card);
  plot.canvas().AddCircle(middle, px(2.4f), ink, 0, px(1.2f));
}

void draw_moves(const View& view, const Plot& plot, const Axis& x,
                const std::vector<FbnetMove>& moves, bool by_person, LabelPlacer& labels) {
  const ImU32 ink = by_person ? view.colours->person : view.colours->method;
  std::vector<ProbeMark> marks;
  for (const FbnetMove& move : moves) {
    const double quality = search::fbnet_quality(move.probe.architecture);
    if (move.foretold) draw_whisker(view, plot, x, *move.foretold, quality, faded(ink, 0.5f));
    marks.push_back(
        {std::clamp(move.probe.latency_ms, x.low, x.high), quality, view.fbnet.fits(move)});
  }
  draw_probe_marks(view, plot, marks, by_person, labels);
}

// Before its latency is known: how good it would be, and what is foretold of it.
void draw_candidate(const View& view, const Plot& plot, const Axis& x) {
  const auto& candidate = view.fbnet.candidate();
  if (!candidate) return;
  const double quality = search::fbnet_quality(*candidate);
  const float y = plot.at(x.low, quality).y;
  const ImVec2 level[] = {{plot.low_corner().x, y}, {plot.high_corner().x, y}};
  dashed_line(plot.canvas(), level, faded(view.colours->method, 0.6f), px(1.1f), px(4));
  if (const auto foretold = view.fbnet.foretell(*candidate)) {
    draw_whisker(view, plot, x, *foretold, quality, view.colours->method);
  }
}

void follow_budget(View& view, bool moved, double dragged) {
  FbnetScreen& screen = view.fbnet_screen;
  const FbnetWorld& world = view.fbnet.world();
  if (moved) {
    screen.dragging_budget = true;
    screen.dragged_budget_ms = dragged;
  }
  if (!screen.dragging_budget) return;
  const Setting& s = setting("budget");
  view.wanted.budget_quantile = std::clamp(
      std::round(share_within(world, screen.dragged_budget_ms) * 1000) / 1000, s.low, s.high);
  if (!ImGui::IsMouseDown(ImGuiMouseButton_Left)) screen.dragging_budget = false;
}

void draw_reference(const View& view, const Plot& plot) {
  const auto& reference = view.fbnet.reference();
  if (!reference) return;
  const ImVec2 p =
      plot.at(view.fbnet.device().device.latency(*reference), search::fbnet_quality(*reference));
  plot.canvas().AddCircleFilled(p, px(3), view.colours->front);
}

void draw_plot(View& view) {
  FbnetBench& bench = view.fbnet;
  const FbnetWorld& world = bench.world();
  const Palette& c = *view.colours;
  const Axis x = fbnet_latency_axis(view, "latency, ms \u2192 slower"), y = quality_axis(world);
  Scatter& scatter = view.scatters["fbnet world"];
  scatter.follow(std::to_string(bench.generation()) + (view.wanted.log_latency ? " log" : ""), x, y,
                 world.latency, world.quality, view.reduced_motion);
  view.moving |= scatter.cloud.glide(view.seconds);
  FbnetScreen& screen = view.fbnet_screen;
  const double budget = screen.dragging_budget ? screen.dragged_budget_ms : bench.budget_ms();
  Plot plot("fbnet world plot",
            "Across: latency on the device, faster to the left. Up: multiply-accumulates, more is "
            "better. The best network lies high and left of the budget line. By keyboard, the "
            "layers' blocks build a network and the budget slider moves the line.",
            ImGui::GetContentRegionAvail(), x, y, c);
  scatter.cloud.draw(plot, px(1.7f), [&](int i) {
    return world.latency[static_cast<size_t>(i)] <= budget ? c.cloud_feasible : c.cloud_slow;
  });
  plot.canvas().AddRectFilled({plot.at(budget, 0).x, plot.low_corner().y}, plot.high_corner(),
                              faded(c.budget, 0.05f));
  std::vector<Point> front;
  for (const auto& step : world.front) {
    if (step.latency_ms >= x.low && step.latency_ms <= x.high) {
      front.push_back({step.latency_ms, step.quality});
    }
  }
  plot.curve(front, {.colour = faded(c.front, 0.85f), .width = 1.6f});
  draw_reference(view, plot);

  double dragged = budget;
  const std::string label = "budget " + short_number(budget) +
                            " ms: " + short_number(100 * share_within(world, budget)) + " % fit";
  const bool moved = plot.drag_line("budget", "Drag it: how long the chosen network may take.",
                                    dragged, c.budget, label.c_str(), reachable(view, 0));
  mark(view, "budget");
  follow_budget(view, moved, dragged);

  LabelPlacer labels(plot.low_corner(), plot.high_corner());
  draw_candidate(view, plot, x);
  draw_moves(view, plot, x, bench.moves(), false, labels);
  draw_moves(view, plot, x, bench.person(), true, labels);
  if (const FbnetMove* best = bench.best()) {
    draw_best_mark(view, plot, best->probe.latency_ms,
                   search::fbnet_quality(best->probe.architecture), bench.finished(), labels);
  }

  const int under = plot.hovered() ? scatter.cloud.nearest(plot, ImGui::GetIO().MousePos,
                                                           px(view.compact ? 24 : 12))
                                   : -1;
  if (under < 0) return;
  const FbnetArchitecture& network = devices::fbnet_crowd()[static_cast<size_t>(under)];
  plot.canvas().AddCircle(scatter.cloud.at(plot, under), px(6), c.text, 0, px(2));
  screen.hovered = network;
  describe_fbnet(view, network,
                 view.compact ? "Tap to make it yours: Layers has it."
                              : "Click to make it yours: then change a layer, and probe it.");
  if (plot.clicked()) view.wanted.layers = digits_of(network);
}

}  // namespace

void draw_fbnet_world(View& view, ImVec2 size) {
  begin_card(view, "World", help_of_world, view.compact ? "" : "up: computes more, left: faster",
             size, px(228));
  ImGui::SameLine(ImGui::GetContentRegionMax().x - px(220));
  ImGui::SetCursorPosY(px(8));
  ImGui::PushFont(small_font());
  ImGui::AlignTextToFramePadding();
  if (!lists(view.wanted.hide, "budget")) {
    coloured_text(view.colours->budget, "budget");
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
  announced(view.fbnet.announcement());
  draw_plot(view);
  end_card();
}

}  // namespace tenprobes::app
