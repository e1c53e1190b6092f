// What the policy saw, did and got in many environments, side by side.
//
//   Rollout rollout(network.shape(), horizon, environments, shards);
//   collect(network, environments, rollout, parallel);
//   rollout.estimate_advantages(1.0, 0.95);
//   update(network, adam, rollout, ...);                       // ppo.h
#pragma once

#include <span>
#include <vector>

#include "core/base/parallel.h"
#include "core/controller/categorical.h"
#include "core/controller/network.h"
#include "core/training/environment.h"

namespace tenprobes::training {

/// Environments are split into shards of neighbours, which are stepped in parallel. Sample
/// (shard, t, e) stands at (shard * horizon + t) * shard's environments + e.
struct Rollout {
  Rollout(const controller::NetworkShape& shape, int horizon, int environments, int shards);

  int size() const { return horizon * environments; }
  int shard_environments() const { return environments / shards; }

  int horizon, environments, shards;
  controller::ObservationShape observation;
  std::vector<std::uint16_t> indices;  ///< [size, active]
  AlignedFloats numbers;   ///< [size, numbers]
  std::vector<std::uint8_t> actions;   ///< [size], as are the rest
  std::vector<controller::OpenChoices> open;
  std::vector<float> log_probabilities, values, rewards, advantages, returns;
  std::vector<std::uint8_t> dones;
  std::vector<float> next_values;  ///< [environments], of the observations after the last

  /// Of the sessions that ended.
  int sessions = 0;
  double mean_final_value = 0, feasible_share = 0;

  /// Fills advantages, and returns = advantages + values.
  void estimate_advantages(double discount, double lambda);
};

/// One environment and the generator of its policy's draws.
struct Actor {
  Environment environment;
  Random random{0};
};

/// Fills a rollout. The result does not depend on how `parallel` shares the work out.
void collect(const controller::Network& network, std::span<Actor> actors, Rollout& rollout,
             std::span<controller::Activations> per_shard, const ParallelFor& parallel);

}  // namespace tenprobes::training
