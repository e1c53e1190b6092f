#include "web/app/panels/predict.h"

#include <algorithm>
#include <cmath>

#include "web/app/slice.h"
#include "web/app/srcc_plot.h"
#include "web/app/widgets.h"

namespace tenprobes::app {
namespace {

// Not "1" of what is a little less.
std::string words_of_correlation(double srcc) {
  const std::string text = short_number(srcc);
  return text == "1" && srcc < 1 ? "over 0.999" : text;
}

constexpr std::chrono::milliseconds curves_slice(5);  // of a frame

// "help +10": ten measurements beside the probes.
std::string title_of(const PredictionCurves::Curve& curve) {
  return curve.name + (curve.beside ? " +" + std::to_string(curve.beside) : "");
}

}  // namespace

void PredictPanel::draw_cloud(Screen& screen, const PredictionReview& review, ImVec2 size) {
  const World& world = screen.bench.world();
  const Palette& c = *screen.colours;
  const Axis x = latency_axis(screen, "predicted, ms"), y = latency_axis(screen, "true, ms");
  Plot plot("predict plot",
            "Across: the latency predicted from the probes alone. Up: the true one. On the dashed "
            "line they are equal; red dots lie outside their 90 % interval.",
            size, x, y, c);
  const double probes = static_cast<double>(screen.bench.told().size());
  const std::vector<double>& shown =
      shown_.of({screen.bench.version(), x.logarithmic, probes}, [&] {
        std::vector<double> within = review.mean;
        for (double& ms : within) ms = std::clamp(ms, x.low, x.high);
        return within;
      });
  scatter_.follow({screen.bench.version(), x.logarithmic, probes}, x, y, shown, world.latency,
                  screen.reduced_motion);
  screen.moving |= scatter_.cloud.glide(screen.seconds);
  const ImU32 within = c.cloud_feasible, outside = faded(c.error, 0.3f);
  scatter_.cloud.draw(
      plot, [&](int i) { return review.within[static_cast<size_t>(i)] ? within : outside; });
  const Point diagonal[] = {{x.low, x.low}, {x.high, x.high}};
  plot.curve(diagonal, {.colour = c.front, .width = 1.3f, .dash = 5});
  for (const Probe& probe : screen.bench.told()) {
    const int dot = world.dot_of(probe.architecture);
    if (dot < 0) continue;
    const auto k = static_cast<size_t>(dot);
    plot.canvas().AddCircleFilled(plot.at(shown[k], world.latency[k]), px(4), c.method);
  }
  const int under = dot_under(screen, plot, scatter_);
  if (under < 0) return;
  const auto k = static_cast<size_t>(under);
  const auto [low, high] = interval_of({review.mean[k], review.deviation[k]});
  const Point whisker[] = {{std::max(x.low, low), world.latency[k]},
                           {std::min(x.high, high), world.latency[k]}};
  plot.curve(whisker, {.colour = c.method, .width = 2});
  describe_network(screen, *screen.pointed,
                   "Predicted " + short_number(review.mean[k]) + " ms; with 90 % between " +
                       short_number(low) + " and " + short_number(high) + ".");
}

// Real devices measured before, for the predictors that lean on one: all but this one. Some of them
// in each frame; whether there are more.
bool PredictPanel::gather_references(const Screen& screen) {
  const auto& entries = screen.bench.devices().entries();
  const Slice slice(curves_slice);
  while (next_device_ < entries.size() && slice.left()) {
    const DeviceEntry& entry = entries[next_device_++];
    if (!entry.is_real() || entry.name == screen.settings().device) continue;
    const auto device = entry.device();
    const std::span<const double> known = device->known_latencies();
    if (!known.empty()) references_.emplace_back(known.begin(), known.end());
  }
  return next_device_ < entries.size();
}

void PredictPanel::follow_curves(Screen& screen, bool wait) {
  const Workbench& bench = screen.bench;
  if (curves_version_ != bench.version()) {
    curves_.reset();
    references_.clear();
    next_device_ = 0;
    curves_version_ = bench.version();
  }
  const ImVec2 moved = ImGui::GetIO().MouseDelta;
  if (wait || moved.x != 0 || moved.y != 0) {  // the pointer comes first
    screen.moving = true;
    return;
  }
  if (!curves_) {
    if (!gather_references(screen)) {
      curves_ = std::make_unique<PredictionCurves>(bench.space(), std::move(references_),
                                                   bench.library().help(), *measured_.last());
    }
    screen.moving = true;
    return;
  }
  curves_->follow(bench.told());
  const Slice slice(curves_slice);
  bool more = true;
  while (more && slice.left()) more = curves_->step(bench.world());
  screen.moving |= more;
}

void PredictPanel::draw_curves(Screen& screen, ImVec2 size) {
  std::vector<SrccLine> lines;
  static const std::vector<PredictionCurves::Curve> none;
  for (const PredictionCurves::Curve& curve : curves_ ? curves_->curves() : none) {
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
  draw_srcc_plot(screen, "srcc plot", "all other networks", lines, screen.settings().probes, size);
}

void PredictPanel::draw(Screen& screen, ImVec2 size) {
  const Workbench& bench = screen.bench;
  begin_card(
      screen, "Predict",
      "Across, the latency predicted from the probes alone; up, the true one. The curve: how well "
      "the order of all other networks is predicted after each probe.",
      screen.compact ? ""
                     : "From the probes alone: predicted against true latency of all networks.",
      size);
  if (bench.told().empty() || bench.world().known < 2) {
    review_.forget();
    curves_.reset();
    curves_version_ = -1;
    faint_text(screen,
               bench.told().empty()
                   ? "Nothing was probed yet: press play or step."
                   : "This device answers only when it is probed: there is no truth to hold "
                     "predictions against.");
    return end_card();
  }
  const std::vector<double>& measured =
      measured_.of({bench.version()}, [&] { return bench.measured_once(); });
  const std::tuple reviewed(bench.version(), bench.told().size());
  const bool is_new = !review_.holds(reviewed);
  const PredictionReview& review = review_.of(reviewed, [&] {
    return review_prediction(bench.insight().belief(), bench.told(), bench.world(), measured);
  });
  follow_curves(screen, is_new);  // a review is enough for one frame
  const std::size_t count = bench.told().size();
  const std::string after = "After " + std::to_string(count) + (count == 1 ? " probe" : " probes");
  wrapped_text(review.judged < 2
                   ? after + " nothing is left to be predicted."
                   : after + ": Spearman " + words_of_correlation(review.srcc) +
                         " with the truth; " + short_number(std::round(review.coverage)) +
                         " % of new measurements lie within the 90 % interval.");
  explain(
      "Bayesian inference with synthetic devices of this search space as its prior. For red dots, "
      "one new measurement, with the "
      "device's noise, lies outside the interval.");
  if (bench.space().form() == Form::cells) is_here(screen, "help");
  const ImVec2 room = ImGui::GetContentRegionAvail();
  if (room.x > px(560)) {
    const float side = room.x * 0.44f;
    const ImVec2 at = ImGui::GetCursorPos();
    draw_cloud(screen, review, {room.x - side - px(10), room.y});
    ImGui::SetCursorPos({at.x + room.x - side, at.y});
    draw_curves(screen, {side, room.y});
  } else {
    draw_cloud(screen, review, {room.x, room.y * 0.55f});
    draw_curves(screen, {room.x, std::max(ImGui::GetContentRegionAvail().y, px(190))});
  }
  end_card();
}

std::string PredictPanel::words(const Screen&) const {
  const PredictionReview* review = this->review();
  return review ? "Predicted against true latency: Spearman " + words_of_correlation(review->srcc) +
                      "; " + short_number(review->coverage) + " % are within their 90 % intervals."
                : "";
}

}  // namespace tenprobes::app
