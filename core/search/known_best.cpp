#include "core/search/known_best.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <optional>
#include <set>

#include "core/base/portable_math.h"
#include "core/devices/layered/layered_device.h"
#include "core/search/candidates.h"
#include "core/search/layered_optimum.h"
#include "core/search_space/layered/layered_quality.h"

namespace tenprobes::search {
namespace {

std::string hash_of_quality(const Objective& objective) {
  return objective.goal ? objective.goal->hash() : std::string();
}

struct Fit {
  Architecture architecture;
  double value, latency_ms;  ///< what the objective maximises

  bool operator<(const Fit& other) const {
    if (value != other.value) return value > other.value;
    if (latency_ms != other.latency_ms) return latency_ms < other.latency_ms;
    return architecture < other.architecture;
  }
};

/// The best of all that were looked at.
class Ranking {
 public:
  Ranking(const devices::Device& device, const Objective& objective)
      : device_(device), objective_(objective) {}

  /// Looks at one; nullopt where it is not allowed, too slow or unknown.
  std::optional<Fit> look_at(const Architecture& architecture) {
    const double latency = device_.expected_latency(architecture).value_or(0);
    if (!(latency > 0 && objective_.is_feasible(latency))) return std::nullopt;
    if (!objective_.is_allowed(architecture)) return std::nullopt;
    const Fit fit{architecture, objective_.value(architecture, latency), latency};
    if (std::isnan(fit.value)) return std::nullopt;
    if (best_.size() < KnownBest::most_ranked || fit < *best_.rbegin()) best_.insert(fit);
    if (best_.size() > KnownBest::most_ranked) best_.erase(std::prev(best_.end()));
    return fit;
  }

  /// Looks at a start and, if it fits, goes uphill by one or two edits at a time until none is
  /// better.
  void climb(const Architecture& start) {
    const std::optional<Fit> fits = look_at(start);
    if (!fits) return;
    Fit top = *fits;
    for (Fit before = top;; before = top) {
      const std::vector<Architecture> edits = objective_.space->edits(top.architecture);
      for (const Architecture& edit : edits) keep_better(edit, top);
      if (top < before) continue;
      for (const Architecture& edit : edits) {
        for (const Architecture& second : objective_.space->edits(edit)) keep_better(second, top);
      }
      if (!(top < before)) return;
    }
  }

  std::vector<Architecture> take() const {
    std::vector<Architecture> ranked;
    for (const Fit& each : best_) ranked.push_back(each.architecture);
    return ranked;
  }

 private:
  void keep_better(const Architecture& architecture, Fit& top) {
    const std::optional<Fit> fit = look_at(architecture);
    if (fit && *fit < top) top = *fit;
  }

  const devices::Device& device_;
  const Objective& objective_;
  std::set<Fit> best_;
};

std::optional<Architecture> optimum_of(const devices::Device& device, const Objective& objective) {
  const auto* additive = dynamic_cast<const devices::LayeredDevice*>(&device);
  const auto* sum = dynamic_cast<const LayeredSum*>(objective.goal);
  if (!additive || !sum || !objective.bounds.empty() || objective.scalarisation) {
    return std::nullopt;
  }
  return LayeredOptimum(layered(*objective.space), additive->costs(), sum->by_row(),
                        objective.budget_ms)
      .within(objective.budget_ms);
}

/// The best that one run of simulated annealing meets; it may be too slow.
Architecture annealed(const devices::Device& device, const Objective& objective, Random random) {
  constexpr int steps = 200'000, most_edits = 3;
  const double hot = objective.range / 8, cold = objective.range / 400;
  const auto value = [&](const Architecture& architecture) {
    if (!objective.is_allowed(architecture)) return -std::numeric_limits<double>::infinity();
    const double latency = *device.expected_latency(architecture);
    const double over = latency / objective.budget_ms - 1;
    return objective.is_feasible(latency) ? objective.value(architecture, latency)
                                          : objective.lowest - (1 + over) * objective.range;
  };
  Architecture current = random_candidate({}, objective, random);
  double own = value(current);
  Architecture best = current;
  double highest = own;
  for (int step = 0; step < steps; ++step) {
    const double temperature =
        hot * portable_exp(portable_log(cold / hot) * step / static_cast<double>(steps));
    Architecture next = current;
    const int edits = 1 + random.below(most_edits);
    for (int i = 0; i < edits; ++i) next = objective.space->random_edit(next, random);
    const double other = value(next);
    if (!(other >= own || random.chance(portable_exp((other - own) / temperature)))) continue;
    current = next;
    own = other;
    if (!(own > highest)) continue;
    highest = own;
    best = current;
  }
  return best;
}

}  // namespace

KnownBest::KnownBest(const devices::Device& device, const Objective& objective)
    : quality_hash_(hash_of_quality(objective)),
      budget_ms_(objective.budget_ms),
      scalarisation_(objective.scalarisation),
      bounds_(objective.bounds.begin(), objective.bounds.end()) {
  Ranking ranking(device, objective);
  if (objective.space->size() > 0) {
    for (int i = 0; i < objective.space->size(); ++i) ranking.look_at(objective.space->at(i));
  } else if (const auto optimum = optimum_of(device, objective)) {
    ranking.climb(*optimum);
  } else {
    for (const std::uint64_t seed : {1, 2, 3, 4}) {
      ranking.climb(annealed(device, objective, Random(seed)));
    }
  }
  ranked_ = ranking.take();
}

bool KnownBest::is_of(const Objective& objective) const {
  return hash_of_quality(objective) == quality_hash_ && objective.budget_ms == budget_ms_ &&
         objective.scalarisation == scalarisation_ &&
         std::equal(bounds_.begin(), bounds_.end(), objective.bounds.begin(),
                    objective.bounds.end());
}

}  // namespace tenprobes::search
