// A lab for few-shot prediction: predicted against true latency of every network, from the probes
// alone, and how the ranking improves with each.
#include <algorithm>
#include <cmath>

#include "web/app/srcc_plot.h"
#include "web/app/widgets.h"

namespace tenprobes::app {
namespace {

void draw_cloud(View& view, const PredictionReview& review, ImVec2 size) {
  const World& world = view.bench.world();
  const Palette& c = *view.colours;
  const Axis x =
      fitted_axis("predicted, ms", world.fastest, world.slowest, view.wanted.log_latency, 2.4);
  const Axis y =
      fitted_axis("true, ms", world.fastest, world.slowest, view.wanted.log_latency, 2.4);
  Plot plot("predict plot",
            "Across: the latency predicted from the probes alone. Up: the true one. On the dashed "
            "line they are equal; red dots lie outside their 90 % interval.",
            size, x, y, c);
  Scatter& scatter = view.scatters["predict"];
  std::vector<double> shown = review.mean;
  for (double& ms : shown) ms = std::clamp(ms, x.low, x.high);
  scatter.follow(std::to_string(view.bench.generation()) + "," +
                     std::to_string(view.review_probes) + (view.wanted.log_latency ? "l" : ""),
                 x, y, shown, world.latency, view.reduced_motion);
  view.moving |= scatter.cloud.glide(view.seconds);
  const auto within = [&](size_t i) {
    return std::abs(review.measured[i] - review.mean[i]) <= interval_90 * review.deviation[i];
  };
  scatter.cloud.draw(plot, px(1.7f), [&](int i) {
    return within(static_cast<size_t>(i)) ? c.cloud_feasible : faded(c.error, 0.3f);
  });
  const Point diagonal[] = {{x.low, x.low}, {x.high, x.high}};
  plot.curve(diagonal, {.colour = c.front, .width = 1.3f, .dash = 5});
  for (const Probe& probe : view.bench.told()) {
    const auto k = static_cast<size_t>(index_of(probe.architecture));
    plot.canvas().AddCircleFilled(plot.at(shown[k], world.latency[k]), px(4), c.method);
  }
  const int under = dot_under(view, plot, scatter);
  if (under < 0) return;
  const auto k = static_cast<size_t>(under);
  const double half = interval_90 * review.deviation[k];
  const Point interval[] = {{std::max(x.low, review.mean[k] - half), world.latency[k]},
                            {std::min(x.high, review.mean[k] + half), world.latency[k]}};
  plot.curve(interval, {.colour = c.method, .width = 2});
  describe_network(view, under,
                   "Predicted " + short_number(review.mean[k]) + " ms; with 90 % between " +
                       short_number(std::max(0.0, review.mean[k] - half)) + " and " +
                       short_number(review.mean[k] + half) + ".");
}

// Real devices measured before, for the predictors that lean on one: all but this one.
std::vector<std::vector<double>> references(const View& view) {
  std::vector<std::vector<double>> latencies;
  for (const DeviceEntry& entry : view.bench.catalogue().entries()) {
    if (entry.group == "synthetic" || entry.name == view.bench.settings().device) continue;
    const auto device = view.bench.catalogue().make(entry.name, view.wanted.synthetic);
    const std::span<const double> known = device->known_latencies();
    latencies.emplace_back(known.begin(), known.end());
  }
  return latencies;
}

void follow_curves(View& view) {
  if (!view.prediction_curves || view.curves_generation != view.bench.generation()) {
    view.prediction_curves = std::make_unique<PredictionCurves>(references(view), view.bench.help(),
                                                                view.bench.measured_once());
    view.curves_generation = view.bench.generation();
  }
  view.prediction_curves->follow(view.bench.told());
  view.moving |= view.prediction_curves->step(view.bench.world());
}

// "help +10": ten measurements beside the probes.
std::string title_of(const PredictionCurves::Curve& curve) {
  return curve.name + (curve.beside ? " +" + std::to_string(curve.beside) : "");
}

void draw_curves(View& view, ImVec2 size) {
  std::vector<SrccLine> lines;
  for (const PredictionCurves::Curve& curve : view.prediction_curves->curves()) {
    const auto words = [&curve](size_t probes) {
      std::string text(prediction::predictor_kind(curve.name).description);
      if (curve.beside > 0) {
        text += " " + std::to_string(curve.beside + probes) +
                " measurements in all. The nine devices that it learned from, pixel3 among them, "
                "are no fair test of it.";
      }
      return text;
    };
    lines.push_back({title_of(curve), curve.srcc, words});
  }
  draw_srcc_plot(view, "srcc plot", "all other networks", lines, view.bench.settings().probes,
                 size);
}

}  // namespace

void draw_predict_panel(View& view, ImVec2 size) {
  const Workbench& bench = view.bench;
  begin_card(
      view, "Predict",
      "Across, the latency predicted from the probes alone; up, the true one. The curve: how well "
      "the order of all other networks is predicted after each probe.",
      view.compact ? "" : "From the probes alone: predicted against true latency of all networks.",
      size);
  if (bench.told().empty() || bench.world().known < 2) {
    view.review.reset();
    faint_text(view, bench.told().empty()
                         ? "Nothing was probed yet: press play or step."
                         : "This device answers only when it is probed: there is no truth to hold "
                           "predictions against.");
    return end_card();
  }
  if (!view.review || view.review_generation != bench.generation() ||
      view.review_probes != bench.told().size()) {
    view.review = review_prediction(bench.told(), bench.world(), bench.measured_once());
    view.review_generation = bench.generation();
    view.review_probes = bench.told().size();
  }
  follow_curves(view);
  const PredictionReview& review = *view.review;
  ImGui::PushTextWrapPos();
  const auto count = static_cast<int>(bench.told().size());
  ImGui::Text(
      "After %d %s: Spearman %s with the truth; %s %% of new measurements lie within the 90 %% "
      "interval.",
      count, count == 1 ? "probe" : "probes", short_number(review.srcc).c_str(),
      short_number(std::round(review.coverage)).c_str());
  ImGui::PopTextWrapPos();
  explain(
      "A Bayesian regression on operation counts, with the synthetic devices as its prior and "
      "competing ideas of what a runtime executes. For red dots, one new measurement, with the "
      "device's noise, lies outside the interval.");
  const ImVec2 room = ImGui::GetContentRegionAvail();
  if (room.x > px(560)) {
    const float side = room.x * 0.44f;
    const ImVec2 at = ImGui::GetCursorPos();
    draw_cloud(view, review, {room.x - side - px(10), room.y});
    ImGui::SetCursorPos({at.x + room.x - side, at.y});
    draw_curves(view, {side, room.y});
  } else {
    draw_cloud(view, review, {room.x, room.y * 0.55f});
    draw_curves(view, {room.x, std::max(ImGui::GetContentRegionAvail().y, px(190))});
  }
  end_card();
}

}  // namespace tenprobes::app
