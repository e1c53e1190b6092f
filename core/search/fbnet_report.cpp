#include "core/search/fbnet_report.h"

#include "core/search/document.h"
#include "core/search/fbnet_optimum.h"

namespace tenprobes::search {

using nlohmann::ordered_json;

namespace {

constexpr const char* format = "tenprobes-fbnet";

ordered_json shown(const FbnetProbe& probe, double budget_ms) {
  return {{"architecture", to_string(probe.architecture)},
          {"latency_ms", probe.latency_ms},
          {"quality", fbnet_quality(probe.architecture)},
          {"feasible", probe.latency_ms <= budget_ms}};
}

FbnetArchitecture network_in(const Fields& probe, const std::string& where) {
  const std::string text = probe.text("architecture");
  try {
    return parse_fbnet_architecture(text);
  } catch (const Error& error) {
    throw Error(where + ": " + error.what());
  }
}

}  // namespace

ordered_json to_json(const FbnetReport& report) {
  ordered_json probes = ordered_json::array();
  for (const FbnetProbe& probe : report.probes) probes.push_back(shown(probe, report.budget_ms));
  ordered_json json = {{"format", format},
                       {"version", document_version},
                       {"device", report.device},
                       {"r2", or_null(report.r2)},
                       {"seed", report.seed},
                       {"budget_ms", report.budget_ms},
                       {"budget_quantile", report.budget_quantile},
                       {"quality", "millions of multiply-accumulates"},
                       {"probes", std::move(probes)}};
  if (report.probes_left > 0) json["probes_left"] = report.probes_left;
  const FbnetObjective objective{.quality = fbnet_quality, .budget_ms = report.budget_ms};
  const FbnetProbe* best = best_within(report.probes, objective);
  json["recommended"] = best ? shown(*best, report.budget_ms) : ordered_json(nullptr);
  return json;
}

FbnetReport parse_fbnet_session(std::string_view text, const std::string& name) {
  const ordered_json json = parse_document(text, name, format);
  const Fields reader(json, name);
  FbnetReport report;
  report.device = reader.text("device");
  if (!reader.is_null("r2")) report.r2 = reader.number("r2");
  report.seed = reader.whole<std::uint64_t>("seed");
  report.budget_ms = reader.latency("budget_ms");
  report.budget_quantile = reader.number("budget_quantile");
  for (const ordered_json& probe : reader.list("probes")) {
    const std::string where = name + ", probe " + std::to_string(report.probes.size() + 1);
    const Fields member(probe, where);
    report.probes.push_back({network_in(member, where), member.latency("latency_ms")});
  }
  if (json.contains("probes_left"))
    report.probes_left = reader.whole("probes_left", 1, 1'000'000'000);
  if (report.probes.empty() && report.probes_left == 0) {
    throw reader.fault("probes", "is not a list of at least one probe");
  }
  return report;
}

}  // namespace tenprobes::search
