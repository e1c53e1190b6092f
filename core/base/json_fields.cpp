#include "core/base/json_fields.h"

#include "core/base/limits.h"

namespace tenprobes {

Fields::Fields(const Json& object, std::string where) : object_(object), where_(std::move(where)) {
  if (!object_.is_object()) throw Error(where_ + " is not a JSON object");
}

const Json& Fields::require(const std::string& field) {
  const Json* value = find(field);
  if (value == nullptr) throw Error(where_ + ": the field '" + field + "' is missing");
  return *value;
}

double Fields::number(const std::string& field) {
  const Json& value = require(field);
  if (!value.is_number()) throw Error(where_ + ": '" + field + "' is not a number");
  return value.get<double>();
}

double Fields::number(const std::string& field, double low, double high) {
  const double value = number(field);
  if (!(value >= low && value <= high)) {
    throw Error(where_ + ": '" + field + "' is " + Json(value).dump() + "; it must be from " +
                Json(low).dump() + " to " + Json(high).dump());
  }
  return value;
}

int Fields::whole(const std::string& field, int low, int high) {
  if (!require(field).is_number_integer()) {
    throw Error(where_ + ": '" + field + "' is not a whole number");
  }
  return static_cast<int>(number(field, low, high));
}

std::string Fields::text(const std::string& field) {
  const Json& value = require(field);
  if (!value.is_string() || value.get_ref<const std::string&>().empty() ||
      value.get_ref<const std::string&>().size() > limits::text_bytes) {
    throw Error(where_ + ": '" + field + "' is not a text of 1 to " +
                std::to_string(limits::text_bytes) + " bytes");
  }
  return value.get<std::string>();
}

std::string Fields::optional_text(const std::string& field) {
  return object_.contains(field) ? text(field) : "";
}

void Fields::require_format(std::string_view format, std::string_view what) {
  if (text("format") != format) {
    throw Error(where_ + ": 'format' is not '" + std::string(format) + "'");
  }
  if (number("version") != 1) {
    throw Error(where_ + ": version " + require("version").dump() + " of the " + std::string(what) +
                " format is not known; this build reads version 1");
  }
}

void Fields::refuse_unread() const {
  for (const auto& [field, value] : object_.items()) {
    if (!read_.contains(field)) throw Error(where_ + ": the field '" + field + "' is unknown");
  }
}

const Json* Fields::find(const std::string& field) {
  read_.insert(field);
  const auto found = object_.find(field);
  return found == object_.end() ? nullptr : &*found;
}

}  // namespace tenprobes
