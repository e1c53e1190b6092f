#include "core/devices/external_answer.h"

#include <cctype>
#include <cmath>
#include <string>

#include "core/base/error.h"
#include "core/base/json_text.h"
#include "core/base/limits.h"
#include "core/base/quote.h"
#include "core/base/text_encoding.h"
#include "core/base/text_numbers.h"
#include "core/datasets/number_text.h"

namespace tenprobes::devices {
namespace {

using nlohmann::json;

constexpr const char* right_answer = "one line like {\"latency_ms\": 12.5}";
constexpr int deepest = 8;

struct TimedKey {
  std::string_view name;
  double milliseconds;
};
constexpr TimedKey latency_keys[] = {
    {"latency_ms", 1}, {"latency_s", 1e3}, {"latency_us", 1e-3}, {"latency_ns", 1e-6}};

std::string lower(std::string_view text) {
  std::string low(text);
  for (char& c : low) c = static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
  return low;
}

[[noreturn]] void refuse(std::string_view line, const std::string& what) {
  throw Error("the device answered " + quote(line) + what);
}

double positive(double value, const std::string& what, std::string_view line) {
  if (!(value > 0) || !std::isfinite(value)) {
    refuse(line, ", whose " + what + " is not a positive number of milliseconds");
  }
  return value;
}

/// A number, with a unit or without; a decimal comma where it cannot be anything else.
std::optional<double> milliseconds_in_text(std::string_view text) {
  const auto mark = datasets::decimal_mark_of(std::span(&text, 1), ',');
  const auto number =
      mark == datasets::DecimalMark::unclear ? std::nullopt : datasets::read_number(text, mark);
  if (!number || text.find('%') != std::string_view::npos) return std::nullopt;
  return number->value * number->milliseconds.value_or(1);
}

double time_of(const json& value, double milliseconds, const std::string& what,
               std::string_view line) {
  if (value.is_number()) return positive(value.get<double>() * milliseconds, what, line);
  if (value.is_string()) {
    // json.dumps() of a NumPy number gives text.
    const auto read = milliseconds_in_text(value.get_ref<const std::string&>());
    if (read) return positive(*read * milliseconds, what, line);
  }
  refuse(line, value.is_array() ? ", whose " + what + " is a list: give one number, e.g. the median"
                                : ", whose " + what + " is not a positive number of milliseconds");
}

/// The document's fields by their names in lower case.
json fields_of(const json& document, std::string_view line) {
  json fields = json::object();
  for (const auto& [key, value] : document.items()) {
    if (fields.contains(lower(key))) refuse(line, ", which names " + quote(key) + " twice");
    fields[lower(key)] = value;
  }
  return fields;
}

std::string text_of_error(const json& error) {
  return quote(error.is_string() ? error.get<std::string>()
                                 : error.dump(-1, ' ', true, json::error_handler_t::replace));
}

std::optional<Spread> spread_in(const json& fields, std::string_view line) {
  if (!fields.contains("lower_quartile_ms") || !fields.contains("upper_quartile_ms")) {
    return std::nullopt;
  }
  Spread spread{time_of(fields["lower_quartile_ms"], 1, "lower_quartile_ms", line),
                time_of(fields["upper_quartile_ms"], 1, "upper_quartile_ms", line), 1};
  if (fields.contains("repeats")) {
    const json& repeats = fields["repeats"];
    if (!repeats.is_number_unsigned() || repeats < 1 || repeats > 1'000'000'000) {
      refuse(line, ", whose repeats are not a whole number from 1 on");
    }
    spread.repeats = repeats.get<int>();
  }
  if (spread.lower_quartile_ms > spread.upper_quartile_ms) {
    refuse(line, ", whose quartiles are swapped");
  }
  return spread;
}

ExternalAnswer from_fields(const json& fields, std::string_view line) {
  if (fields.contains("error")) {
    const json& error = fields["error"];
    if (!error.is_null() && error != false && error != "") {
      throw Error("the device reports " + text_of_error(error));
    }
  }
  for (const TimedKey& key : latency_keys) {
    if (!fields.contains(key.name)) continue;
    const std::string what(key.name);
    return {time_of(fields[what], key.milliseconds, what, line), spread_in(fields, line)};
  }
  if (fields.contains("latency")) {
    refuse(line, ": say in its name whether latency is in ms or s, as in {\"latency_ms\": 12.5}");
  }
  refuse(line, std::string(" where ") + right_answer + " would be right");
}

}  // namespace

bool is_answer(std::string_view line) {
  const std::string_view text = trimmed(line.starts_with("\xef\xbb\xbf") ? line.substr(3) : line);
  if (text.empty()) return false;
  if (text[0] == '[') return json::accept(text.substr(0, limits::answer_bytes));
  const std::string low = lower(text.substr(0, 8));
  for (const std::string_view word : {"nan", "inf", "null", "none"}) {
    if (low == word) return true;
  }
  return text[0] == '{' || text[0] == '"' || text[0] == '\'' || text[0] == '-' || text[0] == '+' ||
         text[0] == '.' || (text[0] >= '0' && text[0] <= '9');
}

ExternalAnswer parse_answer(std::string_view line) {
  if (line.size() > limits::answer_bytes) {
    throw Error("the device answered a line of more than " +
                limits::size_text(limits::answer_bytes) + " where " + right_answer +
                " would be right");
  }
  const std::string text = utf8_text(line, "the device's answer");
  const std::string_view answer =
      trimmed(trimmed(text).substr(0, trimmed(text).find_last_not_of("\r\n") + 1));
  if (answer.empty()) {
    throw Error(std::string("the device answered nothing where ") + right_answer +
                " would be right");
  }
  if (const auto milliseconds = milliseconds_in_text(answer)) {
    return {positive(*milliseconds, "latency", answer), std::nullopt};
  }
  if (answer[0] != '{') refuse(answer, std::string(" where ") + right_answer + " would be right");
  json document;
  try {
    document = parse_json<json>(answer, "", limits::answer_bytes, deepest);
  } catch (const Error& error) {
    const std::string sentence = error.what();
    const std::size_t reason = sentence.find(": ");
    refuse(answer, reason == std::string::npos ? " where JSON would be right"
                                               : ": " + sentence.substr(reason + 2));
  }
  return from_fields(fields_of(document, answer), answer);
}

}  // namespace tenprobes::devices
