// Reading JSON objects of which every field is known, with one clear sentence for what is wrong.
//
//   Fields fields(json, "raspi4.json");             // how errors call the place
//   fields.require_format("tenprobes-device", "device");
//   double noise = fields.number("noise", 0, 1);    // throws Error: where, which field, what is right
//   fields.refuse_unread();                         // a field that nobody asked for is a mistake
#pragma once

#include <concepts>
#include <cstdint>
#include <nlohmann/json.hpp>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "core/base/error.h"
#include "core/base/named.h"

namespace tenprobes {

using Json = nlohmann::ordered_json;

template <class T>
Json or_null(const std::optional<T>& value) {
  return value ? Json(*value) : Json(nullptr);
}

/// A fault of one value, which json_lines.h finds the line of as long as its document lives.
class JsonFault : public Error {
 public:
  JsonFault(const Json& value, const std::string& what) : Error(what), value_(&value) {}
  const Json* value() const { return value_; }

 private:
  const Json* value_;
};

/// Reads the fields of one JSON object and, where asked, refuses those that nobody read. All but
/// contains() and is_null() throw JsonFault, which says where the fault lies, where the field is
/// missing or of another kind.
class Fields {
 public:
  /// `object` outlives it, and so does the object of what stands for fields that it lacks.
  Fields(const Json& object, std::string where, const Json* defaults = nullptr);

  bool contains(const std::string& field) const { return find(field) != nullptr; }
  const Json& require(const std::string& field) const;
  bool is_null(const std::string& field) const { return require(field).is_null(); }

  bool boolean(const std::string& field) const;
  double number(const std::string& field) const;  ///< finite
  double number(const std::string& field, double low, double high) const;
  double latency(const std::string& field) const;  ///< ms, above 0

  /// A whole number that fits the type.
  template <std::integral Integer>
  Integer whole(const std::string& field) const {
    const Json& value = require(field);
    if (!value.is_number_integer()) throw fault(field, "is not a whole number");
    const bool fits = value.is_number_unsigned()
                          ? std::in_range<Integer>(value.get<std::uint64_t>())
                          : std::in_range<Integer>(value.get<std::int64_t>());
    if (!fits) throw fault(field, "is " + value.dump() + ", which is out of range");
    return value.get<Integer>();
  }
  int whole(const std::string& field, int low, int high) const;

  std::string text(const std::string& field) const;           ///< of 1 to 2000 bytes
  std::string optional_text(const std::string& field) const;  ///< "" where the field is missing
  std::optional<std::string> text_or_null(const std::string& field) const;
  std::string any_text(const std::string& field) const;  ///< of any length

  const Json& list(const std::string& field) const;
  std::vector<std::string> texts(const std::string& field) const;  ///< a list of texts

  /// One of `choices`.
  template <class Choices>
  std::string choice(const std::string& field, const Choices& choices) const {
    std::string value = text(field);
    for (const std::string_view each : choices) {
      if (value == each) return value;
    }
    throw fault(field, "is '" + value + "'; it must be one of " + listed(choices));
  }

  /// "format", and "version" 1; `what` is how the sentence calls the format.
  void require_format(std::string_view format, std::string_view what) const;

  /// The place of a field, for the fields of what stands there.
  std::string path(const std::string& field) const { return where_ + ": '" + field + "'"; }
  /// The error that `what` tells of a field, e.g. fault("index", "is not the architecture's").
  JsonFault fault(const std::string& field, const std::string& what) const;
  /// What an error about a field is about: its value, or the object where it is missing.
  const Json& blamed(const std::string& field) const;

  void refuse_unread() const;

 private:
  const Json* find(const std::string& field) const;

  const Json& object_;
  std::string where_;
  const Json* defaults_;
  mutable std::set<std::string> read_;
};

}  // namespace tenprobes
