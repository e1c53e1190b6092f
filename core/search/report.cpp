#include "core/search/report.h"

#include <nlohmann/json.hpp>

#include "core/base/error.h"
#include "core/search/document.h"

namespace tenprobes::search {

using nlohmann::ordered_json;

namespace {

constexpr const char* format = "tenprobes-session";

/// "architecture", which "index" must agree with.
Cell architecture_in(const Reader& reader) {
  const Cell result = parse_cell(reader.text("architecture"));
  if (reader.whole("index") != static_cast<std::uint64_t>(index_of(result))) {
    throw reader.wrong("index", "architecture's, " + std::to_string(index_of(result)));
  }
  return result;
}

std::optional<devices::Spread> parse_spread(const ordered_json& json, const std::string& where) {
  if (!json.is_object() || !json.contains("spread")) return std::nullopt;
  const Reader reader(json["spread"], where + ", \"spread\"");
  const devices::Spread spread{reader.latency("lower_quartile_ms"),
                               reader.latency("upper_quartile_ms"), reader.count("repeats")};
  if (spread.lower_quartile_ms > spread.upper_quartile_ms) {
    throw reader.wrong("upper_quartile_ms", "at least the lower quartile");
  }
  return spread;
}

BudgetProbe parse_budget_probe(const ordered_json& json, const std::string& where) {
  const Reader reader(json, where);
  return {.architecture = architecture_in(reader),
          .latency_ms = reader.latency("latency_ms"),
          .spread = parse_spread(json, where)};
}

ReportedProbe parse_probe(const ordered_json& json, const std::string& where) {
  const Reader reader(json, where);
  return {.architecture = architecture_in(reader),
          .latency_ms = reader.latency("latency_ms"),
          .feasible = reader.boolean("feasible"),
          .quality = reader.number("quality"),
          .spread = parse_spread(json, where)};
}

ReportedRecommendation parse_recommendation(const ordered_json& json, const std::string& where) {
  const Reader reader(json, where);
  ReportedRecommendation result{.architecture = architecture_in(reader),
                                .latency_ms = std::nullopt,
                                .quality = reader.number("quality"),
                                .accuracy = std::nullopt,
                                .accuracy_source = reader.text("accuracy_source"),
                                .feasible = reader.boolean("feasible")};
  if (!reader.is_null("latency_ms")) result.latency_ms = reader.latency("latency_ms");
  if (!reader.is_null("accuracy")) result.accuracy = reader.number("accuracy");
  return result;
}

}  // namespace

namespace {

void add_spread(const std::optional<devices::Spread>& spread, ordered_json& probe) {
  if (!spread) return;
  probe["spread"] = {{"lower_quartile_ms", spread->lower_quartile_ms},
                     {"upper_quartile_ms", spread->upper_quartile_ms},
                     {"repeats", spread->repeats}};
}

}  // namespace

ordered_json to_json(const SessionReport& report) {
  ordered_json budget_probes = ordered_json::array();
  for (const BudgetProbe& probe : report.budget_probes) {
    budget_probes.push_back({{"architecture", to_string(probe.architecture)},
                             {"index", index_of(probe.architecture)},
                             {"latency_ms", probe.latency_ms}});
    add_spread(probe.spread, budget_probes.back());
  }
  ordered_json probes = ordered_json::array();
  for (const ReportedProbe& probe : report.probes) {
    probes.push_back({{"architecture", to_string(probe.architecture)},
                      {"index", index_of(probe.architecture)},
                      {"latency_ms", probe.latency_ms},
                      {"feasible", probe.feasible},
                      {"quality", probe.quality}});
    add_spread(probe.spread, probes.back());
  }
  ordered_json scalarisation;
  if (report.scalarisation) {
    scalarisation = {{"reference_ms", report.scalarisation->reference_ms},
                     {"exponent", report.scalarisation->exponent}};
  }
  ordered_json json = {{"format", format},
                       {"version", document_version},
                       {"device", report.device},
                       {"device_kind", report.device_kind},
                       {"method", report.method},
                       {"seed", report.seed},
                       {"budget_ms", or_null(report.budget_ms)},
                       {"budget_quantile", or_null(report.budget_quantile)},
                       {"scalarisation", scalarisation},
                       {"quality_hash", report.quality_hash},
                       {"weights", or_null(report.weights)},
                       {"proxy_device", or_null(report.proxy_device)}};
  if (!report.budget_probes.empty()) json["budget_probes"] = budget_probes;
  json["probes"] = probes;
  if (report.probes_left > 0) json["probes_left"] = report.probes_left;
  json["recommended"] = nullptr;
  const ReportedRecommendation& best = report.recommended;
  if (!report.probes.empty()) {
    json["recommended"] = {{"architecture", to_string(best.architecture)},
                           {"index", index_of(best.architecture)},
                           {"latency_ms", or_null(best.latency_ms)},
                           {"quality", best.quality},
                           {"accuracy", or_null(best.accuracy)},
                           {"accuracy_source", best.accuracy_source},
                           {"feasible", best.feasible}};
  }
  return json;
}

std::string serialise(const SessionReport& report) {
  return to_json(report).dump(2) + "\n";
}

SessionReport parse_session(std::string_view text, const std::string& name) {
  const ordered_json json = parse_document(text, name, format);
  const Reader reader(json, name);
  SessionReport report;
  report.device = reader.text("device");
  report.device_kind = reader.text("device_kind");
  report.method = reader.text("method");
  report.seed = reader.whole("seed");
  if (!reader.is_null("budget_ms")) report.budget_ms = reader.latency("budget_ms");
  if (!reader.is_null("budget_quantile")) report.budget_quantile = reader.number("budget_quantile");
  if (!reader.is_null("scalarisation")) {
    const Reader scalarisation(reader.at("scalarisation"), name + ", \"scalarisation\"");
    report.scalarisation = Scalarisation{.reference_ms = scalarisation.latency("reference_ms"),
                                         .exponent = scalarisation.number("exponent")};
  }
  if (json.contains("probes_left")) {
    report.probes_left = reader.count("probes_left");
    if (report.probes_left > cell_count) {
      throw reader.wrong("probes_left", "at most 15625");
    }
  }
  report.quality_hash = reader.text("quality_hash");
  report.weights = reader.optional_text("weights");
  report.proxy_device = reader.optional_text("proxy_device");
  if (json.contains("budget_probes")) {
    for (const ordered_json& probe : reader.list("budget_probes")) {
      const std::string where =
          name + ", budget probe " + std::to_string(report.budget_probes.size() + 1);
      report.budget_probes.push_back(parse_budget_probe(probe, where));
    }
  }
  for (const ordered_json& probe : reader.list("probes")) {
    const std::string where = name + ", probe " + std::to_string(report.probes.size() + 1);
    report.probes.push_back(parse_probe(probe, where));
  }
  if (report.probes.empty()) {
    if (report.probes_left == 0) throw reader.wrong("probes", "a list of at least one probe");
    if (report.scalarisation || report.budget_ms || report.budget_quantile) return report;
  } else {
    report.recommended = parse_recommendation(reader.at("recommended"), name + ", \"recommended\"");
  }
  if (report.budget_ms.has_value() == report.scalarisation.has_value()) {
    throw Error(name + ": needs either \"budget_ms\" or \"scalarisation\"");
  }
  return report;
}

}  // namespace tenprobes::search
