// The world: every network on this device, how fast and how good, and what was probed of it. No
// method sees it.
#include <algorithm>
#include <cfloat>
#include <cmath>

#include "web/app/panels/panels.h"
#include "web/app/probe_marks.h"
#include "web/app/scatter.h"
#include "web/app/widgets.h"

namespace tenprobes::app {
namespace {

constexpr const char* help_of_world =
    "Every dot is a network. Right of the line is over the budget; the steps are the Pareto front, "
    "which no other network beats in both. Numbered circles are the method's probes, filled where "
    "they fit; diamonds are yours; a star is the recommended one. Drag the line, turn the wheel to "
    "zoom, point at a dot to see its network, click it to measure it yourself.";

std::string legend_of(const Screen& screen) {
  if (screen.compact) return "up: better, left: faster";
  const World& world = screen.bench.world();
  const std::string dots = world.whole
                               ? "Each dot is one of " + with_commas(world.size()) + " networks"
                               : "Dots: " + with_commas(World::sample_size) +
                                     " random networks and the best "
                                     "front found, of " +
                                     screen.bench.space_entry().size_in_words();
  return dots + ": higher is better, further left faster.";
}

Axis quality_axis(const Screen& screen) {
  const QualityFacts& facts = screen.bench.quality().facts();
  const World& world = screen.bench.world();
  const double low = world.least_quality;
  // What is bred goes beyond the best of a sample.
  double best = facts.best;
  for (const int dot : world.front) best = std::max(best, world.quality[static_cast<size_t>(dot)]);
  // Points end at 100; of others, the best must not stand on the frame.
  const double high = best == 100 ? best : best + 0.02 * (best - low);
  const double from = low + (high - low) * screen.settings().quality_from / 100;
  return {facts.label.c_str(), from, std::max(high, from + 1e-9)};
}

// Towards the best, by turns of the wheel.
void zoom(Screen& screen, float turns) {
  if (turns == 0 || ImGui::GetIO().WantTextInput) return;
  screen.change([turns](Settings& settings) {
    const double shown = (100 - settings.quality_from) * std::pow(0.85, turns);
    settings.quality_from = std::round(100 - std::clamp(shown, 5.0, 100.0));
  });
}

void draw_probes(const Screen& screen, const Plot& plot, const Axis& x, const History& probes,
                 bool by_user, LabelPlacer& labels) {
  std::vector<ProbeMark> marks;
  for (const Probe& probe : probes) {
    marks.push_back({std::clamp(probe.latency_ms, x.low, x.high),
                     screen.bench.quality(probe.architecture),
                     probe.latency_ms <= screen.bench.budget_ms()});
  }
  draw_probe_marks(screen, plot, marks, by_user, labels);
}

// The recommended one where the session has ended, else the best so far.
void draw_best(const Screen& screen, const Plot& plot, const Axis& x, LabelPlacer& labels) {
  const auto at = [&](const Architecture& network, double ms, bool recommended) {
    draw_best_mark(screen, plot, std::clamp(ms, x.low, x.high), screen.bench.quality(network),
                   recommended, labels);
  };
  if (const auto end = screen.bench.recommendation()) {
    if (end->latency_ms) at(end->architecture, *end->latency_ms, true);
  } else if (const auto best = screen.bench.best()) {
    at(best->architecture, best->latency_ms, false);
  }
}

// 90 % of what is predicted, as a whisker.
void draw_whisker(const Screen& screen, const Plot& plot, const Axis& x,
                  const belief::Prediction& predicted, double quality) {
  const Interval interval = interval_of(predicted);
  const ImVec2 low = plot.at(std::clamp(interval.low, x.low, x.high), quality);
  const ImVec2 high = plot.at(std::clamp(interval.high, x.low, x.high), quality);
  const ImU32 ink = screen.colours->method;
  plot.canvas().AddLine(low, high, ink, px(1.6f));
  for (const ImVec2 end : {low, high}) {
    plot.canvas().AddLine({end.x, end.y - px(3)}, {end.x, end.y + px(3)}, ink, px(1.6f));
  }
}

// Its latency is not known to the method yet: how good it would be is, and what is predicted of it.
void draw_candidate(const Screen& screen, const Plot& plot, const Axis& x) {
  const auto& candidate = screen.bench.candidate();
  if (!candidate) return;
  const double quality = screen.bench.quality(*candidate);
  const float y = plot.at(x.low, quality).y;
  const ImVec2 level[] = {{plot.low_corner().x, y}, {plot.high_corner().x, y}};
  dashed_line(plot.canvas(), level, faded(screen.colours->method, 0.8f), px(1.2f), px(4));
  if (const auto predicted = screen.bench.insight().predict(*candidate)) {
    draw_whisker(screen, plot, x, *predicted, quality);
  }
  const auto ms = screen.bench.world().latency_of(*candidate);
  if (!ms) return;
  const float pulse = screen.reduced_motion
                          ? 0.5f
                          : static_cast<float>(screen.time * 1.4 - std::floor(screen.time * 1.4));
  plot.canvas().AddCircle(plot.at(std::clamp(*ms, x.low, x.high), quality), px(5 + 13 * pulse),
                          faded(screen.colours->method, 1 - pulse), 0, px(2));
}

class WorldPanel : public Panel {
 public:
  void draw(Screen& screen, ImVec2 size) override;

 private:
  void draw_plot(Screen& screen);
  void draw_budget(Screen& screen, Plot& plot, double budget, LabelPlacer& labels);
  void point(Screen& screen, const Plot& plot);
  void invite(Screen& screen);

  Scatter scatter_;
  int tapped_ = -1;                   ///< the dot that a finger asked about
  std::optional<double> dragged_ms_;  ///< the budget, while it is dragged
};

}  // namespace

void WorldPanel::draw_budget(Screen& screen, Plot& plot, double budget, LabelPlacer& labels) {
  const World& world = screen.bench.world();
  const std::string label = "budget " + short_number(budget) +
                            " ms: " + short_number(100 * world.share_within(budget)) + " % fit";
  double moved = budget;
  if (plot.drag_line("budget", "Drag it: how long the chosen network may take.", moved,
                     screen.colours->budget, label.c_str(), reachable(screen, 0), labels)) {
    dragged_ms_ = std::clamp(moved, world.fastest, world.slowest);
    const Setting& s = setting("budget");
    const double share = std::round(world.share_within(*dragged_ms_) * 1000) / 1000;
    screen.change([share = std::clamp(share, s.low, s.high)](Settings& settings) {
      settings.budget_quantile = share;
    });
  }
  mark(screen, "budget");
  if (!ImGui::IsMouseDown(ImGuiMouseButton_Left)) dragged_ms_.reset();
}

// What the pointer is over; a click probes it. A finger has no hover: its first tap shows, the
// second probes.
void WorldPanel::point(Screen& screen, const Plot& plot) {
  const int under = plot.hovered() ? scatter_.cloud.nearest(plot, ImGui::GetIO().MousePos,
                                                            px(screen.compact ? 24 : 12))
                                   : -1;
  if (under >= 0) screen.pointed = screen.bench.world().network(under);
  const auto& shown = under >= 0 ? screen.pointed : screen.pointed_before;
  if (const int dot = shown ? screen.bench.world().dot_of(*shown) : -1; dot >= 0) {
    plot.canvas().AddCircle(scatter_.cloud.at(plot, dot), px(6), screen.colours->text, 0, px(2));
  }
  if (under < 0) return;
  const Architecture network = *screen.pointed;
  describe_network(
      screen, network,
      screen.compact ? "Tap it again to probe it yourself." : "Click to probe it yourself.");
  if (!plot.clicked()) return;
  if (!screen.compact || tapped_ == under) {
    screen.later([network](Workbench& bench) { bench.probe_by_user(network); });
  }
  tapped_ = under;
}

void WorldPanel::draw_plot(Screen& screen) {
  const Workbench& bench = screen.bench;
  const World& world = bench.world();
  const Palette& c = *screen.colours;
  const Axis x = latency_axis(screen, "latency, ms \u2192 slower"), y = quality_axis(screen);
  scatter_.follow({bench.world_version(), x.logarithmic, screen.settings().quality_from}, x, y,
                  world.latency, world.quality, screen.reduced_motion);
  screen.moving |= scatter_.cloud.glide(screen.seconds);
  const double budget = dragged_ms_.value_or(bench.budget_ms());
  const std::string words =
      "Across: latency on the device, faster to the left. Up: " + bench.quality().facts().label +
      ". The best network lies high and left of the budget line. By keyboard, the panel beside "
      "measures a network and the budget slider moves the line.";
  Plot plot("world plot", words.c_str(), ImGui::GetContentRegionAvail(), x, y, c);
  scatter_.cloud.draw(plot, [&](int i) {
    return world.latency[static_cast<size_t>(i)] <= budget ? c.cloud_feasible : c.cloud_slow;
  });
  plot.canvas().AddRectFilled(
      {plot.at(std::clamp(budget, x.low, x.high), y.low).x, plot.low_corner().y},
      plot.high_corner(), faded(c.budget, 0.05f));
  std::vector<Point> front;
  for (const int i : world.front) {
    const auto k = static_cast<size_t>(i);
    if (world.quality[k] < y.low) continue;
    front.push_back({std::clamp(world.latency[k], x.low, x.high), world.quality[k]});
  }
  plot.curve(front, {.colour = faded(c.front, 0.85f), .width = 1.6f, .stairs = true});
  LabelPlacer labels(plot.low_corner(), plot.high_corner());
  draw_budget(screen, plot, budget, labels);
  draw_candidate(screen, plot, x);
  draw_probes(screen, plot, x, bench.history(), false, labels);
  draw_probes(screen, plot, x, bench.user_probes(), true, labels);
  draw_best(screen, plot, x, labels);

  if (plot.hovered()) zoom(screen, ImGui::GetIO().MouseWheel);
  if (ImGui::IsKeyPressed(ImGuiKey_Equal)) zoom(screen, 1);
  if (ImGui::IsKeyPressed(ImGuiKey_Minus)) zoom(screen, -1);
  point(screen, plot);
}

// At the end of the session that the page opens with, before anything was
// touched.
void WorldPanel::invite(Screen& screen) {
  const Settings& first = screen.bench.first_settings();
  const bool touched = scope_of_change(first, screen.settings()) > Scope::view ||
                       screen.settings().lesson != first.lesson;
  const bool may_choose = screen.shows("device"), may_learn = screen.shows("learn");
  if (touched || screen.low || !screen.bench.finished() || !(may_choose || may_learn)) return;
  ImGui::PushStyleColor(ImGuiCol_ChildBg, faded(screen.colours->method, 0.09f));
  ImGui::PushStyleColor(ImGuiCol_Border, faded(screen.colours->method, 0.6f));
  begin_box("invitation", {}, {10, 5});
  ImGui::AlignTextToFramePadding();
  wrapped_text(screen.compact ? "Your turn: drag the budget line, or tap a dot twice to measure it."
                              : "Your turn: drag the budget line, click a dot to measure it, or");
  const ImVec2 size = {0, reachable(screen, 26)};
  const char *device = "take another device", *lesson = "start a lesson";
  if (!screen.compact) beside(may_choose ? device : lesson);
  if (may_choose &&
      button(device, "The next one of the list in Device: the method adapts to it.", size)) {
    const auto& entries = screen.bench.devices().entries();
    const auto now = std::find_if(entries.begin(), entries.end(), [&](const DeviceEntry& entry) {
      return entry.name == first.device;
    });
    const size_t next = static_cast<size_t>(now - entries.begin()) + 1;
    screen.change([name = entries[next % entries.size()].name](Settings& settings) {
      settings.device = name;
      settings.playing = true;
    });
  }
  if (may_choose && may_learn) beside(lesson);
  if (may_learn && button(lesson,
                          "Short lessons, from what an architecture is to a controller that "
                          "adapts (L)",
                          size)) {
    screen.learn = true;
  }
  ImGui::EndChild();
  ImGui::PopStyleColor(2);
}

void WorldPanel::draw(Screen& screen, ImVec2 size) {
  const bool slider = screen.shows("budget") && !screen.compact;  // a small screen's is in Device
  const float scale = px(92), legend = px(62), gap = px(6);
  const float label = small_font()->CalcTextSizeA(small_font()->FontSize, FLT_MAX, 0, "budget").x;
  const float buttons = scale + gap + legend, budget = label + px(5) + px(116) + gap;
  const bool beside_title = slider && size.x > buttons + budget + px(120);
  const float right = buttons + (beside_title ? budget : 0);
  const auto budget_slider = [&] {
    ImGui::AlignTextToFramePadding();
    coloured_text(screen.colours->budget, "budget");
    ImGui::SameLine(0, px(5));
    setting_slider(screen, "budget", beside_title ? px(116) : ImGui::GetContentRegionAvail().x);
  };
  begin_card(screen, "World", help_of_world, legend_of(screen), size, right + px(8));
  ImGui::SameLine(ImGui::GetContentRegionMax().x - right);
  ImGui::SetCursorPosY(px(8));
  ImGui::PushFont(small_font());
  if (beside_title) {
    budget_slider();
    ImGui::SameLine(0, gap);
  }
  ImGui::SetCursorPosY(px(8));
  if (button(screen.settings().log_latency ? "log scale" : "linear scale",
             "How latency is laid out now; the other shows equal ratios, or equal differences, in "
             "equal room.",
             {scale, reachable(screen, 24)})) {
    screen.change([](Settings& settings) { settings.log_latency = !settings.log_latency; });
  }
  mark(screen, "scale");
  ImGui::SameLine(0, gap);
  ImGui::SetCursorPosY(px(8));
  if (button("legend", "What each line, dot and colour means (G)",
             {legend, reachable(screen, 24)})) {
    screen.legend = true;
  }
  if (slider && !beside_title) budget_slider();
  ImGui::PopFont();

  if (!screen.compact) ImGui::AlignTextToFramePadding();
  wrapped_text(screen.bench.announcement());
  invite(screen);

  if (screen.bench.world().known == 0) {
    faint_text(screen, "This device answers only when it is probed, so there is no cloud to show.");
  } else {
    draw_plot(screen);
  }
  end_card();
}

std::unique_ptr<Panel> world_panel() {
  return std::make_unique<WorldPanel>();
}

}  // namespace tenprobes::app
