// One decision as the learned acquisition function sees it: a shortlist of candidates to probe next,
// each described by what a belief holds of it, and the session that they share. Every search space is
// described alike, so that the same weights work everywhere.
//
//   Shortlist shortlist;
//   describe(candidates, session, shortlist);            // at most most_candidates
//   float gain = shortlist.candidates[gain_feature];     // of the first candidate
//
// Latencies are in units of the budget, so that a device that is a thousand times slower looks the
// same; qualities in points, percent of the way from no answer at all to the best there is. With the
// scalarised objective the unit is the reference latency and p the probability of a better value.
//
// Observation "acquisition-1", of a candidate of quality q whose latency is believed to be r give or
// take s (of which n is noise of measuring), and to be within the budget with probability p, after a
// best feasible quality b (without one, 0 and, in gains, no answer's):
//   log expected improvement: ln((q - b) p) / 4; the same less the largest of the shortlist's;
//   ln(q - b) / 4; ln p / 4; ln(1 - p) / 4; p; (1 - r) / s, within +-4, / 4; r - 1, within +-1;
//   s, at most 1; n / s; q / 100; the share of the shortlist's expected improvement that this one
//   has; its distance (0..1) from the best feasible probe, and from the nearest probe over the
//   budget (1 without one).
// Of the session: probes left: its logarithm / 3, inverse, and 1 if this is the last; logarithm of
// 1 + probes made / 3; 1 if something is feasible; b / 100; ln(101 - b) / 4; logarithm of how many
// hypotheses the belief still holds / 7; the probabilities of the execution regimes; the largest
// ln expected improvement / 4 and the probability p of that candidate; ln(1 + the largest gain
// that has p above a half) / 4.
#pragma once

#include <array>
#include <span>
#include <vector>

#include "core/belief/cells/regimes.h"

namespace tenprobes::controller {

inline constexpr int candidate_features = 14;
inline constexpr int session_features = 11 + belief::regime_count;
inline constexpr int most_candidates = 64;
/// Places of ln gain / 4 and ln p / 4 among a candidate's features.
inline constexpr std::size_t gain_feature = 2, log_probability_feature = 3;
/// Places of two flags of the session: this probe is the last; something is feasible.
inline constexpr std::size_t last_feature = 2, feasible_feature = 4;
inline constexpr double least_probability = 1e-6;

/// What is believed of a candidate.
struct CandidateFacts {
  double gain, probability;    ///< points a probe would gain, > 0, and how likely
  double mean, spread, noise;  ///< latency, and standard deviations, in units of the budget
  double quality;              ///< points
  double from_best, from_failure;
};

/// What all candidates share.
struct SessionFacts {
  int probes_left, probes_made;
  bool has_feasible;
  double best;     ///< quality of the best feasible probe, points; 0 without one
  int hypotheses;  ///< that the belief holds
  std::array<double, belief::regime_count> regimes;  ///< their probabilities
};

/// Kept and used again, it allocates nothing.
struct Shortlist {
  int count = 0;  ///< 0..most_candidates
  /// [most_candidates, candidate_features]
  std::vector<float> candidates =
      std::vector<float>(std::size_t{most_candidates} * candidate_features);
  std::vector<float> session = std::vector<float>(session_features);
};

/// What log a candidate is shortlisted by: bold ones, which gain much with little probability, are
/// listed as well. -infinity where nothing is gained.
double promise_of(double gain, double probability);

/// Describes at least one candidate.
void describe(std::span<const CandidateFacts> candidates, const SessionFacts& session,
              Shortlist& shortlist);

}  // namespace tenprobes::controller
