// The document of one session: what `tenprobes adapt --json` prints, --save writes and --replay
// reads, and what the page's tenprobes.adapt returns.
//
//   std::string text = serialise(report);
//   SessionReport back = parse_session(text, "session.json", find_space);  // serialise(back) == text
//
// JSON, in this order:
//   "format": "tenprobes-session", "version": 1
//   "space", "space_hash"       the search space's name and hash (search_space.h); files of before
//                               there were several lack both, and are of cells
//   "device", "device_kind"     the device's name and kind (device.h)
//   "method"                    a name of strategies.h
//   "seed"                      of the whole session (adaptation.h)
//   "budget_ms"                 number; null with a scalarised objective
//   "budget_quantile"           number, where the budget was given so; else null
//   "scalarisation"             {"reference_ms", "exponent"} or null (objective.h)
//   "quality"                   what was maximised, in words (quality.h, label)
//   "quality_hash"              of it (Quality::hash)
//   "bounds"                    only where some were set: ["mparams<=30"]
//   "weights"                   content hash of the controller's weights; null without any
//   "proxy_device"              the known device of the method one-proxy; null without any
//   "budget_probes"             only where the budget quantile was estimated by extra probes
//                               (live_session.h): [{"architecture", "index", "latency_ms"}]
//   "cannot_run"                only where there are some: architectures that the device could not run
//   "probes"                    [{"architecture", "index", "latency_ms", "feasible", "quality"}]
//   "probes_left"               only in the trace of a session that has not ended
//   "recommended"               {"architecture", "index", "latency_ms" (null: unmeasured),
//                               "quality", "accuracy" (%, null: unknown), "accuracy_source" ("":
//                               unknown), "feasible"}; null before the first probe
//   "page"                      only where the page wrote one: a text that only it reads
//                               (web/app/workbench.h)
// Other members are ignored.
// A latency that was really measured may have beside it "spread": {"lower_quartile_ms",
// "upper_quartile_ms", "repeats"}. "budget_ms" is null too while it is being estimated. Quality in
// its own points. "index" only stands where the space's architectures can be enumerated.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <nlohmann/json_fwd.hpp>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/devices/device.h"
#include "core/objective/history.h"
#include "core/objective/objective.h"

namespace tenprobes::search {

/// The most probes of one session.
inline constexpr int most_probes = 100'000;

struct ReportedProbe {
  Architecture architecture;
  double latency_ms;
  bool feasible;
  double quality;
  std::optional<devices::Spread> spread = std::nullopt;
};

/// A measurement.
struct BudgetProbe {
  Architecture architecture;
  double latency_ms;
  std::optional<devices::Spread> spread = std::nullopt;
};

struct ReportedRecommendation {
  Architecture architecture;
  std::optional<double> latency_ms;
  double quality;
  std::optional<double> accuracy;
  std::string accuracy_source;
  bool feasible;
  std::optional<int> passed_over = std::nullopt;  ///< see Recommendation; not written
};

struct SessionReport {
  std::shared_ptr<const SearchSpace> space;
  std::string device, device_kind, method;
  std::uint64_t seed = 0;
  std::optional<double> budget_ms;
  std::optional<double> budget_quantile;
  std::optional<Scalarisation> scalarisation;
  std::string quality, quality_hash;
  std::vector<std::string> bounds;
  std::optional<std::string> weights;
  std::optional<std::string> proxy_device;
  std::vector<BudgetProbe> budget_probes;
  std::vector<Architecture> cannot_run;
  std::vector<ReportedProbe> probes;
  int probes_left = 0;
  ReportedRecommendation recommended;  ///< means nothing where there is no probe
  std::optional<std::string> page = {};
  /// Of a saved session: where this version's strategy would have gone another way. Not written.
  std::optional<std::string> departure = {};
};

/// What was measured in sessions of one device, for a twin of it (core/prediction/few_shot_twin.h).
struct Measurements {
  History history;
  std::vector<std::optional<devices::Spread>> spreads;  ///< of each

  /// The budget's probes, then the session's.
  void add(const SessionReport& report);
};

nlohmann::ordered_json to_json(const SessionReport& report);

/// Its "recommended", where there was a probe.
nlohmann::ordered_json to_json(const ReportedRecommendation& best, const SearchSpace& space);

/// Two spaces deep, with a newline at the end.
std::string serialise(const SessionReport& report);

/// The space of this name, or null where there is none.
using FindSpace = std::function<std::shared_ptr<const SearchSpace>(const std::string& name)>;

/// Throws Error, `name` being the file's, on anything that serialise() would not write, and where
/// the session's space is unknown or another of that name.
SessionReport parse_session(std::string_view text, const std::string& name,
                            const FindSpace& find_space);

}  // namespace tenprobes::search
