#include "core/training/ppo.h"

#include <gtest/gtest.h>

#include <cmath>

namespace tenprobes::training {
namespace {

TEST(SampleLoss, SlopesAgreeWithFiniteDifferences) {
  Random random(1);
  const PpoSettings settings;
  int clipped = 0;
  for (int i = 0; i < 500; ++i) {
    const double log_probability = random.uniform(-3, 0),
                 old = log_probability + 0.3 * random.normal();
    const double advantage = random.normal(), value = random.normal();
    const double old_value = value + 0.3 * random.normal(), target = random.normal();
    const auto at = [&](double l, double v) {
      return sample_loss(settings, l, old, advantage, v, old_value, target);
    };
    const SampleLoss loss = at(log_probability, value);
    const double step = 1e-6;
    EXPECT_NEAR(
        loss.by_log_probability,
        (at(log_probability + step, value).policy - at(log_probability - step, value).policy) /
            (2 * step),
        1e-4);
    EXPECT_NEAR(
        loss.by_value,
        (at(log_probability, value + step).value - at(log_probability, value - step).value) /
            (2 * step),
        1e-4);
    clipped += loss.clipped;
  }
  EXPECT_GT(clipped, 50);
  EXPECT_LT(clipped, 450);
}

TEST(SampleLoss, IsPpoSPessimisticBound) {
  const PpoSettings settings{.clip = 0.2, .value_clip = 0};
  const auto policy = [&](double ratio, double advantage) {
    return sample_loss(settings, std::log(ratio), 0, advantage, 0, 0, 0).policy;
  };
  EXPECT_NEAR(policy(1.5, 2), -2.4, 1e-9);  // a good action gains no more beyond the range
  EXPECT_NEAR(policy(0.5, 2), -1.0, 1e-9);
  EXPECT_NEAR(policy(0.5, -2), 1.6, 1e-9);  // nor does a bad one
  EXPECT_NEAR(policy(1.5, -2), 3.0, 1e-9);
}

/// The observation names the choice that is rewarded; episodes are one step long.
struct NamedChoices {
  controller::NetworkShape shape{
      .observation = {.one_hot = 4, .active = 1, .numbers = 1}, .logits = 4, .hidden = 16};

  double fill(const controller::Network& network, Rollout& rollout, Random& random) const {
    controller::Activations activations;
    double total = 0;
    for (std::size_t i = 0; i < static_cast<std::size_t>(rollout.size()); ++i) {
      const int wanted = random.below(4);
      rollout.indices[i] = static_cast<std::uint16_t>(wanted);
      rollout.numbers[i] = 1;
      forward(network, {1, &rollout.indices[i], &rollout.numbers[i]}, activations);
      rollout.open[i] = 0b1111;
      const controller::Choice choice =
          controller::sample(std::span(activations.logits).first(4), rollout.open[i], random);
      rollout.actions[i] = static_cast<std::uint8_t>(choice.choice);
      rollout.log_probabilities[i] = choice.log_probability;
      rollout.values[i] = activations.values[0];
      rollout.rewards[i] = choice.choice == wanted ? 1 : 0;
      rollout.dones[i] = 1;
      total += static_cast<double>(rollout.rewards[i]);
    }
    return total / rollout.size();
  }
};

TEST(Ppo, SolvesATrivialEnvironment) {
  const NamedChoices task;
  Random random(2);
  controller::Network network(task.shape, random);
  Rollout rollout(task.shape, 1, 512, 1);
  Ppo ppo(network.layout().size, 2);
  EXPECT_LT(task.fill(network, rollout, random), 0.4);
  for (int i = 0; i < 40; ++i) {
    task.fill(network, rollout, random);
    rollout.estimate_advantages(1, 0.95);
    ppo.update(network, rollout, {.minibatch = 128, .learning_rate = 0.01, .entropy = 0.001},
               random, serial_for);
  }
  EXPECT_GT(task.fill(network, rollout, random), 0.97);
  rollout.estimate_advantages(1, 0.95);
  const UpdateReport report = ppo.update(network, rollout, {.minibatch = 128}, random, serial_for);
  EXPECT_LT(report.entropy, 0.7);
  EXPECT_LT(report.value_loss, 0.02);
}

TEST(Ppo, StopsWhenThePolicyMovedTooFar) {
  const NamedChoices task;
  Random random(3);
  controller::Network network(task.shape, random);
  Rollout rollout(task.shape, 1, 512, 1);
  task.fill(network, rollout, random);
  rollout.estimate_advantages(1, 0.95);
  Ppo ppo(network.layout().size, 1);
  const UpdateReport report =
      ppo.update(network, rollout, {.epochs = 50, .learning_rate = 0.05, .target_kl = 0.01}, random,
                 serial_for);
  EXPECT_LT(report.epochs, 50);
  EXPECT_GT(report.kl, 0.01);
  EXPECT_GT(report.clip_fraction, 0);
}

}  // namespace
}  // namespace tenprobes::training
