#include "core/base/json_fields.h"

#include <cmath>
#include <utility>

#include "core/base/limits.h"
#include "core/base/text_encoding.h"

namespace tenprobes {

namespace {

/// What a document of ours holds, by its format; empty for any other.
std::string held_by(std::string_view format) {
  constexpr std::pair<std::string_view, std::string_view> formats[] = {
      {"tenprobes-session", "a session"},
      {"tenprobes-space", "a search space"},
      {"tenprobes-bench", "a comparison of methods"},
      {"tenprobes-predict", "a comparison of predictors"},
      {"tenprobes-lesson", "a lesson"}};
  for (const auto& [name, holds] : formats) {
    if (name == format) return std::string(holds);
  }
  return format.starts_with("tenprobes-") && format.ends_with("device") ? "a device" : "";
}

}  // namespace

Fields::Fields(const Json& object, std::string where, const Json* defaults)
    : object_(object), where_(std::move(where)), defaults_(defaults) {
  if (!object_.is_object()) throw JsonFault(object_, where_ + " is not a JSON object");
}

const Json* Fields::find(const std::string& field) const {
  for (const Json* object : {&object_, defaults_}) {
    if (!object) continue;
    if (const auto found = object->find(field); found != object->end()) return &*found;
  }
  return nullptr;
}

const Json& Fields::require(const std::string& field) const {
  read_.insert(field);
  if (const Json* found = find(field)) return *found;
  throw JsonFault(object_, where_ + ": the field '" + field + "' is missing");
}

const Json& Fields::blamed(const std::string& field) const {
  const Json* found = find(field);
  return found ? *found : object_;
}

JsonFault Fields::fault(const std::string& field, const std::string& what) const {
  return {blamed(field), path(field) + " " + what};
}

bool Fields::boolean(const std::string& field) const {
  if (!require(field).is_boolean()) throw fault(field, "is not true or false");
  return require(field).get<bool>();
}

double Fields::number(const std::string& field) const {
  const Json& value = require(field);
  if (!value.is_number() || !std::isfinite(value.get<double>())) {
    throw fault(field, "is not a number");
  }
  return value.get<double>();
}

double Fields::number(const std::string& field, double low, double high) const {
  const double value = number(field);
  if (!(value >= low && value <= high)) {
    throw fault(field, "is " + Json(value).dump() + "; it must be from " + Json(low).dump() +
                           " to " + Json(high).dump());
  }
  return value;
}

double Fields::latency(const std::string& field) const {
  const double value = number(field);
  if (!(value > 0)) throw fault(field, "is not a positive number of milliseconds");
  return value;
}

int Fields::whole(const std::string& field, int low, int high) const {
  const auto value = whole<std::int64_t>(field);
  if (value < low || value > high) {
    throw fault(field, "is " + std::to_string(value) + "; it must be from " + std::to_string(low) +
                           " to " + std::to_string(high));
  }
  return static_cast<int>(value);
}

std::string Fields::any_text(const std::string& field) const {
  if (!require(field).is_string()) throw fault(field, "is not a text");
  return require(field).get<std::string>();
}

std::string Fields::text(const std::string& field) const {
  const Json& value = require(field);
  if (!value.is_string() || value.get_ref<const std::string&>().empty() ||
      value.get_ref<const std::string&>().size() > limits::text_bytes) {
    throw fault(field, "is not a text of 1 to " + std::to_string(limits::text_bytes) + " bytes");
  }
  if (has_control_characters(value.get_ref<const std::string&>())) {
    throw fault(field, "holds control characters, which no name or note needs");
  }
  return value.get<std::string>();
}

std::string Fields::optional_text(const std::string& field) const {
  return contains(field) ? text(field) : "";
}

std::optional<std::string> Fields::text_or_null(const std::string& field) const {
  return is_null(field) ? std::nullopt : std::optional(text(field));
}

const Json& Fields::list(const std::string& field) const {
  if (!require(field).is_array()) throw fault(field, "is not a list");
  return require(field);
}

std::vector<std::string> Fields::texts(const std::string& field) const {
  std::vector<std::string> texts;
  for (const Json& element : list(field)) {
    if (!element.is_string()) throw fault(field, "is not a list of texts");
    texts.push_back(element.get<std::string>());
  }
  return texts;
}

void Fields::require_format(std::string_view format, std::string_view what) const {
  if (!contains("format")) {
    throw JsonFault(object_, where_ + ": is no " + std::string(what) +
                                 ": its 'format' should be '" + std::string(format) + "'");
  }
  if (text("format") != format) {
    const std::string holds = held_by(text("format"));
    throw fault("format", "is not '" + std::string(format) + "'" +
                              (holds.empty() || holds.ends_with(what)
                                   ? ""
                                   : ": it holds " + holds + ", not a " + std::string(what)));
  }
  if (number("version") != 1) {
    throw JsonFault(blamed("version"), where_ + ": version " + require("version").dump() +
                                           " of the " + std::string(what) +
                                           " format is not known; this build reads version 1");
  }
}

void Fields::refuse_unread() const {
  for (const Json* object : {&object_, defaults_}) {
    if (!object) continue;
    for (const auto& [field, value] : object->items()) {
      if (read_.contains(field)) continue;
      throw JsonFault(value, where_ + ": the field '" + field + "' is unknown");
    }
  }
}

}  // namespace tenprobes
