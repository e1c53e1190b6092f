// How much a probe of an architecture can be expected to better a session, given what is believed
// of its latency.
//
//   const LatencyBelief belief{.mean_ms = 11.8, .spread_ms = 0.7};
//   const double best = 71.5;                         // value of the best feasible probe so far
//   double gain = expected_improvement(objective, quality, belief, best);
//
// With a budget (Gardner et al., "Bayesian Optimization with Inequality Constraints", ICML 2014):
// the quality's gain over the best feasible one times the probability that the latency, normal,
// meets the budget. With the scalarised objective the quality is certain and the latency taken as
// log-normal of this mean and spread, so the value is log-normal too and the expectation has the
// closed form of a call option (Black and Scholes, 1973).
#pragma once

#include "core/objective/objective.h"

namespace tenprobes::prediction {

struct LatencyBelief {
  double mean_ms;    ///< > 0 counts; others are taken as a very short time
  double spread_ms;  ///< standard deviation, >= 0
};

/// Probability that a standard normal is at most z.
double normal_share(double z);

/// The probability that the probe betters `best` at all, as expected_improvement() judges it.
double improvement_probability(const Objective& objective, double quality,
                               const LatencyBelief& belief, double best);

/// `best`: the best feasible value so far, -infinity while nothing is feasible, which counts as value 0.
/// In the objective's units; >= 0.
double expected_improvement(const Objective& objective, double quality, const LatencyBelief& belief,
                            double best);

/// What a probe gains where it gains anything, and the probability of that.
struct Improvement {
  double gain;  ///< in the objective's units; 0 or less: nothing to gain
  double probability;
};

/// The two factors of the expected improvement. feasible: the probability of meeting the budget, of
/// a belief that knows more of it than a normal latency's mean and spread. No answer counts as the
/// objective says.
Improvement improvement_of(const Objective& objective, double quality, double feasible,
                           const LatencyBelief& belief, double best);

}  // namespace tenprobes::prediction
