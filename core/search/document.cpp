#include "core/search/document.h"

#include <cmath>

#include "core/base/json_text.h"

namespace tenprobes::search {

using nlohmann::ordered_json;

Reader::Reader(const ordered_json& object, std::string where)
    : object_(object), where_(std::move(where)) {
  if (!object.is_object()) throw Error(where_ + ": should be a JSON object");
}

const ordered_json& Reader::at(const char* key) const {
  const auto member = object_.find(key);
  if (member == object_.end()) throw Error(where_ + ": \"" + key + "\" is missing");
  return *member;
}

std::string Reader::text(const char* key) const {
  if (!at(key).is_string()) throw wrong(key, "a text");
  return at(key).get<std::string>();
}

std::optional<std::string> Reader::optional_text(const char* key) const {
  return is_null(key) ? std::nullopt : std::optional(text(key));
}

bool Reader::boolean(const char* key) const {
  if (!at(key).is_boolean()) throw wrong(key, "true or false");
  return at(key).get<bool>();
}

double Reader::number(const char* key) const {
  if (!at(key).is_number() || !std::isfinite(at(key).get<double>())) throw wrong(key, "a number");
  return at(key).get<double>();
}

double Reader::latency(const char* key) const {
  const double value = number(key);
  if (!(value > 0)) throw wrong(key, "a positive number of milliseconds");
  return value;
}

std::uint64_t Reader::whole(const char* key) const {
  if (!at(key).is_number_unsigned()) throw wrong(key, "a whole number, 0 or more");
  return at(key).get<std::uint64_t>();
}

int Reader::count(const char* key) const {
  const std::uint64_t value = whole(key);
  if (value < 1 || value > 1'000'000'000) throw wrong(key, "a whole number from 1 to 1000000000");
  return static_cast<int>(value);
}

const ordered_json& Reader::list(const char* key) const {
  if (!at(key).is_array()) throw wrong(key, "a list of probes");
  return at(key);
}

Error Reader::wrong(const char* key, const std::string& right) const {
  return Error(where_ + ": \"" + key + "\" should be " + right);
}

bool is_document(std::string_view text, const std::string& format) {
  return text.substr(0, 200).find("\"" + format + "\"") != std::string_view::npos;
}

ordered_json parse_document(std::string_view text, const std::string& name,
                            const std::string& format) {
  constexpr int deepest = 6;  // a session is flat
  const ordered_json json = parse_json<ordered_json>(text, name, limits::json_bytes, deepest);
  const Reader reader(json, name);
  if (reader.text("format") != format) {
    throw reader.wrong("format", "\"" + format + "\": this is another kind of file");
  }
  if (reader.number("version") != document_version) {
    throw reader.wrong("version", "1, the only one that this program reads");
  }
  return json;
}

}  // namespace tenprobes::search
