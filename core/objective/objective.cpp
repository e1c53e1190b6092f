#include "core/objective/objective.h"

#include <algorithm>
#include <cmath>
#include <string>

#include "core/base/error.h"
#include "core/base/named.h"
#include "core/base/text_numbers.h"
#include "core/search_space/breeding.h"

namespace tenprobes {

Bound parse_bound(std::string_view text, const SearchSpace& space) {
  const std::size_t sign = text.find_first_of("<>");
  const std::string known = listed(space.features());
  const auto wrong = [&] {
    return Error("bound '" + std::string(text.substr(0, 80)) +
                 "': expected FEATURE<=NUMBER or FEATURE>=NUMBER, where " + space.title() +
                 (known.empty() ? " has no feature" : "'s features are " + known));
  };
  if (sign == std::string_view::npos || sign + 1 >= text.size() || text[sign + 1] != '=') {
    throw wrong();
  }
  const auto feature = space.feature_named(trimmed(text.substr(0, sign)));
  const std::string_view digits = trimmed(text.substr(sign + 2));
  const std::optional<double> number = parse_number(digits);
  if (!feature || !number) throw wrong();
  Bound bound{.feature = *feature};
  (text[sign] == '<' ? bound.most : bound.least) = *number;
  return bound;
}

std::string to_string(const Bound& bound, const SearchSpace& space) {
  const bool upper = std::isfinite(bound.most);
  return space.features()[static_cast<std::size_t>(bound.feature)] + (upper ? "<=" : ">=") +
         exact_number_text(upper ? bound.most : bound.least);
}

bool is_within(std::span<const Bound> bounds, const SearchSpace& space,
               const Architecture& architecture) {
  return std::all_of(bounds.begin(), bounds.end(), [&](const Bound& bound) {
    const double value = space.feature(architecture, bound.feature);
    return value >= bound.least && value <= bound.most;
  });
}

bool Objective::is_allowed(const Architecture& architecture) const {
  if (!allowed.empty()) return allowed[static_cast<size_t>(space->index_of(architecture))];
  if (std::find(excluded.begin(), excluded.end(), architecture) != excluded.end()) return false;
  return bounds.empty() || is_within(bounds, *space, architecture);
}

double Objective::quality_of(const Architecture& architecture) const {
  if (quality.empty()) return goal->of(architecture);
  return quality[static_cast<size_t>(space->index_of(architecture))];
}

double Objective::scalarised(double score, double latency_ms) const {
  if (!scalarisation) return score;
  return score * std::pow(latency_ms / scalarisation->reference_ms, scalarisation->exponent);
}

Objective objective_for(const SearchSpace& space, const Quality& quality, double budget_ms) {
  return {.space = &space,
          .quality = quality.table(),
          .goal = &quality,
          .budget_ms = budget_ms,
          .no_answer = quality.facts().no_answer,
          .range = quality.facts().best - quality.facts().least,
          .lowest = quality.facts().least};
}

double mean_reading(const History& history, const Architecture& architecture) {
  double sum = 0;
  int count = 0;
  for (const Probe& probe : history) {
    if (probe.architecture != architecture) continue;
    sum += probe.latency_ms;
    ++count;
  }
  return sum / count;
}

Architecture bred_within(const History& history, const Objective& objective, Random& random) {
  const SearchSpace& space = *objective.space;
  std::vector<Architecture> probed;
  for (const Probe& probe : history) probed.push_back(probe.architecture);
  const auto excess = [&](const Architecture& architecture) {
    double sum = 0;
    for (const Bound& bound : objective.bounds) {
      const double value = space.feature(architecture, bound.feature);
      sum += std::max({0.0, bound.least - value, value - bound.most}) / std::max(value, 1e-9);
    }
    return sum;
  };
  const BatchValue value = [&](std::span<const Architecture> batch, std::span<double> values) {
    std::transform(batch.begin(), batch.end(), values.begin(),
                   [&](const Architecture& each) { return -excess(each); });
  };
  const auto best = breed(space, {.seeds = probed}, value, random);
  if (best && objective.is_allowed(*best)) return *best;
  throw Error("no architecture of " + space.title() + " that is left has " +
              joined(objective.bounds, " and ",
                     [&](const Bound& bound) { return to_string(bound, space); }));
}

Breeding breeding_for(const Objective& objective, std::span<const Architecture> probed) {
  Breeding breeding{.seeds = probed};
  if (!objective.bounds.empty() || !objective.excluded.empty()) {
    breeding.is_allowed = [&](const Architecture& each) { return objective.is_allowed(each); };
  }
  return breeding;
}

std::optional<Probe> best_feasible(const History& history, const Objective& objective) {
  std::optional<Probe> best;
  double best_value = 0;
  for (const Probe& reading : history) {
    const bool may_be = objective.is_feasible(reading) && (objective.scalarisation || !best ||
                                                           objective.value(reading) >= best_value);
    if (!may_be) continue;
    const Probe probe{reading.architecture, mean_reading(history, reading.architecture)};
    if (!objective.is_feasible(probe)) continue;
    const double value = objective.value(probe);
    const bool better =
        !best || value > best_value || (value == best_value && probe.latency_ms < best->latency_ms);
    if (better) {
      best = probe;
      best_value = value;
    }
  }
  return best;
}

}  // namespace tenprobes
