#include "core/training/ppo.h"

#include <gtest/gtest.h>

#include <array>
#include <cmath>

#include "core/nn/actor_critic.h"
#include "core/nn/categorical.h"

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

/// The observation names the choice that is rewarded; sessions are one step long.
class NamedChoices final : public Model {
 public:
  static constexpr int samples = 512;

  NamedChoices(int parts, Random& random)
      : parts_(parts),
        network_(
            {.observation = {.one_hot = 4, .active = 1, .numbers = 1}, .logits = 4, .hidden = 16},
            random),
        activations_(static_cast<std::size_t>(parts)) {}

  /// The mean reward.
  double play(Experience& experience, Random& random) {
    experience.resize(samples);
    experience.paths = {{.length = samples}};
    double total = 0;
    for (std::size_t i = 0; i < samples; ++i) {
      wanted_[i] = static_cast<std::uint16_t>(random.below(4));
      nn::Activations& activations = activations_[0];
      forward(network_, {1, &wanted_[i], &one}, activations);
      const nn::Choice choice =
          nn::sample(std::span(activations.logits).first(4), all_open, random);
      chosen_[i] = choice.choice;
      experience.log_probabilities[i] = choice.log_probability;
      experience.values[i] = activations.values[0];
      experience.rewards[i] = choice.choice == wanted_[i] ? 1 : 0;
      experience.dones[i] = 1;
      total += static_cast<double>(experience.rewards[i]);
    }
    experience.estimate_advantages(1, 0.95);
    return total / samples;
  }

  std::vector<std::span<float>> parameters() override {
    const std::span<float> all = network_.parameters();
    return {all.first(10), all.subspan(10)};
  }
  int parts() const override { return parts_; }
  void differentiate(int part, std::span<const int> numbers, double weight,
                     const SlopesAt& slopes_at, std::span<float> gradient) override {
    nn::Activations& activations = activations_[static_cast<std::size_t>(part)];
    for (const int sample : numbers) {
      const auto i = static_cast<std::size_t>(sample);
      const nn::Batch batch{1, &wanted_[i], &one};
      forward(network_, batch, activations);
      const std::span<float> logits = std::span(activations.logits).first(4);
      const nn::Categorical policy(logits, chosen_[i], all_open);
      const Slopes slopes =
          slopes_at(sample, {policy.log_probability(), policy.entropy(), activations.values[0]});
      std::fill_n(activations.logits_gradient.begin(), 4, 0.0f);
      policy.add_gradient(static_cast<float>(weight * slopes.by_log_probability),
                          static_cast<float>(weight * slopes.by_entropy),
                          std::span(activations.logits_gradient).first(4));
      activations.values_gradient[0] = static_cast<float>(weight * slopes.by_value);
      backward(network_, batch, activations, gradient);
    }
  }

 private:
  static constexpr nn::OpenChoices all_open = 0b1111;
  static constexpr float one = 1;
  int parts_;
  nn::ActorCritic network_;
  std::vector<nn::Activations> activations_;
  std::array<std::uint16_t, samples> wanted_;
  std::array<int, samples> chosen_;
};

TEST(Ppo, SolvesATrivialEnvironment) {
  Random random(2);
  NamedChoices task(2, random);
  Experience experience;
  Ppo ppo(task);
  EXPECT_LT(task.play(experience, random), 0.4);
  for (int i = 0; i < 40; ++i) {
    task.play(experience, random);
    ppo.update(task, experience, {.minibatch = 128, .learning_rate = 0.01, .entropy = 0.001},
               random, serial_for);
  }
  EXPECT_GT(task.play(experience, random), 0.97);
  const UpdateReport report = ppo.update(task, experience, {.minibatch = 128}, random, serial_for);
  EXPECT_LT(report.entropy, 0.7);
  EXPECT_LT(report.value_loss, 0.02);
}

TEST(Ppo, StopsWhenThePolicyMovedTooFar) {
  Random random(3);
  NamedChoices task(1, random);
  Experience experience;
  Ppo ppo(task);
  task.play(experience, random);
  const UpdateReport report =
      ppo.update(task, experience, {.epochs = 50, .learning_rate = 0.05, .target_kl = 0.01}, random,
                 serial_for);
  EXPECT_LT(report.epochs, 50);
  EXPECT_GT(report.kl, 0.01);
  EXPECT_GT(report.clip_fraction, 0);
}

}  // namespace
}  // namespace tenprobes::training
