#include "web/app/panels/train.h"

#include <algorithm>
#include <cmath>

#include "web/app/widgets.h"

namespace tenprobes::app {
namespace {

// 2000000 -> "2 million"
std::string count_words(double count) {
  if (count >= 1e6) return short_number(count / 1e6) + " million";
  return count >= 1e3 ? short_number(count / 1e3) + " thousand" : short_number(count);
}

}  // namespace

std::vector<const TrainingKind*> TrainPanel::kinds_for(const SearchSpace& space) {
  std::vector<const TrainingKind*> kinds;
  for (const TrainingKind& kind : training_kinds) {
    if (kind.any_space || space.form() == Form::cells) kinds.push_back(&kind);
  }
  return kinds;
}

void TrainPanel::choose(const TrainingKind& kind) {
  kind_ = &kind;
  steps_ = kind.steps;
}

void TrainPanel::kind_picker(Screen& screen, float width) {
  chooser("##kind", kind_->title, width, "What the controller starts with.", [&] {
    for (const TrainingKind* kind : kinds_for(screen.bench.space())) {
      if (choice(screen, kind->title, kind_ == kind, kind->words)) choose(*kind);
    }
  });
}

void TrainPanel::goal_slider(float width) {
  const TrainingKind& kind = *kind_;
  const std::string shown = count_words(steps_) + " probes";
  ImGui::PushID("goal");
  number_slider({.value = &steps_,
                 .low = &kind.fewest_steps,
                 .high = &kind.most_steps,
                 .shown = shown,
                 .widest = shown,
                 .label = "Training",
                 .words = "How many probes of synthetic devices it learns from.",
                 .flags = ImGuiSliderFlags_Logarithmic | ImGuiSliderFlags_AlwaysClamp |
                          ImGuiSliderFlags_NoInput},
                width);
  ImGui::PopID();
}

void TrainPanel::controls(Screen& screen) {
  const TrainingRun& training = run_;
  const ImVec2 size = {0, reachable(screen, 28)};
  if (training.running) {
    if (button("Stop", "Ends the run; what was learnt so far can be used and saved.", size)) {
      stop(screen);
    }
  } else {
    ImGui::BeginDisabled(!screen.offers.training);
    if (button(training.curve.empty() ? "Train a controller" : "Train anew",
               "Runs the real trainer (PPO) beside the page: thousands of sessions on synthetic "
               "devices. The seed above makes it repeatable.",
               size)) {
      screen.attempt([&] {
        begin(screen, *kind_, static_cast<std::int64_t>(steps_),
              static_cast<std::uint64_t>(screen.settings().seed));
      });
    }
    ImGui::EndDisabled();
    const float kind = px(190), goal = px(150);
    beside(kind);
    kind_picker(screen, kind);
    beside(goal);
    goal_slider(goal);
  }
  ImGui::BeginDisabled(training.weights.empty());
  beside("Use it now");
  if (button("Use it now", "The controller as trained so far takes over from the one shown.",
             size)) {
    screen.attempt([&] { use(screen); });
  }
  beside("Save\u2026");
  if (button("Save\u2026",
             "As a safetensors file, which the command line opens too: tenprobes adapt --weights.",
             size)) {
    screen.attempt([&] { save(screen); });
  }
  ImGui::EndDisabled();
}

void TrainPanel::curve(Screen& screen) {
  const TrainingRun& training = run_;
  const Palette& c = *screen.colours;
  const double last = std::max(training.kind ? training.goal : steps_, training.steps());
  const double unit = last >= 1e6 ? 1e6 : 1e3;
  double lowest = training.random_quality > 0 ? training.random_quality : 50;
  if (training.start_quality > 0) lowest = std::min(lowest, training.start_quality);
  for (const TrainingRun::Point& p : training.curve) lowest = std::min(lowest, p.quality);
  Plot plot("training plot",
            "Across: probes made in training. Up: the mean quality of the networks found, in "
            "percent of networks beaten. Thin: each round of practice; thick: the mean of the last "
            "few, as rounds differ in how hard their budgets are.",
            ImGui::GetContentRegionAvail(),
            {unit == 1e6 ? "million probes" : "thousand probes", 0, last / unit},
            {"quality found (mean of synthetic devices)", std::floor(lowest / 10) * 10, 100}, c);
  const auto baseline = [&](double quality, const char* words, double place) {
    const Point line[] = {{0, quality}, {last / unit, quality}};
    plot.curve(line, {.colour = c.rival, .width = 1.6f, .dash = 6});
    const ImVec2 at = plot.at(place * last / unit, quality);
    plot.canvas().AddText({at.x, at.y + px(2)}, c.faint_text, words);
  };
  if (training.random_quality > 0) baseline(training.random_quality, "random search", 0.6);
  if (training.start_quality > 0) baseline(training.start_quality, "before training", 0.3);
  std::vector<Point> points, smooth;
  for (const TrainingRun::Point& p : training.curve) {
    points.push_back({p.steps / unit, p.quality});
    smooth.push_back({p.steps / unit, training.recent_quality(points.size())});
  }
  plot.curve(points, {.colour = faded(c.method, 0.35f), .width = 1.2f});
  plot.curve(smooth, {.colour = c.method, .width = 2.5f});
  if (points.size() == 1)
    plot.canvas().AddCircleFilled(plot.at(points[0].x, points[0].y), px(3), c.method);
  if (!plot.hovered() || training.curve.empty()) return;
  const double at = plot.data_at(ImGui::GetIO().MousePos).x * unit;
  const auto nearest = std::min_element(training.curve.begin(), training.curve.end(),
                                        [&](const auto& a, const auto& b) {
                                          return std::abs(a.steps - at) < std::abs(b.steps - at);
                                        });
  ImGui::SetTooltip("After %s probes: quality %s,\n%s %% of sessions met the budget",
                    count_words(nearest->steps).c_str(), short_number(nearest->quality).c_str(),
                    short_number(100 * nearest->feasible).c_str());
}

void TrainPanel::begin(Screen& screen, const TrainingKind& kind, std::int64_t steps,
                       std::uint64_t seed) {
  if (!screen.offers.training) throw Error("nothing here can train: the page in a browser can");
  const std::span<const double> quality =
      screen.bench.library().at(default_space).quality()->table();
  run_.begin(kind, static_cast<double>(steps));
  Wish wish{Wish::Kind::start_training, training_settings(kind, steps, seed), {}};
  wish.bytes.assign(reinterpret_cast<const char*>(quality.data()), quality.size_bytes());
  screen.wishes.push_back(std::move(wish));
}

void TrainPanel::stop(Screen& screen) {
  run_.running = false;
  screen.wishes.push_back({Wish::Kind::stop_training, "", ""});
}

void TrainPanel::use(Screen& screen) {
  if (run_.weights.empty()) throw Error("nothing was trained yet");
  screen.later([weights = run_.weights](Workbench& bench) {
    bench.load_file(weights, "the controller trained here");
    Settings wanted = bench.settings();
    wanted.playing = true;
    bench.change(wanted);
  });
}

void TrainPanel::save(Screen& screen) const {
  if (run_.weights.empty()) throw Error("nothing was trained yet");
  screen.save_file("controller.safetensors", run_.weights);
}

void TrainPanel::draw(Screen& screen, ImVec2 size) {
  const TrainingRun& training = run_;
  begin_card(
      screen, "Train",
      "Runs the trainer of the command line (PPO) on synthetic devices in a worker of the "
      "browser. The curve is the mean quality of what it finds, held against random search "
      "and against what its own weights found before any training.",
      screen.compact ? "" : "A controller learns to search by practice on synthetic devices.",
      size);
  if (const auto kinds = kinds_for(screen.bench.space());
      std::find(kinds.begin(), kinds.end(), kind_) == kinds.end()) {
    choose(*kinds.front());
  }
  controls(screen);
  faint_text(screen, (training.running ? training.kind : kind_)->words);
  if (screen.bench.space().form() != Form::cells) {
    faint_text(screen,
               "It practises on the cells of NAS-Bench-201, whose sessions are short. As it reads "
               "beliefs, which every space has, it can be used here once trained.");
  }
  std::string words = "Each probe is one measurement on a synthetic device.";
  if (!screen.offers.training) {
    words = "Training runs beside the page in a browser; here, tenprobes train does it.";
  } else if (training.running && training.curve.empty()) {
    words = "Starting\u2026";
  } else if (!training.curve.empty()) {
    words = count_words(training.steps()) + " probes, " + count_words(training.steps_per_second) +
            " a second; finds quality " +
            short_number(training.recent_quality(training.curve.size())) +
            ", and something within the budget in " +
            short_number(100 * training.curve.back().feasible) + " % of sessions.";
  }
  wrapped_text(words);
  curve(screen);
  end_card();
}

}  // namespace tenprobes::app
