// The training worker's module: what web/shell/training-worker.js calls. One run at a time.
//
// Every function returns JSON, valid until the next call: what laboratory.h's Training::tell()
// takes.
#include <emscripten.h>

#include <algorithm>
#include <chrono>
#include <memory>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "core/base/error.h"
#include "core/base/parallel.h"
#include "core/controller/acquisition.h"
#include "core/devices/distribution.h"
#include "core/training/environment.h"
#include "core/training/training_run.h"

namespace {

using namespace tenprobes;
using nlohmann::ordered_json;

struct Run {
  std::unique_ptr<training::TrainingRun> trainer;
  std::unique_ptr<training::TrainingRun> start;  ///< the same, in the same tasks, but never learns
  double start_sum = 0;                          ///< of what its rounds found
  int start_rounds = 0;
  std::string weights = {};
  double seconds = 0;
};
std::unique_ptr<Run> run;

template <class Work>
const char* answer(Work work) {
  static std::string text;
  try {
    text = work().dump();
  } catch (const std::exception& error) {
    text = ordered_json{{"error", error.what()}}.dump();
  }
  return text.c_str();
}

// What random search finds in the tasks that the trainer sets: sessions one after another, as many
// steps as a rollout has, counting those that end in it. The acquisition's trainer plays single
// whole sessions instead, and draws their number of probes otherwise.
double random_quality(const training::TrainingSettings& settings,
                      const std::vector<double>& quality) {
  const bool whole_sessions = settings.kind == controller::AcquisitionController::kind;
  const int environments = whole_sessions ? 1024 : 256;
  const int horizon = whole_sessions ? 1 : settings.horizon;
  const auto [fewest, most] = std::pair(settings.tasks.fewest_probes, settings.tasks.most_probes);
  const std::vector<Cell> sample = training::quantile_sample(settings.tasks.quantile_sample);
  Random random(settings.seed);
  double sum = 0;
  int sessions = 0;
  training::TaskDevice device(sample);
  for (int e = 0; e < environments; ++e) {
    for (int step = 0; step < horizon;) {
      device.draw(devices::draw_device, random);
      const double budget = device.quantile(
          random.uniform(settings.tasks.lowest_quantile, settings.tasks.highest_quantile));
      const int probes =
          whole_sessions ? std::min(most, static_cast<int>(random.log_uniform(fewest, most + 1)))
                         : fewest + random.below(most - fewest + 1);
      double best = 0;
      for (int k = 0; k < probes; ++k, ++step) {
        const int index = random.below(cell_count);
        const double ms = device.device().measure(cell_at(index), random);
        if (ms <= budget) best = std::max(best, quality[static_cast<std::size_t>(index)]);
      }
      if (!whole_sessions && step > horizon) break;
      sum += best;
      ++sessions;
    }
  }
  return sum / sessions;
}

}  // namespace

extern "C" {

/// `settings`: of core/training/settings.h; `quality`: [15625] percentile points.
EMSCRIPTEN_KEEPALIVE const char* training_start(const char* settings, const double* quality) {
  return answer([&] {
    const training::TrainingSettings parsed = training::parse_settings(settings, "the settings");
    const std::vector<double> points(quality, quality + cell_count);
    training::TrainingSettings unmoved = parsed;
    unmoved.ppo.learning_rate = unmoved.last_learning_rate = 0;
    run.reset(new Run{.trainer = training::start_training(parsed, points, devices::draw_device),
                      .start = training::start_training(unmoved, points, devices::draw_device)});
    return ordered_json{{"random_quality", random_quality(parsed, points)}};
  });
}

/// One rollout and its update; at first the start, which does not learn, plays the same tasks.
EMSCRIPTEN_KEEPALIVE const char* training_iterate() {
  return answer([&] {
    const auto start = std::chrono::steady_clock::now();
    const training::CurvePoint point = run->trainer->iterate(serial_for);
    run->seconds += std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
    run->weights = run->trainer->controller().serialise();
    ordered_json news{{"point", ordered_json::parse(training::to_json(point))},
                      {"steps_per_second", static_cast<double>(point.steps) / run->seconds}};
    constexpr int rounds_of_the_start = 8;
    if (run->start_rounds < rounds_of_the_start && !run->start->finished()) {
      run->start_sum += run->start->iterate(serial_for).mean_final_value;
      news["start_quality"] = 100 * run->start_sum / ++run->start_rounds;
    }
    if (run->trainer->finished()) news["finished"] = true;
    return news;
  });
}

/// Of the last rollout, for training_weights_size() bytes.
EMSCRIPTEN_KEEPALIVE const char* training_weights() {
  return run->weights.data();
}
EMSCRIPTEN_KEEPALIVE int training_weights_size() {
  return static_cast<int>(run->weights.size());
}
}
