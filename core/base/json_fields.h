// Reading JSON objects of which every field is known, with one clear sentence for what is wrong.
//
//   Fields fields(json, "raspi4.json");             // how errors call the place
//   fields.require_format("tenprobes-device", "device");
//   double noise = fields.number("noise", 0, 1);    // throws Error: where, which field, what is right
//   fields.refuse_unread();                         // a field that nobody asked for is a mistake
#pragma once

#include <nlohmann/json.hpp>
#include <set>
#include <string>
#include <string_view>

#include "core/base/error.h"

namespace tenprobes {

using Json = nlohmann::ordered_json;

/// Reads the fields of one JSON object and, at the end, refuses those that nobody read. Throws
/// Error that says where the fault lies.
class Fields {
 public:
  Fields(const Json& object, std::string where);

  const Json& require(const std::string& field);
  double number(const std::string& field);
  double number(const std::string& field, double low, double high);
  int whole(const std::string& field, int low, int high);
  std::string text(const std::string& field);
  std::string optional_text(const std::string& field);

  /// One of `choices`.
  template <class Choices>
  std::string choice(const std::string& field, const Choices& choices) {
    const std::string value = text(field);
    std::string expected;
    for (const std::string_view each : choices) {
      if (value == each) return value;
      expected += (expected.empty() ? "" : ", ") + std::string(each);
    }
    throw Error(where_ + ": '" + field + "' is '" + value + "'; it must be one of " + expected);
  }

  /// "format", and "version" 1; `what` is how the sentence calls the format.
  void require_format(std::string_view format, std::string_view what);

  bool contains(const std::string& field) const { return object_.contains(field); }
  std::string path(const std::string& field) const { return where_ + ": '" + field + "'"; }

  void refuse_unread() const;

 private:
  const Json* find(const std::string& field);

  const Json& object_;
  std::string where_;
  std::set<std::string> read_;
};

}  // namespace tenprobes
