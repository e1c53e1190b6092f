// Methods x devices x probe counts x budgets x seeds, each a session like any other, and how far
// their answers are from the best.
//
//   BenchRequest request{.methods = {"fixed", "random"}, .probes = {5, 10}, .seeds = 30};
//   BenchResult result = run_bench(request, devices, quality, accuracy, ingredients, serial_for);
//   for (const BenchRow& row : result.rows) print(row.method, row.device, row.quality_regret);
//
// Session s of 0..seeds-1 has the seed request.seed + s: `tenprobes adapt` with that seed repeats
// it. The answer is judged by the device's known, noise-free latencies:
//   feasible         its latency is within the budget
//   accuracy regret  points of true accuracy below the best that the budget allows; an infeasible
//                    answer counts as chance accuracy (10 % on CIFAR-10)
//   quality regret   points of quality below the best that the budget allows; an infeasible answer
//                    loses everything: the quality's whole range (100 percentile points)
//   quality regret, feasible   the same over the sessions with a feasible answer (a method that is
//                    feasible only where it is easy looks good by this alone)
//   value regret     scalarised objective only, where every answer is feasible: percent of the best
//                    value that is missed. The reference latency is the one at the budget quantile.
// Each is a mean over sessions with the 95 % percentile bootstrap interval over seeds (1,000
// resamples of whole seeds, as the devices' sessions of one seed share their random draws).
#pragma once

#include <cstdint>
#include <functional>
#include <nlohmann/json_fwd.hpp>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "core/base/parallel.h"
#include "core/base/share.h"
#include "core/devices/device.h"
#include "core/search/strategies.h"
#include "core/statistics/summary.h"

namespace tenprobes::evaluation {

/// A control that no adaptation survives: the strategy sees the latencies of another device of the
/// list (the next one of a random round). What it answers is picked from its probes by the true
/// latencies, so a strategy that does not adapt loses nothing.
enum class Shuffle {
  none,
  raw,     ///< in ms, against the true device's budget
  scaled,  ///< in units of the other device's own budget: only the device's character is wrong
};

struct BenchRequest {
  std::vector<std::string> methods;
  std::vector<int> probes = {5, 10, 20};
  std::vector<double> budget_quantiles = {0.1, 0.25, 0.5};
  int seeds = 30;
  std::uint64_t seed = 1;
  /// Of accuracy where an answer is infeasible, percent.
  double chance_accuracy = 10;
  /// If set, the scalarised objective with this exponent.
  std::optional<double> exponent = std::nullopt;
  Shuffle shuffle = Shuffle::none;
  /// One of the methods that the summary holds every method against; empty: none.
  std::string against = {};
  /// Parts of devices' names. Devices whose names hold the same one (the first that fits) are one
  /// where devices are resampled, as settings of one chip say the same thing; others are their own.
  std::vector<std::string> families = {};
};

/// One method on one device, with one budget and number of probes.
struct BenchRow {
  std::string method, device;
  int probes;
  double budget_quantile, budget_ms;
  statistics::Interval feasible;  ///< share of sessions, 0..1
  std::optional<statistics::Interval> accuracy_regret, quality_regret, quality_regret_feasible,
      value_regret;
  double probes_used;  ///< mean over sessions
};

/// How often an architecture is the answer.
struct AnswerShare {
  Architecture architecture;
  double share;  ///< 0..1 of the sessions over devices, budgets and seeds
};

/// One method with one number of probes, over devices and budgets.
struct BenchSummary {
  std::string method;
  int probes;
  statistics::Interval feasible;
  std::optional<statistics::Interval> accuracy_regret, quality_regret, quality_regret_feasible,
      value_regret;
  /// How many different architectures are recommended over the devices: mean over budgets and
  /// seeds, 1 (always the same) to the number of devices.
  double distinct_recommended;
  /// Quality regret (value regret if scalarised) minus that of `against`, below 0 where better,
  /// with its interval over resampled devices: whether it would hold on other devices like these.
  /// The intervals above only say what another seed would give on just these.
  std::optional<statistics::Interval> regret_difference;
  /// With families: the regret of `regret_difference`, with its interval over them.
  std::optional<statistics::Interval> regret_over_families;
  /// The difference to `fixed`, where that is among the methods: what adapting is worth.
  std::optional<statistics::Interval> margin_over_fixed;
  /// The answers, the most frequent first.
  std::vector<AnswerShare> answers;
  int devices;  ///< one fewer where the proxy device is in the list: it cannot be its own target
};

struct BenchResult {
  std::vector<BenchRow> rows;         ///< by method, device, probes, budget
  std::vector<BenchSummary> summary;  ///< by method, probes
};

/// The devices' probe() must be safe to call from several threads, as tables and models are. Their
/// latencies must be known, and all be of one space. accuracy: percent by index, in enumerable spaces,
/// or empty; NaN (unknown) in it takes no part. on_session is called after every session, from any thread. Throws Error on an empty
/// list, an unknown method or a missing ingredient.
BenchResult run_bench(const BenchRequest& request, std::span<devices::Device* const> targets,
                      const Quality& quality, std::span<const double> accuracy,
                      const search::Ingredients& ingredients, const ParallelFor& parallel,
                      const std::function<void()>& on_session = {}, const Share& share = {});

/// {"format": "tenprobes-bench", "version": 1, "space", "quality" (what was maximised, in words), "objective", "seed", "seeds", "shuffled_latencies"
/// ("none", "raw" or "scaled"),
///  "against",
///  "rows": [{"method", "device", "probes", "budget_quantile", "budget_ms",
///            "feasible", "feasible_low", "feasible_high", and the same for accuracy_regret,
///            quality_regret, quality_regret_feasible and, if scalarised, value_regret (null: unknown),
///          "probes_used"}],
///  "summary": [{"method", "probes", "devices", the same figures, "distinct_recommended" and, with
///            "against", "regret_difference" with _low and _high, with "families" (a list, beside
///            "rows") "regret_over_families" likewise; where `fixed` is a method,
///            "margin_over_fixed" likewise; "answers": [{"architecture", "index", "share"}]}]}
nlohmann::ordered_json to_json(const BenchRequest& request, const BenchResult& result,
                               const SearchSpace& space, const Quality& quality);

}  // namespace tenprobes::evaluation
