// Latency-constrained search among FBNet's 9^22 networks with a few probes.
//
//   FbnetSearch search({.quality = fbnet_macs, .budget_ms = 20}, Random(seed));
//   for (int i = 0; i < 10; ++i) search.tell(measure(search.ask()));
//   const FbnetProbe* best = search.best();
//
// As the method `belief` on NAS-Bench-201 (belief_search.cpp): every proposal maximises the
// expected improvement, here the gain in quality times the probability (FbnetPredictor) of fitting
// the budget. The networks are too many to price them all, so candidates are bred: random ones,
// mutants and crosses of the best, for some generations, under that same acquisition (regularised
// evolution's mutation: Real et al., AAAI 2019).
#pragma once

#include <functional>
#include <optional>
#include <span>
#include <vector>

#include "core/base/random.h"
#include "core/prediction/fbnet_predictor.h"

namespace tenprobes::search {

using prediction::FbnetProbe;

/// The network of the highest value among some 4,000 bred ones (some 30 generations); `seeds` are
/// in the first generation.
FbnetArchitecture evolve_fbnet(const std::function<double(const FbnetArchitecture&)>& value,
                               std::span<const FbnetArchitecture> seeds, Random& random);

struct FbnetObjective {
  std::function<double(const FbnetArchitecture&)> quality;  ///< to be maximised, > 0
  double budget_ms;
};

/// The best of the items' probes within the budget, the first of equals; null if all are slower.
/// `probe_of` tells an item's probe, as in std::ranges' algorithms.
template <class Item, class ProbeOf = std::identity>
const Item* best_within(const std::vector<Item>& items, const FbnetObjective& objective,
                        ProbeOf probe_of = {}) {
  const Item* best = nullptr;
  double highest = 0;
  for (const Item& item : items) {
    const FbnetProbe& probe = std::invoke(probe_of, item);
    if (probe.latency_ms > objective.budget_ms) continue;
    const double quality = objective.quality(probe.architecture);
    if (best && quality <= highest) continue;
    highest = quality;
    best = &item;
  }
  return best;
}

/// What the measurements of a session's seed draw their noise from; its search takes Random(seed).
Random fbnet_noise(std::uint64_t seed);

class FbnetSearch {
 public:
  FbnetSearch(FbnetObjective objective, Random random);

  /// The network to probe now; the same until tell() is called. Not one that was probed.
  FbnetArchitecture ask();

  /// Its latency. Throws Error unless it is positive and finite and ask() was called.
  void tell(double latency_ms);

  /// The best of the probed ones within the budget; null if all are slower.
  const FbnetProbe* best() const { return best_within(history_, objective_); }

  const std::vector<FbnetProbe>& history() const { return history_; }

 private:
  FbnetObjective objective_;
  Random random_;
  prediction::FbnetPredictor predictor_;
  std::vector<FbnetProbe> history_;
  std::optional<FbnetArchitecture> asked_;
};

}  // namespace tenprobes::search
