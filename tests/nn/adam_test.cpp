#include "core/nn/adam.h"

#include <gtest/gtest.h>

#include <cmath>

namespace tenprobes::nn {
namespace {

TEST(Adam, FollowsThePublishedAlgorithm) {
  // Algorithm 1 as it is printed, in double, with epsilon inside as there.
  std::vector<float> parameters = {1.0f, -2.0f};
  Adam adam(2);
  std::vector<double> expected = {1, -2}, m = {0, 0}, v = {0, 0};
  for (int t = 1; t <= 50; ++t) {
    std::vector<float> gradient;
    for (std::size_t i = 0; i < 2; ++i) {
      const double g =
          2 * (static_cast<double>(parameters[i]) - 3) + std::sin(t + static_cast<double>(i));
      gradient.push_back(static_cast<float>(g));
      const double scaled = 0.5 * static_cast<double>(gradient[i]);
      m[i] = 0.9 * m[i] + 0.1 * scaled;
      v[i] = 0.999 * v[i] + 0.001 * scaled * scaled;
      const double m_hat = m[i] / (1 - std::pow(0.9, t)), v_hat = v[i] / (1 - std::pow(0.999, t));
      expected[i] -= 0.05 * m_hat / (std::sqrt(v_hat) + 1e-5);
    }
    adam.step(parameters, gradient, 0.5, 0.05);
    for (std::size_t i = 0; i < 2; ++i) EXPECT_NEAR(parameters[i], expected[i], 1e-4);
  }
  EXPECT_EQ(adam.steps, 50);
}

TEST(Adam, FindsTheMinimumOfABadlyScaledBowl) {
  std::vector<float> parameters = {5, 5};
  Adam adam(2);
  for (int t = 0; t < 4000; ++t) {
    const std::vector<float> gradient = {2000 * parameters[0], 0.02f * (parameters[1] - 1)};
    adam.step(parameters, gradient, 1, 0.01);
  }
  EXPECT_NEAR(parameters[0], 0, 0.01);
  EXPECT_NEAR(parameters[1], 1, 0.01);
}

}  // namespace
}  // namespace tenprobes::nn
