#include "core/training/settings.h"

#include <algorithm>
#include <cmath>
#include <nlohmann/json.hpp>
#include <set>
#include <type_traits>

#include "core/base/error.h"
#include "core/base/json_text.h"
#include "core/base/limits.h"

namespace tenprobes::training {
namespace {

using nlohmann::json;
using nlohmann::ordered_json;

/// The one table of fields: visit(name, field, lowest, highest).
template <class Settings, class Visit>
void for_each_field(Settings& s, Visit visit) {
  visit("kind", s.kind, 0.0, 0.0);
  visit("hidden", s.hidden, 1.0, 1024.0);
  visit("steps", s.steps, 1.0, 1e12);
  visit("seed", s.seed, 0.0, 1.9e19);
  visit("environments", s.environments, 1.0, 65536.0);
  visit("horizon", s.horizon, 1.0, 4096.0);
  visit("minibatch", s.minibatch, 1.0, 1e7);
  visit("epochs", s.epochs, 1.0, 100.0);
  visit("learning_rate", s.learning_rate, 0.0, 1.0);
  visit("last_learning_rate", s.last_learning_rate, 0.0, 1.0);
  visit("entropy", s.entropy, 0.0, 10.0);
  visit("last_entropy", s.last_entropy, 0.0, 10.0);
  visit("clip", s.clip, 1e-6, 10.0);
  visit("value_clip", s.value_clip, 0.0, 1e6);
  visit("value_weight", s.value_weight, 0.0, 100.0);
  visit("discount", s.discount, 0.0, 1.0);
  visit("gae_lambda", s.gae_lambda, 0.0, 1.0);
  visit("largest_gradient", s.largest_gradient, 1e-9, 1e9);
  visit("target_kl", s.target_kl, 0.0, 100.0);
  visit("lowest_quantile", s.tasks.lowest_quantile, 0.0, 1.0);
  visit("highest_quantile", s.tasks.highest_quantile, 0.0, 1.0);
  visit("fewest_probes", s.tasks.fewest_probes, 2.0, 1000.0);
  visit("most_probes", s.tasks.most_probes, 2.0, 1000.0);
  visit("quantile_sample", s.tasks.quantile_sample, 2.0, 15625.0);
  visit("episodes_per_device", s.tasks.episodes_per_device, 1.0, 1e6);
  visit("exponent", s.tasks.exponent, -10.0, 10.0);
  visit("train_devices", s.train_devices, 0.0, 0.0);
}

std::string plain(double number) {
  std::string text = json(number).dump();
  if (text.size() > 2 && text.ends_with(".0")) text.resize(text.size() - 2);
  return text;
}

template <class Field>
struct ValueOf {
  using type = Field;
};
template <class Value>
struct ValueOf<std::optional<Value>> {
  using type = Value;
};

template <class Field>
void read(const json& value, Field& field, const std::string& where) {
  if constexpr (std::is_same_v<Field, std::string>) {
    if (!value.is_string()) throw Error(where + " must be a text");
  } else if constexpr (std::is_same_v<Field, std::vector<std::string>>) {
    const auto is_text = [](const json& element) { return element.is_string(); };
    if (!value.is_array() || !std::all_of(value.begin(), value.end(), is_text)) {
      throw Error(where + " must be a list of texts");
    }
  } else if constexpr (std::is_integral_v<Field>) {
    if (!value.is_number_integer()) throw Error(where + " must be a whole number");
    if (value.is_number_unsigned()
            ? value.get<std::uint64_t>() > std::uint64_t(std::numeric_limits<Field>::max())
            : std::is_unsigned_v<Field> ||
                  value.get<std::int64_t>() < std::int64_t(std::numeric_limits<Field>::min())) {
      throw Error(where + " is out of range");
    }
  } else {
    if (!value.is_number()) throw Error(where + " must be a number");
  }
  field = value.get<typename ValueOf<Field>::type>();
}

}  // namespace

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
}

TrainingSettings default_settings(const std::string& kind) {
  TrainingSettings settings;
  settings.kind = kind;
  if (kind != "edit") return settings;
  settings.hidden = 64;
  settings.steps = 20'000'000;
  settings.environments = 1024;
  settings.minibatch = 4096;
  settings.epochs = 3;
  settings.learning_rate = 1e-3;
  settings.last_learning_rate = 2e-5;
  settings.entropy = 0.01;
  settings.last_entropy = 0.0005;
  return settings;
}

TrainingSettings parse_settings(std::string_view text, const std::string& name) {
  const auto document = parse_json<json>(text, name, limits::device_bytes);
  if (!document.is_object()) throw Error(name + ": not a JSON object of training settings");
  std::string kind = TrainingSettings{}.kind;
  if (document.contains("kind")) read(document["kind"], kind, name + ": 'kind'");
  TrainingSettings settings = default_settings(kind);
  std::set<std::string> known;
  for_each_field(settings, [&](const char* key, auto& field, double, double) {
    known.insert(key);
    if (document.contains(key)) read(document[key], field, name + ": '" + key + "'");
  });
  for (const auto& [key, value] : document.items()) {
    if (!known.count(key)) throw Error(name + ": '" + key + "' is not a training setting");
  }
  try {
    validate(settings);
  } catch (const Error& error) {
    throw Error(name + ": " + error.what());
  }
  return settings;
}

std::string to_json(const TrainingSettings& settings) {
  ordered_json document;
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
