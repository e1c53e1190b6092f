#include "core/controller/shortlist.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace tenprobes::controller {
namespace {

// Below 1, so that bold candidates are listed as well.
constexpr double boldness = 0.7;

double log_improvement(const CandidateFacts& candidate) {
  return std::log(candidate.gain) + std::log(candidate.probability);
}

}  // namespace

double promise_of(double gain, double probability) {
  if (!(gain > 0)) return -std::numeric_limits<double>::infinity();
  return std::log(gain) + boldness * std::log(std::max(least_probability, probability));
}

void describe(std::span<const CandidateFacts> candidates, const SessionFacts& session,
              Shortlist& shortlist) {
  const CandidateFacts& most_promising = *std::max_element(
      candidates.begin(), candidates.end(), [](const CandidateFacts& a, const CandidateFacts& b) {
        return log_improvement(a) < log_improvement(b);
      });
  const double largest = log_improvement(most_promising);
  double sum = 0, safe_gain = 0;
  for (const CandidateFacts& each : candidates) {
    sum += each.gain * each.probability;
    if (each.probability > 0.5) safe_gain = std::max(safe_gain, each.gain);
  }

  float* feature = shortlist.candidates.data();
  const auto say = [&feature](double value) { *feature++ = static_cast<float>(value); };
  for (const CandidateFacts& each : candidates) {
    const double improvement = log_improvement(each), p = each.probability;
    say(improvement / 4);
    say(std::max(-4.0, (improvement - largest) / 4));
    say(std::log(each.gain) / 4);
    say(std::log(p) / 4);
    say(std::log(1 - p) / 4);
    say(p);
    say(std::clamp((1 - each.mean) / each.spread, -4., 4.) / 4);
    say(std::clamp(each.mean - 1, -1.0, 1.0));
    say(std::min(each.spread, 1.0));
    say(std::min(each.noise / each.spread, 1.0));
    say(each.quality / 100);
    say(each.gain * p / sum);
    say(each.from_best);
    say(each.from_failure);
  }
  shortlist.count = static_cast<int>(candidates.size());

  feature = shortlist.session.data();
  const double left = std::max(1, session.probes_left);
  say(std::log(left) / 3);
  say(1 / left);
  say(left == 1 ? 1 : 0);
  say(std::log(1 + static_cast<double>(session.probes_made)) / 3);
  say(session.has_feasible ? 1 : 0);
  say(session.best / 100);
  say(std::log(std::max(1.0, 101 - session.best)) / 4);
  say(std::log(static_cast<double>(session.hypotheses)) / 7);
  for (const double probability : session.regimes) say(probability);
  say(largest / 4);
  say(most_promising.probability);
  say(std::log(1 + safe_gain) / 4);
}

}  // namespace tenprobes::controller
