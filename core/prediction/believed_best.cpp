#include "core/prediction/believed_best.h"

#include <cmath>
#include <vector>

#include "core/prediction/expected_improvement.h"

namespace tenprobes::prediction {

bool recommends_by_belief(const Objective& objective) {
  return !objective.repeats && !objective.scalarisation &&
         objective.space->form() != Form::catalogue;
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
    if (!objective.is_feasible(history[i])) continue;
    const std::size_t place = forecasts.place_of(i);
    const double slack = objective.budget_ms - forecasts.mean[place];
    const double without_noise = forecasts.variance[place] - forecasts.noise[place];
    const double fits =
        without_noise > 0 ? normal_share(slack / std::sqrt(without_noise)) : slack >= 0;
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
