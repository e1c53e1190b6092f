// The document of one session in FBNet's space: what `tenprobes fbnet --json` prints, beside its
// figures over all sessions, and what the page saves and opens.
//
// JSON: "format": "tenprobes-fbnet", "version": 1, "device" (its name), "r2" (of the twin; null:
// synthetic), "seed", "budget_ms", "budget_quantile" (of random networks' latencies), "quality":
// "millions of multiply-accumulates", "probes": [{"architecture", "latency_ms", "quality",
// "feasible"}], "probes_left" (only of a session that has not ended), "recommended": one of the
// probes, or null: none fitted. The page adds "page", a text that only it reads
// (web/app/fbnet/fbnet_bench.h); other members are ignored.
#pragma once

#include <nlohmann/json_fwd.hpp>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/search/fbnet_search.h"

namespace tenprobes::search {

struct FbnetReport {
  std::string device;
  std::optional<double> r2 = {};
  std::uint64_t seed = 0;
  double budget_ms = 0, budget_quantile = 0;
  std::vector<FbnetProbe> probes = {};
  int probes_left = 0;
};

nlohmann::ordered_json to_json(const FbnetReport& report);

/// Throws Error, `name` being the file's, on anything that to_json() would not give.
FbnetReport parse_fbnet_session(std::string_view text, const std::string& name);

}  // namespace tenprobes::search
