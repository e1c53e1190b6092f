// What to recommend where readings are noisy: the best of many readings within a budget is a lucky
// one, whose next reading may well be over it.
//
//   belief::fit(*belief, history, objective.budget_ms);
//   if (const std::optional<Probe> best = believed_best(*belief, history, objective)) {
//     printf("%g ms", best->latency_ms);
//   }
#pragma once

#include <optional>

#include "core/belief/belief.h"
#include "core/objective/objective.h"

namespace tenprobes::prediction {

/// Whether readings that fit may be taken for luck: not of a device that repeats itself, under a
/// scalarised objective, or in a catalogue, whose models are few and far apart.
bool recommends_by_belief(const Objective& objective);

/// The probability that a probe of the forecasts' place becomes an answer that fits: that its reading is
/// within the budget, and so is the latency without noise behind it. Forecasts::feasible where not
/// recommends_by_belief(), and of cells, whose belief's own worked better; of layers, a lucky reading of
/// a slow network would else seem worth more probes than a small gain.
double probability_of_fit(const Objective& objective, const belief::Forecasts& forecasts,
                          std::size_t place);

/// Where recommends_by_belief(): of the probes measured within the budget, the one of the highest
/// expected worth, which is how far its quality lies above no answer's, times the probability that its
/// latency without noise is within the budget, too. That latency is what `belief` holds of it after all
/// probes, and a deviation of its own, of which its reading tells as much as readings are not noise
/// (Objective::reading_noise; else a share of what the belief calls so). Else best_feasible(). nullopt where nothing was measured within the budget.
std::optional<Probe> believed_best(belief::Belief& belief, const History& history,
                                   const Objective& objective);

/// After belief::fit(): the architecture of believed_best(). nullopt where there is none, and where
/// not recommends_by_belief().
std::optional<Architecture> believed_answer(belief::Belief& belief, const History& history,
                                            const Objective& objective);

}  // namespace tenprobes::prediction
