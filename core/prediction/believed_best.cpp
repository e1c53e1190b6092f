#include "core/prediction/believed_best.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <vector>

#include "core/prediction/expected_improvement.h"

namespace tenprobes::prediction {

namespace {

/// How much of what a belief calls noise is the network's own, which a linear model cannot know, and so
/// the same at its next reading. Where nothing tells how much readings scatter: of cells half, between
/// all, which suits devices whose networks differ and readings do not, and none, which suits twins, that
/// only scatter; of layers, whose belief has deviations of its own, none.
double own_share(const Objective& objective, double reading_ms, double noise_variance) {
  if (!objective.reading_noise) return objective.space->form() == Form::cells ? 0.5 : 0;
  const double reading = *objective.reading_noise * reading_ms;
  return noise_variance > 0 ? std::max(0.0, 1 - reading * reading / noise_variance) : 0;
}

/// What eight readings that a normal error makes slower are off by, as likely each, in deviations.
constexpr std::array<double, 8> slower = {0.0784, 0.2372, 0.4023, 0.5791,
                                          0.7764, 1.0100, 1.3180, 1.8627};

}  // namespace

bool recommends_by_belief(const Objective& objective) {
  return objective.reading_noise != 0 && !objective.scalarisation &&
         objective.space->form() != Form::catalogue;
}

double probability_of_fit(const Objective& objective, const belief::Forecasts& forecasts,
                          std::size_t place) {
  if (!recommends_by_belief(objective) || objective.space->form() != Form::layered) {
    return forecasts.feasible[place];
  }
  const double mean = forecasts.mean[place], noise = forecasts.noise[place];
  const double of_readings = (1 - own_share(objective, mean, noise)) * noise;
  const double variance = forecasts.variance[place] - of_readings;
  if (!(variance > 0)) return forecasts.feasible[place];
  // Half of all errors make a reading faster: then the latency alone decides, else the reading does.
  const double deviation = std::sqrt(variance), error = std::sqrt(of_readings);
  const double slack = objective.budget_ms - mean;
  double fits = normal_share(slack / deviation) / 2;
  for (const double off : slower) {
    fits += normal_share((slack - off * error) / deviation) / (2 * slower.size());
  }
  return fits;
}

std::optional<Probe> believed_best(belief::Belief& belief, const History& history,
                                   const Objective& objective) {
  if (!recommends_by_belief(objective)) return best_feasible(history, objective);
  std::vector<Architecture> architectures;
  for (const Probe& probe : history) architectures.push_back(probe.architecture);
  belief::Forecasts forecasts;
  belief.forecast(architectures, objective.budget_ms, forecasts);

  std::optional<Probe> best;
  double most = 0;
  for (std::size_t i = 0; i < history.size(); ++i) {
    const double reading = mean_reading(history, history[i].architecture);
    if (!objective.is_feasible(history[i]) || !objective.is_feasible(reading)) continue;
    const std::size_t place = forecasts.place_of(i);
    const double noise = forecasts.noise[place];
    const double own = own_share(objective, reading, noise);
    const double mean = forecasts.mean[place] + own * (reading - forecasts.mean[place]);
    const double variance =
        (1 - own) * ((1 - own) * (forecasts.variance[place] - noise) + own * noise);
    const double slack = objective.budget_ms - mean;
    const double fits = variance > 0 ? normal_share(slack / std::sqrt(variance)) : slack >= 0;
    const double worth = fits * (objective.value(history[i]) - objective.no_answer);
    if (best && worth <= most) continue;
    best = history[i];
    most = worth;
  }
  return best;
}

std::optional<Architecture> believed_answer(belief::Belief& belief, const History& history,
                                            const Objective& objective) {
  if (history.empty() || !recommends_by_belief(objective)) return std::nullopt;
  belief::fit(belief, history, objective.budget_ms);
  const std::optional<Probe> best = believed_best(belief, history, objective);
  return best ? std::optional(best->architecture) : std::nullopt;
}

}  // namespace tenprobes::prediction
