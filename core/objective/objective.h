// What a session wants: the best quality within a latency budget, or the scalarised trade-off of
// the Sim-is-More paper.
//
//   Objective objective = objective_for(space, quality, 12.5);
//   const Bound bounds[] = {parse_bound("mparams<=30", space)};
//   objective.bounds = bounds;                                    // which outlive the objective
//   std::optional<Probe> best = best_feasible(history, objective);
#pragma once

#include <cstdint>
#include <limits>
#include <optional>
#include <span>
#include <string_view>
#include <vector>

#include "core/objective/history.h"
#include "core/search_space/breeding.h"
#include "core/search_space/quality.h"

namespace tenprobes {

/// quality * (latency / reference_ms) ^ exponent (Tan et al., MnasNet, arXiv 1807.11626, eq. 2, as
/// Sim-is-More uses it). exponent < 0 prefers fast networks.
struct Scalarisation {
  double reference_ms;
  double exponent;

  bool operator==(const Scalarisation&) const = default;
};

/// A bound on what is known of an architecture before it is measured.
struct Bound {
  int feature;  ///< of SearchSpace::features()
  double least = -std::numeric_limits<double>::infinity();
  double most = std::numeric_limits<double>::infinity();

  bool operator==(const Bound&) const = default;
};

/// "FEATURE<=NUMBER" or "FEATURE>=NUMBER". Throws Error that names the space's features otherwise.
Bound parse_bound(std::string_view text, const SearchSpace& space);
/// The inverse.
std::string to_string(const Bound& bound, const SearchSpace& space);
/// Whether all bounds hold; an unknown feature meets none.
bool is_within(std::span<const Bound> bounds, const SearchSpace& space,
               const Architecture& architecture);

/// What it points to outlives the session.
struct Objective {
  const SearchSpace* space = nullptr;
  /// Quality of every architecture of an enumerable space, [size], by index, NaN where unknown;
  /// empty in others.
  std::span<const double> quality = {};
  const Quality* goal = nullptr;  ///< of any architecture; may be null where `quality` is given
  /// 1 where the architecture may be probed and recommended, by index; empty: all may. Enumerable
  /// spaces only, where it includes the bounds.
  std::span<const std::uint8_t> allowed = {};
  std::span<const Bound> bounds = {};           ///< in other spaces
  std::span<const Architecture> excluded = {};  ///< in other spaces: none of these may be
  /// The latency budget in ms; a probe is feasible if its latency is at most this.
  double budget_ms = 0;
  /// If set, replaces the budget: every probe is feasible and the value is the scalarised one.
  std::optional<Scalarisation> scalarisation = std::nullopt;
  /// By how much of it a latency differs when it is asked for again, a standard deviation. 0: not at
  /// all (Device::repeats()), so that what was measured within the budget fits it; empty: unknown.
  std::optional<double> reading_noise = std::nullopt;
  double no_answer = 0;  ///< QualityFacts::no_answer
  double range = 100;    ///< QualityFacts::best - least
  double lowest = 0;     ///< QualityFacts::least

  /// What latencies are judged by, ms: the budget, or the reference latency.
  double unit_ms() const { return scalarisation ? scalarisation->reference_ms : budget_ms; }
  bool is_allowed(int index) const {
    return allowed.empty() || allowed[static_cast<size_t>(index)];
  }
  bool is_allowed(const Architecture& architecture) const;
  bool is_feasible(double latency_ms) const { return scalarisation || latency_ms <= budget_ms; }
  bool is_feasible(const Probe& probe) const { return is_feasible(probe.latency_ms); }
  double quality_of(const Architecture& architecture) const;
  /// What the session maximises among feasible probes.
  double value(int index, double latency_ms) const {
    return scalarised(quality[static_cast<size_t>(index)], latency_ms);
  }
  double value(const Architecture& architecture, double latency_ms) const {
    return scalarised(quality_of(architecture), latency_ms);
  }
  double value(const Probe& probe) const { return value(probe.architecture, probe.latency_ms); }

 private:
  double scalarised(double score, double latency_ms) const;
};

/// To maximise this quality within this budget.
Objective objective_for(const SearchSpace& space, const Quality& quality, double budget_ms);

/// Bred from what was probed, within the objective's bounds; both outlive it.
Breeding breeding_for(const Objective& objective, std::span<const Architecture> probed);

/// Of a space too large to list, one within the bounds that was not probed, where hardly any are: those
/// that miss the bounds by least are bred. Throws Error that names the bounds where none is found.
Architecture bred_within(const History& history, const Objective& objective, Random& random);

/// What was measured of this architecture, ms: the mean of its readings, NaN where there is none.
double mean_reading(const History& history, const Architecture& architecture);

/// The feasible probe of the highest value (the faster, then the earlier, of equals), with the mean of
/// the architecture's readings, which is what has to be feasible, as its latency.
std::optional<Probe> best_feasible(const History& history, const Objective& objective);

}  // namespace tenprobes
