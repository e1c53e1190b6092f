#include "core/training/rollout.h"

#include <cmath>

#include "core/training/gae.h"

namespace tenprobes::training {
namespace {

std::size_t at(int a, int b) {
  return static_cast<std::size_t>(a) * static_cast<std::size_t>(b);
}

struct Ended {
  int sessions = 0, feasible = 0;
  double value = 0;
};

Ended collect_shard(const controller::Network& network, std::span<Actor> actors, int shard,
                    Rollout& rollout, controller::Activations& activations) {
  const controller::NetworkShape& shape = network.shape();
  const int active = shape.observation.active, numbers = shape.observation.numbers;
  const int count = rollout.shard_environments();
  Ended ended;
  const auto observe = [&](int first) {
    for (int e = 0; e < count; ++e) {
      actors[static_cast<std::size_t>(e)].environment.view().observe(
          {&rollout.indices[at(first + e, active)], static_cast<std::size_t>(active)},
          {&rollout.numbers[at(first + e, numbers)], static_cast<std::size_t>(numbers)});
    }
  };
  const auto evaluate = [&](int first) {
    forward(network,
            {count, &rollout.indices[at(first, active)], &rollout.numbers[at(first, numbers)]},
            activations);
  };
  for (int t = 0; t < rollout.horizon; ++t) {
    const int first = (shard * rollout.horizon + t) * count;
    observe(first);
    evaluate(first);
    for (int e = 0; e < count; ++e) {
      const auto sample = static_cast<std::size_t>(first + e);
      Actor& actor = actors[static_cast<std::size_t>(e)];
      const controller::OpenChoices open = actor.environment.view().open();
      const controller::Choice decision = controller::sample(
          {&activations.logits[at(e, shape.logits)], static_cast<std::size_t>(shape.logits)}, open,
          actor.random);
      const Transition transition = actor.environment.step(decision.choice);
      rollout.actions[sample] = static_cast<std::uint8_t>(decision.choice);
      rollout.open[sample] = open;
      rollout.log_probabilities[sample] = decision.log_probability;
      rollout.values[sample] = activations.values[static_cast<std::size_t>(e)];
      rollout.rewards[sample] = transition.reward;
      rollout.dones[sample] = transition.done;
      if (transition.done) {
        ++ended.sessions;
        ended.feasible += transition.feasible;
        ended.value += static_cast<double>(transition.final_value);
      }
    }
  }
  // The observations after the last step stand behind the rollout.
  const int first = rollout.size() + shard * count;
  observe(first);
  evaluate(first);
  for (int e = 0; e < count; ++e) {
    rollout.next_values[static_cast<std::size_t>(shard * count + e)] =
        activations.values[static_cast<std::size_t>(e)];
  }
  return ended;
}

}  // namespace

Rollout::Rollout(const controller::NetworkShape& shape, int horizon_, int environments_,
                 int shards_)
    : horizon(horizon_),
      environments(environments_),
      shards(shards_),
      observation(shape.observation) {
  const auto samples = static_cast<std::size_t>(size());
  indices.resize(at(size() + environments, observation.active));
  numbers.resize(at(size() + environments, observation.numbers));
  actions.resize(samples);
  open.resize(samples);
  for (auto* values_ : {&log_probabilities, &values, &rewards, &advantages, &returns}) {
    values_->resize(samples);
  }
  dones.resize(samples);
  next_values.resize(static_cast<std::size_t>(environments));
}

void Rollout::estimate_advantages(double discount, double lambda) {
  const int count = shard_environments();
  for (int shard = 0; shard < shards; ++shard) {
    for (int e = 0; e < count; ++e) {
      const auto first = static_cast<std::size_t>(shard * horizon * count + e);
      training::estimate_advantages(
          {.length = horizon,
           .stride = count,
           .rewards = &rewards[first],
           .values = &values[first],
           .dones = &dones[first],
           .next_value = next_values[static_cast<std::size_t>(shard * count + e)]},
          discount, lambda, &advantages[first]);
    }
  }
  for (std::size_t i = 0; i < returns.size(); ++i) returns[i] = advantages[i] + values[i];
}

void collect(const controller::Network& network, std::span<Actor> actors, Rollout& rollout,
             std::span<controller::Activations> per_shard, const ParallelFor& parallel) {
  std::vector<Ended> ended(static_cast<std::size_t>(rollout.shards));
  const auto count = static_cast<std::size_t>(rollout.shard_environments());
  parallel(rollout.shards, [&](int shard) {
    const auto s = static_cast<std::size_t>(shard);
    ended[s] =
        collect_shard(network, actors.subspan(s * count, count), shard, rollout, per_shard[s]);
  });
  Ended all;
  for (const Ended& shard : ended) {
    all.sessions += shard.sessions;
    all.feasible += shard.feasible;
    all.value += shard.value;
  }
  rollout.sessions = all.sessions;
  rollout.mean_final_value = all.sessions == 0 ? 0 : all.value / all.sessions;
  rollout.feasible_share = all.sessions == 0 ? 0 : static_cast<double>(all.feasible) / all.sessions;
}

}  // namespace tenprobes::training
