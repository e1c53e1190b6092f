#include "core/nn/categorical.h"

#include <gtest/gtest.h>

#include <cmath>
#include <vector>

namespace tenprobes::nn {
namespace {

constexpr OpenChoices open_choices = 0b0110'1101;

std::vector<float> some_logits(Random& random) {
  std::vector<float> logits;
  for (int i = 0; i < 8; ++i) logits.push_back(static_cast<float>(random.normal()));
  return logits;
}

double probability(const std::vector<float>& logits, int choice) {
  return std::exp(static_cast<double>(Categorical(logits, choice, open_choices).log_probability()));
}

TEST(Categorical, ProbabilitiesAreThoseOfTheOpenChoices) {
  Random random(1);
  const std::vector<float> logits = some_logits(random);
  double sum = 0, entropy = 0;
  for (int choice = 0; choice < 8; ++choice) {
    if (open_choices >> choice & 1) sum += std::exp(static_cast<double>(logits[choice]));
  }
  for (int choice = 0; choice < 8; ++choice) {
    const bool open = open_choices >> choice & 1;
    const double expected = open ? std::exp(static_cast<double>(logits[choice])) / sum : 0;
    EXPECT_NEAR(probability(logits, choice), expected, 1e-6);
    if (open) entropy -= expected * std::log(expected);
  }
  EXPECT_NEAR(Categorical(logits, 0, open_choices).entropy(), entropy, 1e-5);
}

TEST(Categorical, SamplesFollowTheProbabilities) {
  Random random(2);
  const std::vector<float> logits = some_logits(random);
  std::vector<int> drawn(8, 0);
  constexpr int draws = 200000;
  for (int i = 0; i < draws; ++i) {
    const Choice choice = sample(logits, open_choices, random);
    EXPECT_NEAR(choice.log_probability,
                Categorical(logits, choice.choice, open_choices).log_probability(), 1e-5);
    ++drawn[static_cast<std::size_t>(choice.choice)];
  }
  for (int choice = 0; choice < 8; ++choice) {
    const double expected = probability(logits, choice);
    EXPECT_NEAR(drawn[static_cast<std::size_t>(choice)] / double{draws}, expected,
                5 * std::sqrt(expected / draws));
  }
}

TEST(Categorical, MostLikelyIsTheFirstOfTheHighestOpen) {
  const std::vector<double> logits = {1, 9, 3, 2, 9, 3, 0, 9};
  EXPECT_EQ(most_likely(logits, open_choices), 2);
  EXPECT_EQ(most_likely(logits, ~OpenChoices{0}), 1);
  EXPECT_EQ(most_likely(logits, 0), std::nullopt);
}

TEST(Categorical, GradientAgreesWithFiniteDifferences) {
  Random random(4);
  std::vector<float> logits = some_logits(random);
  const float by_log = 0.7f, by_entropy = -1.3f;
  std::vector<float> gradient(logits.size(), 0);
  Categorical(logits, 2, open_choices).add_gradient(by_log, by_entropy, gradient);
  const auto objective = [&] {
    const Categorical policy(logits, 2, open_choices);
    return static_cast<double>(by_log * policy.log_probability() + by_entropy * policy.entropy());
  };
  for (std::size_t i = 0; i < logits.size(); ++i) {
    const float kept = logits[i], step = 1.0f / 64;
    logits[i] = kept + step;
    const double above = objective();
    logits[i] = kept - step;
    const double below = objective();
    logits[i] = kept;
    EXPECT_NEAR(gradient[i], (above - below) / (2.0 * static_cast<double>(step)), 1e-3);
  }
}

}  // namespace
}  // namespace tenprobes::nn
