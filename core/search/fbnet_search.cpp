#include "core/search/fbnet_search.h"

#include <algorithm>
#include <cmath>

#include "core/base/error.h"

namespace tenprobes::search {

namespace {

constexpr int population = 128, parents = 32, generations = 30;

std::uint8_t random_operation(Random& random) {
  return static_cast<std::uint8_t>(random.below(fbnet_operation_count));
}

FbnetArchitecture child_of(std::span<const FbnetArchitecture> pool, Random& random) {
  const auto any = [&] {
    return pool[static_cast<size_t>(random.below(static_cast<int>(pool.size())))];
  };
  FbnetArchitecture child = any();
  if (random.chance(0.5)) {
    const FbnetArchitecture other = any();
    for (size_t layer = 0; layer < fbnet_layer_count; ++layer) {
      if (random.chance(0.5)) child.operations[layer] = other.operations[layer];
    }
  }
  const int mutations = 1 + random.below(3);
  for (int i = 0; i < mutations; ++i) {
    child.operations[static_cast<size_t>(random.below(fbnet_layer_count))] =
        random_operation(random);
  }
  return child;
}

}  // namespace

FbnetArchitecture evolve_fbnet(const std::function<double(const FbnetArchitecture&)>& value,
                               std::span<const FbnetArchitecture> seeds, Random& random) {
  using Valued = std::pair<double, FbnetArchitecture>;
  std::vector<Valued> pool;
  const auto add = [&](const FbnetArchitecture& network) {
    pool.emplace_back(value(network), network);
  };
  for (const FbnetArchitecture& seed : seeds) add(seed);
  do add(random_fbnet_architecture(random));
  while (pool.size() < population);
  const auto better = [](const Valued& a, const Valued& b) {
    return a.first != b.first ? a.first > b.first : a.second < b.second;
  };
  std::vector<FbnetArchitecture> best;
  for (int generation = 0; generation < generations; ++generation) {
    std::sort(pool.begin(), pool.end(), better);
    pool.erase(std::unique(pool.begin(), pool.end()), pool.end());
    pool.resize(std::min(pool.size(), static_cast<size_t>(parents)));
    best.clear();
    for (const Valued& each : pool) best.push_back(each.second);
    while (pool.size() < population) add(child_of(best, random));
  }
  std::sort(pool.begin(), pool.end(), better);
  const auto is_new = [&](const Valued& each) {
    return std::find(seeds.begin(), seeds.end(), each.second) == seeds.end();
  };
  return std::find_if(pool.begin(), pool.end(), is_new)->second;
}

Random fbnet_noise(std::uint64_t seed) {
  return Random(seed ^ 0x9e3779b97f4a7c15u);
}

FbnetSearch::FbnetSearch(FbnetObjective objective, Random random)
    : objective_(std::move(objective)),
      random_(random),
      predictor_(prediction::fbnet_synthetic_prior()) {}

FbnetArchitecture FbnetSearch::ask() {
  if (asked_) return *asked_;
  if (history_.empty()) {
    // Nothing is known, not even the scale: a random network tells it.
    asked_ = random_fbnet_architecture(random_);
    return *asked_;
  }
  predictor_.fit(history_);
  std::vector<FbnetArchitecture> probed;
  for (const FbnetProbe& probe : history_) probed.push_back(probe.architecture);
  const FbnetProbe* const reached = best();
  const double least = reached ? objective_.quality(reached->architecture) : 0;
  const auto value = [&](const FbnetArchitecture& network) {
    const double quality = objective_.quality(network);
    const double fits = predictor_.feasible(network, objective_.budget_ms);
    // What does not better the best is worth less than all that does, and more the nearer it is to
    // doing so: breeding needs a slope to climb.
    return quality > least ? (quality - least) * fits : quality / least - 1 + fits - 1;
  };
  asked_ = evolve_fbnet(value, probed, random_);
  return *asked_;
}

void FbnetSearch::tell(double latency_ms) {
  if (!asked_) throw Error("tell() needs an ask() before it");
  if (!(latency_ms > 0) || !std::isfinite(latency_ms)) {
    throw Error("latency " + std::to_string(latency_ms) + " ms: it must be positive and finite");
  }
  history_.push_back({*asked_, latency_ms});
  asked_.reset();
}

}  // namespace tenprobes::search
