#include "core/devices/external_device.h"

#include <cmath>
#include <nlohmann/json.hpp>
#include <utility>

#include "core/base/error.h"

namespace tenprobes::devices {
namespace {

using nlohmann::json;

constexpr std::size_t longest_line = 1 << 16;
constexpr std::size_t longest_quote = 80;

/// As much of a foreign text as a sentence can hold, on one line.
std::string excerpt(std::string_view text) {
  std::string quote = "'";
  for (const char c : text.substr(0, longest_quote)) {
    quote += static_cast<unsigned char>(c) < 32 || c == 127 ? ' ' : c;
  }
  return quote + (text.size() > longest_quote ? "...'" : "'");
}

double positive(const json& value, const char* what, std::string_view line) {
  if (!value.is_number() || !(value.get<double>() > 0) || !std::isfinite(value.get<double>())) {
    throw Error(std::string("the device answered ") + excerpt(line) + ", whose " + what +
                " is not a positive number of milliseconds");
  }
  return value.get<double>();
}

}  // namespace

ExternalAnswer parse_answer(std::string_view line) {
  if (line.find_first_not_of(" \t\r\n") == std::string_view::npos) {
    throw Error("the device answered nothing where {\"latency_ms\": 12.5} would be right");
  }
  if (line.size() > longest_line) {
    throw Error("the device answered a line of " + std::to_string(line.size()) +
                " bytes where {\"latency_ms\": 12.5} would be right");
  }
  const json answer = json::parse(line, nullptr, false);
  if (answer.is_number()) return {positive(answer, "latency", line), std::nullopt};
  if (!answer.is_object() || !(answer.contains("latency_ms") || answer.contains("error"))) {
    throw Error("the device answered " + excerpt(line) +
                " where one line like {\"latency_ms\": 12.5} would be right");
  }
  if (answer.contains("error")) {
    const json& error = answer["error"];
    throw Error("the device reports " +
                excerpt(error.is_string() ? error.get<std::string>() : error.dump()));
  }
  ExternalAnswer result{positive(answer["latency_ms"], "latency_ms", line), std::nullopt};
  if (answer.contains("lower_quartile_ms") && answer.contains("upper_quartile_ms")) {
    Spread spread{positive(answer["lower_quartile_ms"], "lower_quartile_ms", line),
                  positive(answer["upper_quartile_ms"], "upper_quartile_ms", line), 1};
    if (answer.contains("repeats")) {
      if (!answer["repeats"].is_number_unsigned() || answer["repeats"] < 1 ||
          answer["repeats"] > 1'000'000'000) {
        throw Error("the device answered " + excerpt(line) +
                    ", whose repeats are not a whole number from 1 on");
      }
      spread.repeats = answer["repeats"].get<int>();
    }
    if (spread.lower_quartile_ms > spread.upper_quartile_ms) {
      throw Error("the device answered " + excerpt(line) + ", whose quartiles are swapped");
    }
    result.spread = spread;
  }
  return result;
}

ExternalDevice::ExternalDevice(std::string name, std::shared_ptr<const SearchSpace> space,
                               Exchange exchange)
    : name_(std::move(name)), space_(std::move(space)), exchange_(std::move(exchange)) {}

double ExternalDevice::probe(const Architecture& architecture, Random&) {
  spread_.reset();
  const ExternalAnswer answer = parse_answer(exchange_(architecture));
  spread_ = answer.spread;
  return answer.latency_ms;
}

}  // namespace tenprobes::devices
