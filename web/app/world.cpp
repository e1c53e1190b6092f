#include "web/app/world.h"

#include <algorithm>
#include <cmath>
#include <iterator>

#include "core/statistics/pareto.h"
#include "core/statistics/summary.h"

namespace tenprobes::app {
namespace {

constexpr int generations = 30, offspring = 240;  // about as many networks again as are random

// Random networks, then what breeding adds to their front: crossovers and edits of networks that no
// other beats in both.
std::vector<Architecture> sampled(const devices::Device& device, const Quality& quality) {
  const SearchSpace& space = device.space();
  Random random(1);
  std::vector<Architecture> networks;
  std::vector<double> latency, value;
  const auto add = [&](const Architecture& network) {
    const std::optional<double> ms = device.expected_latency(network);
    if (!ms) return;
    networks.push_back(network);
    latency.push_back(*ms);
    value.push_back(quality.of(network));
  };
  for (const Architecture& network : crowd(space)) {
    if (static_cast<int>(networks.size()) < World::sample_size) add(network);
  }
  const size_t first_bred = networks.size();
  for (int generation = 0; generation < generations && !networks.empty(); ++generation) {
    const std::vector<int> front = statistics::pareto_front(latency, value);
    const auto parent = [&] {
      return networks[static_cast<size_t>(
          front[static_cast<size_t>(random.below(static_cast<int>(front.size())))])];
    };
    for (int i = 0; i < offspring; ++i) {
      const Architecture child =
          i % 2 == 0 ? space.crossover(parent(), parent(), random) : parent();
      add(space.random_edit(child, random));
    }
  }
  // Of the bred ones, only the front stands in the cloud.
  std::vector<Architecture> kept(networks.begin(),
                                 networks.begin() + static_cast<std::ptrdiff_t>(first_bred));
  for (const int i : statistics::pareto_front(latency, value)) {
    if (static_cast<size_t>(i) >= first_bred) kept.push_back(networks[static_cast<size_t>(i)]);
  }
  return kept;
}

}  // namespace

World make_world(const devices::Device& device, const Quality& quality) {
  const SearchSpace& space = device.space();
  World world;
  world.device_ = &device;
  world.goal_ = &quality;
  world.whole = space.size() > 0;
  if (world.whole) {
    const std::span<const double> known = device.known_latencies();
    world.latency.assign(known.begin(), known.end());
    if (known.empty()) world.latency.assign(static_cast<size_t>(space.size()), std::nan(""));
    world.quality.assign(quality.table().begin(), quality.table().end());
  } else {
    world.sample_ = sampled(device, quality);
    world.random_ = std::min(World::sample_size, static_cast<int>(world.sample_.size()));
    for (const Architecture& network : world.sample_) {
      world.latency.push_back(device.expected_latency(network).value_or(std::nan("")));
      world.quality.push_back(quality.of(network));
    }
  }
  world.front = statistics::pareto_front(world.latency, world.quality);
  for (const double ms : world.latency) {
    if (std::isnan(ms)) continue;
    world.fastest = world.known == 0 ? ms : std::min(world.fastest, ms);
    world.slowest = std::max(world.slowest, ms);
    ++world.known;
  }
  std::vector<double> known;
  std::copy_if(world.latency.begin(), world.latency.end(), std::back_inserter(known),
               [](double ms) { return !std::isnan(ms); });
  // Of many, some hardly compute anything.
  constexpr size_t many = 5000;
  if (!known.empty()) {
    world.nearly_fastest = statistics::quantile(known, known.size() > many ? 0.02 : 0);
  }
  world.least_quality = quality.facts().least;
  // Where only outliers are that poor, the others would be squeezed together.
  if (!world.quality.empty()) {
    const double some = statistics::quantile(world.quality, 0.02),
                 range = quality.facts().best - some;
    if (some - world.least_quality > 0.5 * range) world.least_quality = some - 0.05 * range;
  }
  // Bred networks are faster than nearly all random ones.
  for (const int dot : world.front) {
    const auto i = static_cast<size_t>(dot);
    if (world.whole || world.quality[i] < world.least_quality) continue;
    world.nearly_fastest = std::min(world.nearly_fastest, world.latency[i]);
  }
  return world;
}

Architecture World::network(int dot) const {
  return whole ? device_->space().at(dot) : sample_[static_cast<size_t>(dot)];
}

int World::dot_of(const Architecture& architecture) const {
  if (whole) return device_->space().index_of(architecture);
  const auto found = std::find(sample_.begin(), sample_.end(), architecture);
  return found == sample_.end() ? -1 : static_cast<int>(found - sample_.begin());
}

std::optional<double> World::latency_of(const Architecture& architecture) const {
  return device_->expected_latency(architecture);
}

double World::share_within(double budget_ms) const {
  const auto end = whole ? latency.end() : latency.begin() + random_;
  const auto within =
      std::count_if(latency.begin(), end, [&](double ms) { return ms <= budget_ms; });
  const int of = whole ? known : random_;
  return of == 0 ? 0 : static_cast<double>(within) / of;
}

Standing World::standing(double budget_ms, const Architecture& architecture) const {
  const double reached = goal_->of(architecture);
  Standing standing;
  for (size_t i = 0; i < latency.size(); ++i) {
    const int fits = latency[i] <= budget_ms;
    standing.within += fits;
    standing.better += fits & static_cast<int>(quality[i] > reached);
  }
  return standing;
}

int World::best_within(double budget_ms) const {
  int best = -1;
  for (const int dot : front) {
    if (latency[static_cast<size_t>(dot)] <= budget_ms) best = dot;
  }
  return best;
}

double World::regret(double budget_ms, const std::optional<Architecture>& best) const {
  if (!best) return 100;
  if (whole) {
    const Standing s = standing(budget_ms, *best);
    return s.within == 0 ? 0 : 100.0 * s.better / s.within;
  }
  const int dot = best_within(budget_ms);
  if (dot < 0) return 0;
  const double most = quality[static_cast<size_t>(dot)];
  const QualityFacts& facts = goal_->facts();
  const double all = facts.least >= 0 && most > 0 ? most : facts.best - facts.least;
  return all > 0 ? std::max(0.0, 100 * (most - goal_->of(*best)) / all) : 0;
}

double World::regret(double budget_ms, const search::Recommendation& recommendation) const {
  return recommendation.feasible ? regret(budget_ms, std::optional(recommendation.architecture))
                                 : 100;
}

std::vector<double> World::regret_curve(double budget_ms, const History& history) const {
  std::vector<double> curve;
  std::optional<Architecture> best;
  double least = 100;
  for (const Probe& probe : history) {
    if (probe.latency_ms <= budget_ms &&
        (!best || goal_->of(probe.architecture) > goal_->of(*best))) {
      best = probe.architecture;
      least = regret(budget_ms, best);
    }
    curve.push_back(least);
  }
  return curve;
}

}  // namespace tenprobes::app
