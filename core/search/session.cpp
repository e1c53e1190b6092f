#include "core/search/session.h"

#include <algorithm>
#include <string>

#include "core/base/error.h"
#include "core/base/latency.h"
#include "core/base/text_numbers.h"

namespace tenprobes::search {

std::optional<Architecture> SearchStrategy::recommend(const History& history,
                                                      const Objective& objective) const {
  if (history.empty()) return std::nullopt;
  if (const std::optional<Probe> best = best_feasible(history, objective)) {
    return best->architecture;
  }
  return std::min_element(
             history.begin(), history.end(),
             [](const Probe& a, const Probe& b) { return a.latency_ms < b.latency_ms; })
      ->architecture;
}

void check_latency(double latency_ms, const char* what, std::size_t number,
                   const Architecture& architecture, const SearchSpace& space) {
  if (is_latency(latency_ms)) return;
  throw Error(std::string(what) + " " + std::to_string(number) + " of " + space.text(architecture) +
              ": latency " + number_text(latency_ms) + " is not " + latency_in_words);
}

ProbeSession::ProbeSession(SearchStrategy& strategy, const Objective& objective, int probes,
                           Random random)
    : strategy_(strategy), objective_(objective), probes_(probes), random_(random) {
  if (probes < 1) {
    throw Error("a session of " + std::to_string(probes) + " probes: it needs at least one");
  }
  const auto size = static_cast<size_t>(objective.space->size());
  const bool has_quality = size > 0 ? objective.quality.size() == size : objective.goal != nullptr;
  if (!has_quality || (!objective.allowed.empty() && objective.allowed.size() != size)) {
    throw Error("the objective's quality and allowed list need one entry for each of the " +
                std::to_string(size) + " architectures");
  }
  if (objective.scalarisation && objective.lowest < 0) {
    throw Error(
        "the scalarised objective multiplies the quality by a power of the latency, and the"
        " quality goes down to " +
        number_text(objective.lowest) + ": choose one that is never negative, or a budget");
  }
  history_.reserve(static_cast<size_t>(probes));
}

Architecture ProbeSession::ask() {
  if (finished()) throw Error("the session has spent all its probes: nothing is left to ask");
  if (!asked_) asked_ = strategy_.propose(history_, objective_, probes_left(), random_);
  return *asked_;
}

void ProbeSession::tell(double latency_ms) {
  if (!asked_) throw Error("a latency was told before ask() named the architecture to probe");
  tell(*asked_, latency_ms);
}

void ProbeSession::tell(const Architecture& architecture, double latency_ms) {
  if (finished()) throw Error("the session has spent all its probes: no latency can be added");
  check_latency(latency_ms, "probe", history_.size() + 1, architecture, *objective_.space);
  history_.push_back({architecture, latency_ms});
  asked_.reset();
}

Recommendation ProbeSession::recommend_after(std::size_t probes) const {
  const History history(history_.begin(), history_.begin() + static_cast<std::ptrdiff_t>(probes));
  const std::optional<Architecture> architecture = strategy_.recommend(history, objective_);
  if (!architecture) throw Error("nothing was probed: there is no architecture to recommend");
  Recommendation recommendation{.architecture = *architecture, .latency_ms = std::nullopt};
  if (const double ms = mean_reading(history, *architecture); ms > 0) {
    recommendation.latency_ms = ms;
    recommendation.feasible = objective_.is_feasible(ms);
  }
  if (!recommendation.feasible) return recommendation;
  const auto best = best_feasible(history, objective_);
  if (objective_.value(*best) > objective_.value(*architecture, *recommendation.latency_ms)) {
    const auto same = [&](const Probe& probe) { return probe.architecture == best->architecture; };
    const auto place = std::find_if(history.begin(), history.end(), same);
    recommendation.passed_over = 1 + static_cast<int>(place - history.begin());
  }
  return recommendation;
}

std::string passed_over_in_words(int probe) {
  return "probe " + std::to_string(probe) +
         " is better and fitted when measured, but may well not fit again";
}

}  // namespace tenprobes::search
