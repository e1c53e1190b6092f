#include "core/training/settings.h"

#include <algorithm>
#include <concepts>
#include <type_traits>

#include "core/base/json_fields.h"
#include "core/base/json_text.h"
#include "core/base/limits.h"
#include "core/base/located.h"
#include "core/search_space/spaces.h"

namespace tenprobes::training {
namespace {

/// The one table of fields: visit(name, field, lowest, highest).
template <class Settings, class Visit>
void for_each_field(Settings& s, Visit visit) {
  visit("kind", s.kind, 0.0, 0.0);
  visit("hidden", s.hidden, 1.0, 1024.0);
  visit("steps", s.steps, 0.0, 1e12);
  visit("seed", s.seed, 0.0, 1.9e19);
  visit("environments", s.environments, 1.0, 65536.0);
  visit("horizon", s.horizon, 1.0, 4096.0);
  visit("minibatch", s.ppo.minibatch, 1.0, 1e7);
  visit("epochs", s.ppo.epochs, 1.0, 100.0);
  visit("learning_rate", s.ppo.learning_rate, 0.0, 1.0);
  visit("last_learning_rate", s.last_learning_rate, 0.0, 1.0);
  visit("entropy", s.ppo.entropy, 0.0, 10.0);
  visit("last_entropy", s.last_entropy, 0.0, 10.0);
  visit("clip", s.ppo.clip, 1e-6, 10.0);
  visit("value_clip", s.ppo.value_clip, 0.0, 1e6);
  visit("value_weight", s.ppo.value_weight, 0.0, 100.0);
  visit("discount", s.discount, 0.0, 1.0);
  visit("gae_lambda", s.gae_lambda, 0.0, 1.0);
  visit("largest_gradient", s.ppo.largest_gradient, 1e-9, 1e9);
  visit("target_kl", s.ppo.target_kl, 0.0, 100.0);
  visit("lowest_quantile", s.tasks.lowest_quantile, 0.0, 1.0);
  visit("highest_quantile", s.tasks.highest_quantile, 0.0, 1.0);
  visit("fewest_probes", s.tasks.fewest_probes, 2.0, 1000.0);
  visit("most_probes", s.tasks.most_probes, 2.0, 1000.0);
  visit("quantile_sample", s.tasks.quantile_sample, 2.0, 15625.0);
  visit("episodes_per_device", s.tasks.episodes_per_device, 1.0, 1e6);
  visit("exponent", s.tasks.exponent, -10.0, 10.0);
  visit("train_devices", s.train_devices, 0.0, 0.0);
  visit("spaces", s.spaces, 0.0, 0.0);
}

std::string plain(double number) {
  std::string text = Json(number).dump();
  if (text.size() > 2 && text.ends_with(".0")) text.resize(text.size() - 2);
  return text;
}

void read(const Fields& fields, const char* key, std::string& field) {
  field = fields.text(key);
}
void read(const Fields& fields, const char* key, std::vector<std::string>& field) {
  field = fields.texts(key);
}
template <std::integral Field>
void read(const Fields& fields, const char* key, Field& field) {
  field = fields.whole<Field>(key);
}
template <class Number>  // double, or optional
void read(const Fields& fields, const char* key, Number& field) {
  field = fields.number(key);
}

}  // namespace

bool TrainingSettings::plays_cells() const {
  return spaces.empty() || std::any_of(spaces.begin(), spaces.end(), [](const std::string& name) {
           const BuiltInSpace* space = built_in_space(name);
           return space && space->name == cell_space()->name();
         });
}

void validate(const TrainingSettings& settings) {
  for_each_field(settings, [](const char* name, const auto& field, double low, double high) {
    using Field = std::decay_t<decltype(field)>;
    double number = low;
    if constexpr (std::is_arithmetic_v<Field>) number = static_cast<double>(field);
    if constexpr (std::is_same_v<Field, std::optional<double>>) number = field.value_or(low);
    if (!(number >= low && number <= high)) {
      throw Error(std::string(name) + " is " + plain(number) + ": expected " + plain(low) + " to " +
                  plain(high));
    }
  });
  const std::int64_t steps = std::int64_t{settings.environments} * settings.horizon;
  if (steps > limits::rollout_steps) {
    throw Error("environments x horizon is " + std::to_string(steps) + ": at most " +
                std::to_string(limits::rollout_steps) + " steps are kept in memory at once");
  }
  if (settings.tasks.lowest_quantile > settings.tasks.highest_quantile) {
    throw Error("lowest_quantile is above highest_quantile");
  }
  if (settings.tasks.fewest_probes > settings.tasks.most_probes) {
    throw Error("fewest_probes is above most_probes");
  }
  if (settings.kind != "acquisition" && settings.kind != "edit") {
    throw Error("'" + settings.kind +
                "' is not a kind of controller: expected acquisition or edit");
  }
  if (settings.kind == "acquisition" && settings.tasks.exponent) {
    throw Error("kind acquisition learns within a budget: leave out the exponent, or choose edit");
  }
  if (settings.spaces.empty()) return;
  const std::string title = cell_space()->title();
  if (settings.kind == "edit") {
    throw Error("kind edit reads the six edges of a cell: it learns in " + title + " only");
  }
  if (!settings.train_devices.empty()) {
    throw Error("train_devices are devices of " + title +
                ": leave them out, or spaces, in which devices are synthetic");
  }
}

TrainingSettings default_settings(const std::string& kind) {
  TrainingSettings settings;
  settings.kind = kind;
  if (kind != "edit") return settings;
  settings.hidden = 64;
  settings.steps = 20'000'000;
  settings.environments = 1024;
  settings.ppo = {.target_kl = settings.ppo.target_kl};
  settings.last_learning_rate = 2e-5;
  settings.last_entropy = 0.0005;
  return settings;
}

TrainingSettings parse_settings(std::string_view text, const std::string& name) {
  const Json document = parse_json<Json>(text, name, limits::device_bytes);
  const Fields fields(document, name);
  std::string kind = TrainingSettings{}.kind;
  if (fields.contains("kind")) kind = fields.text("kind");
  TrainingSettings settings = default_settings(kind);
  for_each_field(settings, [&](const char* key, auto& field, double, double) {
    if (fields.contains(key)) read(fields, key, field);
  });
  fields.refuse_unread();
  located(name, [&] { validate(settings); });
  return settings;
}

std::string to_json(const TrainingSettings& settings) {
  Json document;
  for_each_field(settings, [&](const char* key, const auto& field, double, double) {
    using Field = std::decay_t<decltype(field)>;
    if constexpr (std::is_same_v<Field, std::optional<double>>) {
      if (field) document[key] = *field;
    } else if constexpr (std::is_same_v<Field, std::vector<std::string>>) {
      if (!field.empty()) document[key] = field;
    } else {
      document[key] = field;
    }
  });
  return document.dump();
}

}  // namespace tenprobes::training
