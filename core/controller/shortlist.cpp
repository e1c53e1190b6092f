#include "core/controller/shortlist.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace tenprobes::controller {
namespace {

// Below 1, so that bold candidates are listed as well.
constexpr double boldness = 0.7;

}  // namespace

double promise_of(double gain, double probability) {
  if (!(gain > 0)) return -std::numeric_limits<double>::infinity();
  return std::log(gain) + boldness * std::log(std::max(least_probability, probability));
}

void describe(std::span<const CandidateFacts> candidates, const SessionFacts& session,
              Shortlist& shortlist) {
  std::array<double, most_candidates> log_gain, log_probability;
  std::size_t most_promising = 0;
  double largest = -std::numeric_limits<double>::infinity(), sum = 0, safe_gain = 0;
  for (std::size_t i = 0; i < candidates.size(); ++i) {
    const CandidateFacts& each = candidates[i];
    log_gain[i] = std::log(each.gain);
    log_probability[i] = std::log(each.probability);
    if (log_gain[i] + log_probability[i] > largest) {
      largest = log_gain[i] + log_probability[i];
      most_promising = i;
    }
    sum += each.gain * each.probability;
    if (each.probability > 0.5) safe_gain = std::max(safe_gain, each.gain);
  }

  float* feature = shortlist.candidates.data();
  const auto say = [&feature](double value) { *feature++ = static_cast<float>(value); };
  for (std::size_t i = 0; i < candidates.size(); ++i) {
    const CandidateFacts& each = candidates[i];
    const double improvement = log_gain[i] + log_probability[i], p = each.probability;
    say(improvement / 4);
    say(std::max(-4.0, (improvement - largest) / 4));
    say(log_gain[i] / 4);
    say(log_probability[i] / 4);
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
  say(candidates[most_promising].probability);
  say(std::log(1 + safe_gain) / 4);
}

}  // namespace tenprobes::controller
