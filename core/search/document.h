// Reading the JSON documents of sessions, with one clear sentence for what is wrong with one.
//
//   const nlohmann::ordered_json json = parse_document(text, name, "tenprobes-session");
//   const Reader reader(json, name);
//   const double budget = reader.latency("budget_ms");  // throws Error: what, where, what is right
#pragma once

#include <cstdint>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <string_view>

#include "core/base/error.h"

namespace tenprobes::search {

inline constexpr int document_version = 1;

/// Whether the text begins as a document of this format.
bool is_document(std::string_view text, const std::string& format);

/// Throws Error, `name` being the file's, unless the text is a JSON object of this "format" and
/// "version", no deeper and no longer than a session's.
nlohmann::ordered_json parse_document(std::string_view text, const std::string& name,
                                      const std::string& format);

template <class T>
nlohmann::ordered_json or_null(const std::optional<T>& value) {
  return value ? nlohmann::ordered_json(*value) : nlohmann::ordered_json(nullptr);
}

/// Reads members of one object, and throws Error that says where the fault lies.
class Reader {
 public:
  Reader(const nlohmann::ordered_json& object, std::string where);

  const nlohmann::ordered_json& at(const char* key) const;
  bool is_null(const char* key) const { return at(key).is_null(); }
  std::string text(const char* key) const;
  std::optional<std::string> optional_text(const char* key) const;
  bool boolean(const char* key) const;
  double number(const char* key) const;   ///< finite
  double latency(const char* key) const;  ///< above 0
  std::uint64_t whole(const char* key) const;
  int count(const char* key) const;  ///< 1 to 1,000,000,000
  const nlohmann::ordered_json& list(const char* key) const;

  Error wrong(const char* key, const std::string& right) const;

 private:
  const nlohmann::ordered_json& object_;
  std::string where_;
};

}  // namespace tenprobes::search
