// Predicted against true latency of random FBNet networks, from the session's probes alone, and how
// the ranking improves with each.
#include <algorithm>
#include <cmath>

#include "web/app/fbnet/scene.h"
#include "web/app/srcc_plot.h"
#include "web/app/widgets.h"

namespace tenprobes::app {
namespace {

constexpr const char* help_of_predict =
    "Across, the latency predicted from the probes alone; up, the true one, of 2,000 random "
    "networks. The curve: how well their order is predicted after each probe, by the page's "
    "Bayesian regression on the costs of layers, by a table of what each operation costs in each "
    "layer, and by multiply-accumulates alone. The probes are those of the search: it measures "
    "what may be good, not what would teach most.";

void draw_cloud(View& view, ImVec2 size) {
  const FbnetBench& bench = view.fbnet;
  const FbnetReview& review = bench.review();
  const FbnetWorld& world = bench.world();
  const Palette& c = *view.colours;
  const Axis x = fbnet_latency_axis(view, "predicted, ms");
  const Axis y = fbnet_latency_axis(view, "true, ms");
  Plot plot("fbnet predict plot",
            "Across: the latency predicted from the probes alone. Up: the true one. On the dashed "
            "line they are equal; red dots lie outside their 90 % interval.",
            size, x, y, c);
  Scatter& scatter = view.scatters["fbnet predict"];
  std::vector<double> shown;
  for (const prediction::Prediction& p : review.predicted()) {
    shown.push_back(std::clamp(p.mean, x.low, x.high));
  }
  scatter.follow(std::to_string(bench.generation()) + "," + std::to_string(review.probes()) +
                     (view.wanted.log_latency ? "l" : ""),
                 x, y, shown, world.latency, view.reduced_motion);
  view.moving |= scatter.cloud.glide(view.seconds);
  scatter.cloud.draw(plot, px(1.9f), [&](int i) {
    const auto k = static_cast<size_t>(i);
    const prediction::Prediction& p = review.predicted()[k];
    const bool within =
        std::abs(bench.measured_once()[k] - p.mean) <= interval_90 * p.standard_deviation;
    return within ? c.cloud_feasible : faded(c.error, 0.4f);
  });
  const Point diagonal[] = {{x.low, x.low}, {x.high, x.high}};
  plot.curve(diagonal, {.colour = c.front, .width = 1.3f, .dash = 5});
  const int under = plot.hovered() ? scatter.cloud.nearest(plot, ImGui::GetIO().MousePos,
                                                           px(view.compact ? 24 : 12))
                                   : -1;
  if (under < 0) return;
  const auto k = static_cast<size_t>(under);
  const prediction::Prediction& p = review.predicted()[k];
  const double half = interval_90 * p.standard_deviation;
  const Point interval[] = {{std::clamp(p.mean - half, x.low, x.high), world.latency[k]},
                            {std::clamp(p.mean + half, x.low, x.high), world.latency[k]}};
  plot.curve(interval, {.colour = c.method, .width = 2});
  plot.canvas().AddCircle(scatter.cloud.at(plot, under), px(6), c.text, 0, px(2));
  view.fbnet_screen.hovered = devices::fbnet_crowd()[k];
  describe_fbnet(view, *view.fbnet_screen.hovered, "");
}

const char* title_of(std::string_view method) {
  return method == "bayes" ? "Bayesian" : method == "layerwise" ? "layer table" : "MACs";
}

void draw_curves(View& view, ImVec2 size) {
  std::vector<SrccLine> lines;
  for (const FbnetReview::Curve& curve : view.fbnet.review().curves()) {
    lines.push_back({title_of(curve.name), curve.srcc});
  }
  draw_srcc_plot(view, "fbnet srcc plot", "random networks", lines, view.fbnet.settings().probes,
                 size);
}

}  // namespace

void draw_fbnet_predict(View& view, ImVec2 size) {
  FbnetBench& bench = view.fbnet;
  begin_card(view, "Predict", help_of_predict,
             view.compact ? "" : "From the probes alone: predicted against true latency.", size);
  view.moving |= bench.review_step();
  const FbnetReview& review = bench.review();
  if (review.predicted().empty()) {
    faint_text(view, "Nothing was probed yet: press play or step.");
    return end_card();
  }
  ImGui::PushTextWrapPos();
  const auto count = static_cast<int>(review.probes());
  ImGui::Text(
      "After %d %s: Spearman %s with the truth; %s %% of new measurements lie within the 90 %% "
      "interval.",
      count, count == 1 ? "probe" : "probes", short_number(review.srcc()).c_str(),
      short_number(std::round(review.coverage())).c_str());
  ImGui::PopTextWrapPos();
  explain(
      "For red dots, one new measurement, with the device's noise, lies outside the interval that "
      "was predicted.");
  const ImVec2 room = ImGui::GetContentRegionAvail();
  if (room.x > px(560)) {
    const float side = room.x * 0.44f;
    const ImVec2 at = ImGui::GetCursorPos();
    draw_cloud(view, {room.x - side - px(10), room.y});
    ImGui::SetCursorPos({at.x + room.x - side, at.y});
    draw_curves(view, {side, room.y});
  } else {
    draw_cloud(view, {room.x, room.y * 0.6f});
    draw_curves(view, {room.x, ImGui::GetContentRegionAvail().y});
  }
  end_card();
}

}  // namespace tenprobes::app
