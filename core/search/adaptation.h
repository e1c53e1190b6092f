// One whole session on one device, from the request to the report: the command line's `adapt`, the
// page and their tests all run this, so that the same request gives the same probes in each.
//
//   SessionRequest request{.method = "bayes", .probes = 10, .budget_quantile = 0.25, .seed = 7};
//   Adaptation adaptation(request, device, quality, ingredients);        // quality.h
//   while (!adaptation.finished()) adaptation.step();
//   SessionReport report = adaptation.report();
//
// The seed: Random(seed) is split twice, first for the strategy's draws, then for the device's
// noise. So a strategy that draws more does not change the noise, and the other way round.
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "core/devices/device.h"
#include "core/search/report.h"
#include "core/search/session.h"
#include "core/search/strategies.h"

namespace tenprobes::search {

/// Just one of budget_ms, budget_quantile and scalarisation.
struct SessionRequest {
  std::string method = "controller";
  int probes = 10;  ///< 1..most_probes
  std::optional<double> budget_ms = std::nullopt;
  /// 0..1: the budget is this quantile of the device's known latencies (budget_at_quantile).
  std::optional<double> budget_quantile = std::nullopt;
  std::optional<Scalarisation> scalarisation = std::nullopt;
  std::vector<Bound> bounds = {};  ///< on what is known beforehand
  std::uint64_t seed = 1;
  std::vector<Architecture> cannot_run = {};  ///< what the device is known not to run
};

/// Test accuracy in percent, in enumerable spaces; only ever shown.
struct Accuracies {
  std::vector<double> percent = {};  ///< by index, [size], NaN where unknown; or empty
  std::string source = {};  ///< e.g. "cifar10_perfmetrics.txt", or "estimate" from the surrogate
  /// Where there is no table: one architecture's, worked out when it is shown.
  std::function<double(const Architecture&)> estimate = {};

  bool empty() const { return percent.empty() && !estimate; }
  /// NaN where unknown.
  double of(const SearchSpace& space, const Architecture& architecture) const;
  /// [size]; empty where nothing is known.
  std::vector<double> table(const SearchSpace& space) const;
};

/// The two random streams of a session.
struct SessionStreams {
  Random strategy, noise;
};
SessionStreams split_seed(std::uint64_t seed);

/// The latency that a share `quantile` of the device's known latencies does not exceed, by linear
/// interpolation between order statistics (statistics/summary: NumPy's default); where the space
/// cannot be enumerated, of the latencies of crowd(). Throws Error if the device's latencies are
/// not known beforehand or quantile is outside 0..1.
double budget_at_quantile(const devices::Device& device, double quantile);

/// By index in an enumerable space: 1 where the device can answer, the quality is known and the
/// bounds hold; empty where that is so for all, and in other spaces. Throws Error if nothing is left.
std::vector<std::uint8_t> probeable(const devices::Device& device, const Quality& quality,
                                    std::span<const Bound> bounds = {});

/// The report of a session of which nothing is known yet but what was asked for.
SessionReport begun(const SessionRequest& request, const devices::Device& device,
                    const Quality& quality);

/// Throws Error unless just one of the three is given.
void check_one_budget(const SessionRequest& request);

/// Throws Error unless a session in this space can have so many probes.
void check_probes(const SearchSpace& space, int probes);

class Adaptation {
 public:
  /// device and quality, which are of one space, outlive it. Where the ingredients name no target,
  /// the device serves. Throws Error on a request that cannot be run.
  Adaptation(const SessionRequest& request, devices::Device& device, const Quality& quality,
             Ingredients ingredients);
  Adaptation(const Adaptation&) = delete;
  Adaptation& operator=(const Adaptation&) = delete;

  bool finished() const { return session_->finished(); }

  /// What step() will probe.
  Architecture ask() { return session_->ask(); }

  /// Probes the device once; throws what Device::probe() throws, and can then be called again.
  const Probe& step();

  /// The next probe with a latency from elsewhere (a saved session, a user's own probe) instead
  /// of the device. As if the device had answered: the strategy's draws are spent alike.
  const Probe& step_told(double latency_ms,
                         const std::optional<devices::Spread>& spread = std::nullopt);

  /// A probe that was made of something else than ask() says.
  const Probe& tell(const Architecture& architecture, double latency_ms,
                    const std::optional<devices::Spread>& spread = std::nullopt);

  /// What ask() returned cannot run on the device (devices::CannotRun): it is no probe, and not asked
  /// for again. Throws Error where nothing else is left.
  void pass_over();

  /// The saved probes, told instead of measured. Where the strategy would have probed something else,
  /// they are kept and the report says so (SessionReport::departure). Throws Error if the quality is
  /// another.
  void tell_saved_probes(const SessionReport& saved);

  const ProbeSession& session() const { return *session_; }
  const SessionRequest& request() const { return request_; }
  const Quality& quality() const { return quality_; }

  /// Of the probes so far; throws Error when there is none.
  SessionReport report(const Accuracies& accuracies = {}) const;

 private:
  /// Keeps what cannot run from being probed.
  void exclude();
  /// By the spreads of all probes; empty where one has none.
  std::optional<double> reading_noise() const;
  /// The weights and the proxy device that the method has.
  void name_ingredients(SessionReport& report) const;

  SessionRequest request_;
  devices::Device& device_;
  const Quality& quality_;
  Ingredients ingredients_;
  std::vector<std::uint8_t> allowed_;
  std::unique_ptr<SearchStrategy> strategy_;
  Random noise_;
  std::unique_ptr<ProbeSession> session_;
  std::vector<std::optional<devices::Spread>> spreads_;  ///< of each probe
  std::optional<std::string> departure_;
};

/// All of it at once; on_probe, if given, is called after every probe.
SessionReport run_session(const SessionRequest& request, devices::Device& device,
                          const Quality& quality, const Ingredients& ingredients,
                          const Accuracies& accuracies = {},
                          const std::function<void(const Adaptation&)>& on_probe = {});

/// The bounds of a saved session.
std::vector<Bound> bounds_of(const SessionReport& saved);

/// Runs a saved session again with its latencies told from the file, and returns its report, which
/// serialises to the same bytes. `device` is only asked what it knows (the methods that see true
/// latencies, partial tables); without one, every architecture is allowed. What the strategy would
/// probe otherwise, the report says. Throws Error if the quality is another.
SessionReport replay_session(const SessionReport& saved, const Quality& quality,
                             const Ingredients& ingredients, devices::Device* device = nullptr);

}  // namespace tenprobes::search
