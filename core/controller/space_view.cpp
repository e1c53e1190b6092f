#include "core/controller/space_view.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include "core/prediction/believed_best.h"
#include "core/prediction/expected_improvement.h"
#include "core/search_space/breeding.h"

namespace tenprobes::controller {
namespace {

/// Percentage points from no answer to the best there is.
struct Scale {
  double zero, point;

  explicit Scale(const Objective& objective)
      : zero(objective.no_answer),
        point((objective.lowest + objective.range - objective.no_answer) / 100) {}
  double of(double quality) const { return (quality - zero) / point; }
};

/// In points.
prediction::Improvement improvement_of(const Objective& objective, double quality, double best,
                                       const belief::Forecasts& forecasts, std::size_t place) {
  auto improvement = prediction::improvement_of(
      objective, quality, prediction::probability_of_fit(objective, forecasts, place),
      {.mean_ms = static_cast<double>(forecasts.mean[place]),
       .spread_ms = std::sqrt(static_cast<double>(forecasts.variance[place]))},
      best);
  improvement.gain /= Scale(objective).point;
  return improvement;
}

}  // namespace

void SpaceView::choose(const History& history, const Objective& objective, double best,
                       belief::Belief& belief, Random& random) {
  const double unit = objective.unit_ms();
  std::vector<Architecture> probed;
  for (const Probe& probe : history) probed.push_back(probe.architecture);
  const SearchSpace& space = *objective.space;
  candidates_.clear();
  if (space.size() == 0) {
    const Breeding breeding = breeding_for(objective, probed);
    const BatchValue value = [&](std::span<const Architecture> batch, std::span<double> values) {
      belief.forecast(batch, unit, forecasts_);
      for (std::size_t i = 0; i < batch.size(); ++i) {
        const double quality = objective.quality_of(batch[i]);
        const auto improvement =
            improvement_of(objective, quality, best, forecasts_, forecasts_.place_of(i));
        // Breeding needs a slope to climb where nothing is gained.
        values[i] = improvement.gain > 0 ? promise_of(improvement.gain, improvement.probability)
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
    const auto [gain, probability] = improvement_of(
        objective, quality, best, forecasts_, forecasts_.place_of(static_cast<std::size_t>(index)));
    const double promise = promise_of(gain, probability);
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
  const auto best_probe = prediction::believed_best(belief, history, objective);
  const double best =
      best_probe ? objective.value(*best_probe) : -std::numeric_limits<double>::infinity();
  choose(history, objective, best, belief, random);
  if (candidates_.empty()) return false;
  belief.forecast(candidates_, unit, forecasts_);

  const Scale scale(objective);
  std::vector<CandidateFacts> facts;
  for (std::size_t k = 0; k < candidates_.size(); ++k) {
    const Architecture& candidate = candidates_[k];
    const double quality = objective.quality_of(candidate);
    const std::size_t place = forecasts_.place_of(k);
    const auto [gain, probability] = improvement_of(objective, quality, best, forecasts_, place);
    double from_best = 1, from_failure = 1;
    for (const Probe& probe : history) {
      const double distance = objective.space->distance(candidate, probe.architecture);
      if (best_probe && probe.architecture == best_probe->architecture) from_best = distance;
      if (!objective.is_feasible(probe)) from_failure = std::min(from_failure, distance);
    }
    facts.push_back(
        {.gain = std::max(gain, 1e-9),
         .probability = std::clamp(probability, least_probability, 1 - least_probability),
         .mean = static_cast<double>(forecasts_.mean[place]) / unit,
         .spread = std::sqrt(static_cast<double>(forecasts_.variance[place])) / unit + 1e-9,
         .noise = std::sqrt(static_cast<double>(forecasts_.noise[place])) / unit,
         .quality = scale.of(quality),
         .from_best = from_best,
         .from_failure = from_failure});
  }
  SessionFacts session{.probes_left = probes_left,
                       .probes_made = static_cast<int>(history.size()),
                       .has_feasible = best_probe.has_value(),
                       .best = best_probe ? std::clamp(scale.of(best), 0.0, 100.0) : 0,
                       .hypotheses = 1,
                       .regimes = {}};
  session.regimes.front() = 1;
  describe(facts, session, shortlist_);
  return true;
}

}  // namespace tenprobes::controller
