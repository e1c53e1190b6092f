#include "core/devices/external_answer.h"

#include <string>

#include "core/base/error.h"
#include "core/base/json_text.h"
#include "core/base/latency.h"
#include "core/base/limits.h"
#include "core/base/number_text.h"
#include "core/base/quote.h"
#include "core/base/text_encoding.h"
#include "core/base/text_numbers.h"
#include "core/datasets/csv.h"
#include "core/datasets/table_header.h"

namespace tenprobes::devices {
namespace {

using nlohmann::json;

constexpr const char* right_answer = "one line like {\"latency_ms\": 12.5}";

[[noreturn]] void refuse(std::string_view line, const std::string& what) {
  throw Error("the device answered " + quote(line) + what);
}

double positive(double value, const std::string& what, std::string_view line) {
  if (!is_latency(value)) refuse(line, ", whose " + what + " is not " + latency_in_words);
  return value;
}

/// "12.5 ms per loop (mean ...)" without what timeit says behind the unit, and "10 loops, best of 5:"
/// before it.
std::string_view loop_time(std::string_view text) {
  const std::size_t end = text.find(" per loop");
  if (end == std::string_view::npos) return text;
  text = text.substr(0, end);
  const std::size_t colon = text.rfind(": ");
  return colon == std::string_view::npos ? text : text.substr(colon + 2);
}

/// A number, with a unit (else it is in `scale` milliseconds) and its name or without; a decimal comma
/// where it cannot be anything else.
std::optional<double> milliseconds_in_text(std::string_view text, double scale = 1) {
  text = loop_time(text);
  bool must_say_unit = false;
  if (const auto label = datasets::labelled(text, datasets::latency_column)) {
    text = label->rest;
    scale *= label->scale.value_or(1);
    must_say_unit = !label->scale;
  }
  const auto mark = decimal_mark_of(std::span(&text, 1), ',');
  const auto number = mark == DecimalMark::unclear ? std::nullopt : read_number(text, mark);
  if (!number || text.find('%') != std::string_view::npos) return std::nullopt;
  if (must_say_unit && !number->milliseconds) return std::nullopt;
  return number->value * number->milliseconds.value_or(scale);
}

double time_of(const json& value, double milliseconds, const std::string& what,
               std::string_view line) {
  if (value.is_number()) return positive(value.get<double>() * milliseconds, what, line);
  if (value.is_string()) {
    // json.dumps() of a NumPy number gives text.
    const auto read = milliseconds_in_text(value.get_ref<const std::string&>(), milliseconds);
    if (read) return positive(*read, what, line);
  }
  refuse(line, value.is_array() ? ", whose " + what + " is a list: give one number, e.g. the median"
                                : ", whose " + what + " is not " + latency_in_words);
}

/// The document's fields by their names in lower case.
json fields_of(const json& document, std::string_view line) {
  json fields = json::object();
  for (const auto& [key, value] : document.items()) {
    if (fields.contains(lower_case(key))) refuse(line, ", which names " + quote(key) + " twice");
    fields[lower_case(key)] = value;
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

std::optional<double> unit_in(const json& fields) {
  const auto unit = fields.find("unit");
  if (unit == fields.end() || !unit->is_string()) return std::nullopt;
  return milliseconds_in(unit->get_ref<const std::string&>());
}

/// Whether a latency's unit is known: by its name, by its text ("12.5 ms"), or by a field "unit".
bool says_unit(const std::string& key, const json& value, const json& fields) {
  if (datasets::has_unit_of_time(key) || unit_in(fields)) return true;
  if (!value.is_string()) return false;
  const auto number = read_number(value.get_ref<const std::string&>(), DecimalMark::point);
  return number && number->milliseconds;
}

/// The field that is the latency: "latency_ms", else the one that has such a name and says its unit.
std::optional<std::string> latency_key(const json& fields, std::string_view line) {
  const std::string own = datasets::latency_column.name;
  if (fields.contains(own)) return own;
  std::optional<std::string> found;
  for (const auto& member : fields.items()) {
    const std::string& key = member.key();
    const json& value = member.value();
    const auto scale = datasets::scale_of_name(key, datasets::latency_column);
    if (!scale || !says_unit(key, value, fields)) continue;
    if (found) {
      refuse(line, ": both " + quote(*found) + " and " + quote(key) +
                       " could be the latency: call the one that is meant 'latency_ms'");
    }
    found = key;
  }
  return found;
}

/// Whether a field says that something went wrong.
bool complains(const json& fields, const char* key) {
  const auto found = fields.find(key);
  return found != fields.end() && !found->is_null() && *found != false && *found != "";
}

ExternalAnswer from_fields(const json& fields, std::string_view line) {
  if (complains(fields, "cannot_run")) {
    throw CannotRun("the device cannot run it: " + text_of_error(fields["cannot_run"]));
  }
  if (complains(fields, "error")) {
    throw Error("the device reports " + text_of_error(fields["error"]));
  }
  if (const auto key = latency_key(fields, line)) {
    const double named = *datasets::scale_of_name(*key, datasets::latency_column);
    const double scale = datasets::has_unit_of_time(*key) ? named : unit_in(fields).value_or(named);
    ExternalAnswer answer{time_of(fields[*key], scale, *key, line), spread_in(fields, line)};
    const auto of = fields.find("architecture"), index = fields.find("index");
    if (of != fields.end() && of->is_string()) answer.architecture = of->get<std::string>();
    if (index != fields.end() && index->is_number_unsigned()) {
      answer.index =
          static_cast<int>(std::min<std::uint64_t>(index->get<std::uint64_t>(), 1 << 30));
    }
    return answer;
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
  const std::string low = lower_case(text.substr(0, 8));
  for (const std::string_view word : {"nan", "inf", "null", "none"}) {
    if (low == word) return true;
  }
  if (milliseconds_in_text(text)) return true;
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
    document = parse_json<json>(answer, "", limits::answer_bytes, limits::answer_depth);
  } catch (const Error& error) {
    const std::string sentence = error.what();
    const std::size_t reason = sentence.find(": ");
    refuse(answer, reason == std::string::npos ? " where JSON would be right"
                                               : ": " + sentence.substr(reason + 2));
  }
  return from_fields(fields_of(document, answer), answer);
}

}  // namespace tenprobes::devices
