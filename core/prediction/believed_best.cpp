#include "core/prediction/believed_best.h"

#include <algorithm>
#include <cmath>
#include <vector>

namespace tenprobes::prediction {

std::optional<Probe> believed_best(belief::Belief& belief, const History& history,
                                   const Objective& objective) {
  if (objective.space->form() != Form::layered || objective.scalarisation) {
    return best_feasible(history, objective);
  }
  std::vector<Architecture> architectures;
  for (const Probe& probe : history) architectures.push_back(probe.architecture);
  belief::Forecasts forecasts;
  belief.forecast(architectures, objective.budget_ms, forecasts);

  History trusted;
  std::optional<Probe> nearest;
  double most = 0;
  for (std::size_t i = 0; i < history.size(); ++i) {
    if (!objective.is_feasible(history[i])) continue;
    const std::size_t place = forecasts.place_of(i);
    const double without_noise = forecasts.variance[place] - forecasts.noise[place];
    const double spare =
        objective.budget_ms - forecasts.mean[place] - std::sqrt(std::max(0.0, without_noise));
    if (spare >= 0) trusted.push_back(history[i]);
    if (!nearest || spare > most) {
      nearest = history[i];
      most = spare;
    }
  }
  return trusted.empty() ? nearest : best_feasible(trusted, objective);
}

}  // namespace tenprobes::prediction
