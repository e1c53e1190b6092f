#include "core/controller/space_view.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include "core/prediction/expected_improvement.h"
#include "core/search_space/breeding.h"

namespace tenprobes::controller {
namespace {

constexpr double least_probability = 1e-6;
// As in acquisition_view.cpp: bold candidates are listed as well.
constexpr double boldness = 0.7;

/// Percentage points from no answer to the best there is.
struct Scale {
  double zero, point;

  explicit Scale(const Objective& objective)
      : zero(objective.no_answer),
        point((objective.lowest + objective.range - objective.no_answer) / 100) {}
  double of(double quality) const { return (quality - zero) / point; }
};

/// What a probe would gain, in points, and how likely.
struct Improvement {
  double gain, probability;
};

Improvement improvement_of(const Objective& objective, double quality, double best,
                           const belief::Forecasts& forecasts, std::size_t place) {
  const Scale scale(objective);
  if (!objective.scalarisation) {
    return {(quality - std::max(best, objective.no_answer)) / scale.point,
            static_cast<double>(forecasts.feasible[place])};
  }
  const prediction::LatencyBelief latency{
      .mean_ms = static_cast<double>(forecasts.mean[place]),
      .spread_ms = std::sqrt(static_cast<double>(forecasts.variance[place]))};
  const double p = prediction::improvement_probability(objective, quality, latency, best);
  if (p < least_probability) return {0, p};
  return {prediction::expected_improvement(objective, quality, latency, best) / p / scale.point, p};
}

double promise_of(const Improvement& improvement) {
  if (!(improvement.gain > 0)) return -std::numeric_limits<double>::infinity();
  return std::log(improvement.gain) +
         boldness * std::log(std::max(least_probability, improvement.probability));
}

}  // namespace

void SpaceView::choose(const History& history, const Objective& objective, belief::Belief& belief,
                       Random& random) {
  const double unit = objective.unit_ms();
  double best = -std::numeric_limits<double>::infinity();
  if (const auto probe = best_feasible(history, objective)) best = objective.value(*probe);
  std::vector<Architecture> probed;
  for (const Probe& probe : history) probed.push_back(probe.architecture);
  const SearchSpace& space = *objective.space;
  candidates_.clear();
  if (space.size() == 0) {
    Breeding breeding{.seeds = probed};
    if (!objective.bounds.empty()) {
      breeding.is_allowed = [&](const Architecture& each) { return objective.is_allowed(each); };
    }
    const BatchValue value = [&](std::span<const Architecture> batch, std::span<double> values) {
      belief.forecast(batch, unit, forecasts_);
      for (std::size_t i = 0; i < batch.size(); ++i) {
        const double quality = objective.quality_of(batch[i]);
        const auto improvement =
            improvement_of(objective, quality, best, forecasts_, forecasts_.place_of(i));
        // Breeding needs a slope to climb where nothing is gained.
        values[i] = improvement.gain > 0 ? promise_of(improvement)
                                         : improvement.gain + improvement.probability - 1e6;
      }
    };
    for (const Architecture& each : breed_many(space, breeding, value, most_candidates, random)) {
      if (objective.scalarisation || objective.quality_of(each) > best) candidates_.push_back(each);
    }
    return;
  }
  belief.forecast_all(unit, forecasts_);
  std::vector<std::pair<double, int>> listed;
  for (int index = 0; index < space.size(); ++index) {
    const double quality = objective.quality[static_cast<std::size_t>(index)];
    if (!objective.is_allowed(index) || !(quality == quality)) continue;
    if (!objective.scalarisation && quality <= best) continue;
    const double promise =
        promise_of(improvement_of(objective, quality, best, forecasts_,
                                  forecasts_.place_of(static_cast<std::size_t>(index))));
    if (std::isfinite(promise)) listed.emplace_back(-promise, index);
  }
  std::erase_if(listed, [&](const auto& each) {
    return std::find(probed.begin(), probed.end(), space.at(each.second)) != probed.end();
  });
  const auto count = std::min(listed.size(), static_cast<std::size_t>(most_candidates));
  std::partial_sort(listed.begin(), listed.begin() + static_cast<std::ptrdiff_t>(count),
                    listed.end());
  for (std::size_t i = 0; i < count; ++i) candidates_.push_back(space.at(listed[i].second));
}

bool SpaceView::observe(const History& history, const Objective& objective, int probes_left,
                        belief::Belief& belief, Random& random) {
  const double unit = objective.unit_ms();
  belief::fit(belief, history, unit);
  choose(history, objective, belief, random);
  shortlist_.count = static_cast<int>(candidates_.size());
  if (candidates_.empty()) return false;
  belief.forecast(candidates_, unit, forecasts_);

  const Scale scale(objective);
  const auto best_probe = best_feasible(history, objective);
  const bool has_feasible = best_probe.has_value();
  const double best =
      has_feasible ? objective.value(*best_probe) : -std::numeric_limits<double>::infinity();
  const double best_points = has_feasible ? std::clamp(scale.of(best), 0.0, 100.0) : 0;
  double largest = -1e9, sum = 0, p_of_largest = 0, safe_gain = 0;
  for (std::size_t k = 0; k < candidates_.size(); ++k) {
    const Architecture& candidate = candidates_[k];
    const double quality = objective.quality_of(candidate);
    const std::size_t place = forecasts_.place_of(k);
    const Improvement found = improvement_of(objective, quality, best, forecasts_, place);
    const double gain = std::max(found.gain, 1e-9);
    const double p = std::clamp(found.probability, least_probability, 1 - least_probability);
    const double mean = static_cast<double>(forecasts_.mean[place]) / unit;
    const double spread = std::sqrt(static_cast<double>(forecasts_.variance[place])) / unit + 1e-9;
    const double noise = std::sqrt(static_cast<double>(forecasts_.noise[place])) / unit;
    double from_best = 1, from_failure = 1;
    for (const Probe& probe : history) {
      const double distance = objective.space->distance(candidate, probe.architecture);
      if (best_probe && probe.architecture == best_probe->architecture) from_best = distance;
      if (!objective.is_feasible(probe)) from_failure = std::min(from_failure, distance);
    }
    const double improvement = std::log(gain) + std::log(p);
    const std::array<double, candidate_features> values = {
        improvement / 4,
        0,  // relative to the largest: below
        std::log(gain) / 4,
        std::log(p) / 4,
        std::log(1 - p) / 4,
        p,
        std::clamp((1 - mean) / spread, -4., 4.) / 4,
        std::clamp(mean - 1, -1.0, 1.0),
        std::min(spread, 1.0),
        std::min(noise / spread, 1.0),
        scale.of(quality) / 100,
        gain * p,  // a share: below
        from_best,
        from_failure};
    std::copy(values.begin(), values.end(),
              shortlist_.candidates.begin() +
                  static_cast<std::ptrdiff_t>(k * static_cast<std::size_t>(candidate_features)));
    if (improvement > largest) {
      largest = improvement;
      p_of_largest = p;
    }
    if (p > 0.5) safe_gain = std::max(safe_gain, gain);
    sum += gain * p;
  }
  for (std::size_t k = 0; k < candidates_.size(); ++k) {
    float* features = &shortlist_.candidates[k * static_cast<std::size_t>(candidate_features)];
    features[1] =
        static_cast<float>(std::max(-4.0, static_cast<double>(features[0]) - largest / 4));
    features[11] = static_cast<float>(static_cast<double>(features[11]) / sum);
  }

  float* feature = shortlist_.session.data();
  const auto say = [&feature](double value) { *feature++ = static_cast<float>(value); };
  const double left = std::max(1, probes_left);
  say(std::log(left) / 3);
  say(1 / left);
  say(left == 1 ? 1 : 0);
  say(std::log(1 + static_cast<double>(history.size())) / 3);
  say(has_feasible ? 1 : 0);
  say(best_points / 100);
  say(std::log(std::max(1.0, 101 - best_points)) / 4);
  say(0);  // one hypothesis
  for (int regime = 0; regime < belief::regime_count; ++regime) say(regime == 0 ? 1 : 0);
  say(largest / 4);
  say(p_of_largest);
  say(std::log(1 + safe_gain) / 4);
  return true;
}

}  // namespace tenprobes::controller
