#include "core/nn/gae.h"

#include <gtest/gtest.h>

#include <cmath>
#include <vector>

#include "core/base/random.h"

namespace tenprobes::nn {
namespace {

struct ExampleRun {
  std::vector<float> rewards, values;
  std::vector<std::uint8_t> dones;
  float next_value;

  ExampleRun(int length, Random& random) {
    for (int t = 0; t < length; ++t) {
      rewards.push_back(static_cast<float>(random.normal()));
      values.push_back(static_cast<float>(random.normal()));
      dones.push_back(random.chance(0.2));
    }
    next_value = static_cast<float>(random.normal());
  }

  std::vector<float> estimate(double discount, double lambda) const {
    std::vector<float> advantages(rewards.size());
    estimate_advantages({.length = static_cast<int>(rewards.size()),
                         .rewards = rewards.data(),
                         .values = values.data(),
                         .dones = dones.data(),
                         .next_value = next_value},
                        discount, lambda, advantages.data());
    return advantages;
  }
};

TEST(Gae, IsTheWeightedMeanOfAllLookaheads) {
  // The definition (eq. 16): (1 - lambda) sum over n of lambda^(n-1) times the n-step advantage,
  // the last one taking what weight is left.
  Random random(1);
  const ExampleRun example(40, random);
  const double discount = 0.97, lambda = 0.9;
  const std::vector<float> estimated = example.estimate(discount, lambda);
  for (std::size_t t = 0; t < 40; ++t) {
    double expected = 0, rewards = 0, weight = 1;
    for (std::size_t n = 0;; ++n) {
      rewards += std::pow(discount, n) * static_cast<double>(example.rewards[t + n]);
      const bool done = example.dones[t + n], last = done || t + n == 39;
      const double after = done   ? 0.0
                           : last ? static_cast<double>(example.next_value)
                                  : static_cast<double>(example.values[t + n + 1]);
      const double lookahead =
          rewards + std::pow(discount, n + 1) * after - static_cast<double>(example.values[t]);
      expected += (last ? weight : weight * (1 - lambda)) * lookahead;
      weight *= lambda;
      if (last) break;
    }
    EXPECT_NEAR(estimated[t], expected, 1e-5) << t;
  }
}

TEST(Gae, StrideReadsOneEnvironmentAmongMany) {
  Random random(2);
  const ExampleRun example(10, random);
  const std::vector<float> expected = example.estimate(1, 0.95);
  std::vector<float> rewards(30, 99), values(30, 99), advantages(30, 99);
  std::vector<std::uint8_t> dones(30, 1);
  for (std::size_t t = 0; t < 10; ++t) {
    rewards[3 * t + 1] = example.rewards[t];
    values[3 * t + 1] = example.values[t];
    dones[3 * t + 1] = example.dones[t];
  }
  estimate_advantages({.length = 10,
                       .stride = 3,
                       .rewards = &rewards[1],
                       .values = &values[1],
                       .dones = &dones[1],
                       .next_value = example.next_value},
                      1, 0.95, &advantages[1]);
  for (std::size_t t = 0; t < 10; ++t) {
    EXPECT_EQ(advantages[3 * t + 1], expected[t]);
    EXPECT_EQ(advantages[3 * t], 99);
  }
}

}  // namespace
}  // namespace tenprobes::nn
