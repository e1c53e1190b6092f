#include "web/app/training_run.h"

#include <algorithm>
#include <nlohmann/json.hpp>

#include "core/base/error.h"
#include "core/base/named.h"
#include "core/training/settings.h"

namespace tenprobes::app {

const TrainingKind& training_kind(std::string_view name) {
  const auto found = std::find_if(training_kinds.begin(), training_kinds.end(),
                                  [&](const TrainingKind& kind) { return kind.name == name; });
  if (found != training_kinds.end()) return *found;
  throw Error("no controller of kind '" + std::string(name.substr(0, 40)) +
              "' can be trained here: expected one of " +
              listed(training_kinds, &TrainingKind::name));
}

std::string training_settings(const TrainingKind& kind, std::int64_t steps, std::uint64_t seed) {
  training::TrainingSettings settings = training::default_settings(kind.name);
  settings.steps = steps;
  settings.seed = seed;
  settings.ppo.epochs = 4;
  settings.environments = 128;
  settings.ppo.minibatch = 512;
  settings.ppo.learning_rate = settings.kind == "acquisition" ? 3e-3 : 2e-3;
  return training::to_json(settings);
}

void TrainingRun::begin(const TrainingKind& trained, double steps) {
  *this = {};
  running = true;
  kind = &trained;
  goal = steps;
}

void TrainingRun::tell(std::string_view news, std::string_view bytes) {
  const nlohmann::json document = nlohmann::json::parse(news, nullptr, false);
  if (document.is_discarded() || !document.is_object()) {
    throw Error("the training worker said something that is no JSON object");
  }
  if (document.contains("error")) {
    running = false;
    throw Error("training stopped: " + document["error"].get<std::string>());
  }
  if (document.contains("random_quality")) random_quality = document["random_quality"];
  if (document.contains("start_quality")) start_quality = document["start_quality"];
  if (document.contains("point")) {
    const auto& point = document["point"];
    curve.push_back({point.at("steps"), 100 * point.at("mean_final_value").get<double>(),
                     point.at("feasible_share")});
    steps_per_second = document.at("steps_per_second");
    weights = bytes;
  }
  if (document.contains("finished")) running = false;
}

double TrainingRun::recent_quality(size_t count) const {
  constexpr size_t rounds = 8;
  const size_t first = count > rounds ? count - rounds : 0;
  double sum = 0;
  for (size_t i = first; i < count; ++i) sum += curve[i].quality;
  return sum / static_cast<double>(count - first);
}

}  // namespace tenprobes::app
