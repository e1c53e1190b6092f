#include "web/app/requests.h"

#include <nlohmann/json.hpp>

#include "core/base/error.h"

namespace tenprobes::app {
namespace {

using nlohmann::json;

[[noreturn]] void refuse(const std::string& member, const json& value,
                         const std::string& expected) {
  throw Error("request, \"" + member + "\" is " + value.dump().substr(0, 40) + ": expected " +
              expected);
}

std::int64_t whole_number(const std::string& member, const json& value, std::int64_t low,
                          std::int64_t high) {
  const std::string expected =
      "a whole number from " + std::to_string(low) + " to " + std::to_string(high);
  // JavaScript writes whole numbers as doubles at times.
  if (!value.is_number()) refuse(member, value, expected);
  const double number = value.get<double>();
  if (!(number >= static_cast<double>(low) && number <= static_cast<double>(high)) ||
      number != static_cast<double>(static_cast<std::int64_t>(number))) {
    refuse(member, value, expected);
  }
  return static_cast<std::int64_t>(number);
}

std::string text(const std::string& member, const json& value) {
  if (!value.is_string()) refuse(member, value, "a text");
  return value.get<std::string>();
}

}  // namespace

AdaptRequest parse_adapt_request(const json& request, const Settings& settings) {
  if (!request.is_object()) {
    throw Error(
        "the request is no JSON object: expected {\"space\", \"device\", \"probes\", "
        "\"budgetQuantile\" or \"budgetMs\", \"where\", \"quality\", \"method\", \"seed\"}");
  }
  AdaptRequest parsed;
  parsed.space = request.contains("space") ? text("space", request["space"]) : settings.space;
  parsed.device = parsed.space == settings.space ? settings.device : "";
  if (parsed.space == settings.space) {
    parsed.quality = settings.quality;
    parsed.bounds = settings.bounds;
  }
  parsed.session.method = settings.method;
  parsed.session.probes = static_cast<int>(settings.probes);
  parsed.session.seed = static_cast<std::uint64_t>(settings.seed);
  for (const auto& [member, value] : request.items()) {
    if (member == "space") continue;
    if (member == "device") {
      parsed.device = text(member, value);
    } else if (member == "quality") {
      parsed.quality = text(member, value);
    } else if (member == "where") {
      parsed.bounds = text(member, value);
    } else if (member == "method") {
      parsed.session.method = text(member, value);
    } else if (member == "probes") {
      parsed.session.probes = static_cast<int>(whole_number(member, value, 1, most_probes));
    } else if (member == "seed") {
      parsed.session.seed =
          static_cast<std::uint64_t>(whole_number(member, value, 0, largest_seed));
    } else if (member == "budgetQuantile") {
      if (!value.is_number()) refuse(member, value, "a number from 0 to 1");
      parsed.session.budget_quantile = value.get<double>();
    } else if (member == "budgetMs") {
      if (!value.is_number()) refuse(member, value, "a positive number of milliseconds");
      parsed.session.budget_ms = value.get<double>();
    } else {
      throw Error("request, \"" + member.substr(0, 40) +
                  "\" is unknown: expected space, device, probes, budgetQuantile or budgetMs, "
                  "where, quality, method, seed");
    }
  }
  if (!parsed.session.budget_quantile && !parsed.session.budget_ms) {
    if (settings.budget_ms > 0) {
      parsed.session.budget_ms = settings.budget_ms;
    } else {
      parsed.session.budget_quantile = settings.budget_quantile;
    }
  }
  return parsed;
}

}  // namespace tenprobes::app
