#include "core/search/report.h"

#include <nlohmann/json.hpp>

#include "core/base/error.h"
#include "core/base/located.h"
#include "core/base/quote.h"
#include "core/search/document.h"
#include "core/search_space/spaces.h"

namespace tenprobes::search {

using nlohmann::ordered_json;

namespace {

constexpr const char* format = "tenprobes-session";

/// "architecture", which "index", where there is one, must agree with.
Architecture architecture_in(const Fields& reader, const SearchSpace& space) {
  const Architecture result = space.parse(reader.text("architecture"));
  if (space.size() == 0) return result;
  const int index = space.index_of(result);
  if (reader.whole<std::uint64_t>("index") != static_cast<std::uint64_t>(index)) {
    throw reader.fault("index", "is not the architecture's, " + std::to_string(index));
  }
  return result;
}

std::optional<devices::Spread> parse_spread(const ordered_json& json, const std::string& where) {
  if (!json.is_object() || !json.contains("spread")) return std::nullopt;
  const Fields reader(json["spread"], where + ", \"spread\"");
  const devices::Spread spread{reader.latency("lower_quartile_ms"),
                               reader.latency("upper_quartile_ms"),
                               reader.whole("repeats", 1, 1'000'000'000)};
  if (spread.lower_quartile_ms > spread.upper_quartile_ms) {
    throw reader.fault("upper_quartile_ms", "is below the lower quartile");
  }
  return spread;
}

BudgetProbe parse_budget_probe(const ordered_json& json, const SearchSpace& space,
                               const std::string& where) {
  const Fields reader(json, where);
  return {.architecture = architecture_in(reader, space),
          .latency_ms = reader.latency("latency_ms"),
          .spread = parse_spread(json, where)};
}

ReportedProbe parse_probe(const ordered_json& json, const SearchSpace& space,
                          const std::string& where) {
  const Fields reader(json, where);
  return {.architecture = architecture_in(reader, space),
          .latency_ms = reader.latency("latency_ms"),
          .feasible = reader.boolean("feasible"),
          .quality = reader.number("quality"),
          .spread = parse_spread(json, where)};
}

ReportedRecommendation parse_recommendation(const ordered_json& json, const SearchSpace& space,
                                            const std::string& where) {
  const Fields reader(json, where);
  ReportedRecommendation result{.architecture = architecture_in(reader, space),
                                .latency_ms = std::nullopt,
                                .quality = reader.number("quality"),
                                .accuracy = std::nullopt,
                                .accuracy_source = reader.any_text("accuracy_source"),
                                .feasible = reader.boolean("feasible")};
  if (!reader.is_null("latency_ms")) result.latency_ms = reader.latency("latency_ms");
  if (!reader.is_null("accuracy")) result.accuracy = reader.number("accuracy");
  return result;
}

void add_spread(const std::optional<devices::Spread>& spread, ordered_json& probe) {
  if (!spread) return;
  probe["spread"] = {{"lower_quartile_ms", spread->lower_quartile_ms},
                     {"upper_quartile_ms", spread->upper_quartile_ms},
                     {"repeats", spread->repeats}};
}

}  // namespace

void Measurements::add(const SessionReport& report) {
  const auto take = [&](const auto& probes) {
    for (const auto& probe : probes) {
      history.push_back({probe.architecture, probe.latency_ms});
      spreads.push_back(probe.spread);
    }
  };
  take(report.budget_probes);
  take(report.probes);
}

ordered_json to_json(const ReportedRecommendation& best, const SearchSpace& space) {
  ordered_json json = architecture_json(space, best.architecture);
  json["latency_ms"] = or_null(best.latency_ms);
  json["quality"] = best.quality;
  json["accuracy"] = or_null(best.accuracy);
  json["accuracy_source"] = best.accuracy_source;
  json["feasible"] = best.feasible;
  return json;
}

ordered_json to_json(const SessionReport& report) {
  const SearchSpace& space = *report.space;
  ordered_json budget_probes = ordered_json::array();
  for (const BudgetProbe& probe : report.budget_probes) {
    budget_probes.push_back(architecture_json(space, probe.architecture));
    budget_probes.back()["latency_ms"] = probe.latency_ms;
    add_spread(probe.spread, budget_probes.back());
  }
  ordered_json probes = ordered_json::array();
  for (const ReportedProbe& probe : report.probes) {
    ordered_json json = architecture_json(space, probe.architecture);
    json["latency_ms"] = probe.latency_ms;
    json["feasible"] = probe.feasible;
    json["quality"] = probe.quality;
    add_spread(probe.spread, json);
    probes.push_back(std::move(json));
  }
  ordered_json scalarisation;
  if (report.scalarisation) {
    scalarisation = {{"reference_ms", report.scalarisation->reference_ms},
                     {"exponent", report.scalarisation->exponent}};
  }
  ordered_json json = {{"format", format},
                       {"version", document_version},
                       {"space", space.name()},
                       {"space_hash", space.hash()},
                       {"device", report.device},
                       {"device_kind", report.device_kind},
                       {"method", report.method},
                       {"seed", report.seed},
                       {"budget_ms", or_null(report.budget_ms)},
                       {"budget_quantile", or_null(report.budget_quantile)},
                       {"scalarisation", scalarisation},
                       {"quality", report.quality},
                       {"quality_hash", report.quality_hash},
                       {"weights", or_null(report.weights)},
                       {"proxy_device", or_null(report.proxy_device)}};
  if (!report.bounds.empty()) json["bounds"] = report.bounds;
  if (!report.budget_probes.empty()) json["budget_probes"] = budget_probes;
  for (const Architecture& each : report.cannot_run) json["cannot_run"].push_back(space.text(each));
  json["probes"] = probes;
  if (report.probes_left > 0) json["probes_left"] = report.probes_left;
  json["recommended"] = report.probes.empty() ? ordered_json() : to_json(report.recommended, space);
  if (report.page) json["page"] = *report.page;
  return json;
}

std::string serialise(const SessionReport& report) {
  return to_json(report).dump(2) + "\n";
}

SessionReport parse_session(std::string_view text, const std::string& name,
                            const FindSpace& find_space) {
  const ordered_json json = parse_document(text, name, format);
  const Fields reader(json, name);
  SessionReport report;
  const bool names_space = json.contains("space");
  // The first space is the one that there was before files named theirs.
  const std::string space =
      names_space ? reader.text("space") : std::string(built_in_spaces().front().name);
  report.space = find_space(space);
  if (!report.space)
    throw reader.fault("space", "is '" + space +
                                    "', which is not the space that is open here: open that one's"
                                    " file first (on the command line, --space FILE)");
  if (names_space && reader.text("space_hash") != report.space->hash()) {
    if (report.space->name() != space) {
      throw Error(name + ": is a session in the search space " + quote(space) + ", not in " +
                  quote(report.space->name()));
    }
    throw Error(name + ": was made in another version of the search space " + space +
                ": open that one first");
  }
  report.device = reader.text("device");
  report.device_kind = reader.text("device_kind");
  report.method = reader.text("method");
  report.seed = reader.whole<std::uint64_t>("seed");
  if (!reader.is_null("budget_ms")) report.budget_ms = reader.latency("budget_ms");
  if (!reader.is_null("budget_quantile")) report.budget_quantile = reader.number("budget_quantile");
  if (!reader.is_null("scalarisation")) {
    const Fields scalarisation(reader.require("scalarisation"), name + ", \"scalarisation\"");
    report.scalarisation = Scalarisation{.reference_ms = scalarisation.latency("reference_ms"),
                                         .exponent = scalarisation.number("exponent")};
  }
  if (json.contains("probes_left")) {
    report.probes_left = reader.whole("probes_left", 1, most_probes);
  }
  if (names_space) report.quality = reader.text("quality");
  report.quality_hash = reader.text("quality_hash");
  if (json.contains("bounds")) {
    report.bounds = reader.texts("bounds");
    for (const std::string& bound : report.bounds) parse_bound(bound, *report.space);
  }
  report.weights = reader.text_or_null("weights");
  report.proxy_device = reader.text_or_null("proxy_device");
  if (json.contains("page")) report.page = reader.any_text("page");
  if (json.contains("budget_probes")) {
    for (const ordered_json& probe : reader.list("budget_probes")) {
      const std::string where =
          name + ", budget probe " + std::to_string(report.budget_probes.size() + 1);
      report.budget_probes.push_back(parse_budget_probe(probe, *report.space, where));
    }
  }
  if (json.contains("cannot_run")) {
    for (const std::string& each : reader.texts("cannot_run")) {
      report.cannot_run.push_back(located(name, [&] { return report.space->parse(each); }));
    }
  }
  for (const ordered_json& probe : reader.list("probes")) {
    const std::string where = name + ", probe " + std::to_string(report.probes.size() + 1);
    report.probes.push_back(parse_probe(probe, *report.space, where));
  }
  if (report.probes.empty()) {
    if (report.probes_left == 0)
      throw reader.fault("probes", "is not a list of at least one probe");
    if (report.scalarisation || report.budget_ms || report.budget_quantile) return report;
  } else {
    report.recommended = parse_recommendation(reader.require("recommended"), *report.space,
                                              name + ", \"recommended\"");
  }
  if (report.budget_ms.has_value() == report.scalarisation.has_value()) {
    throw Error(name + ": needs either \"budget_ms\" or \"scalarisation\"");
  }
  return report;
}

}  // namespace tenprobes::search
