#include "core/nn/actor_critic.h"

#include <gtest/gtest.h>

#include <cmath>

#include "core/base/error.h"

namespace tenprobes::nn {
namespace {

const ActorCriticShape small = {
    .observation = {.one_hot = 24, .active = 7, .numbers = 4}, .logits = 9, .hidden = 5};

struct ExampleBatch {
  std::vector<std::uint16_t> indices;
  std::vector<float> numbers;
  Batch batch;

  ExampleBatch(const ActorCriticShape& shape, int count, Random& random) {
    for (int i = 0; i < count * shape.observation.active; ++i) {
      indices.push_back(static_cast<std::uint16_t>(random.below(shape.observation.one_hot)));
    }
    for (int i = 0; i < count * shape.observation.numbers; ++i) {
      numbers.push_back(static_cast<float>(random.normal()));
    }
    batch = {count, indices.data(), numbers.data()};
  }
};

/// Weights large enough for finite differences to see.
ActorCritic lively(const ActorCriticShape& shape, Random& random) {
  ActorCritic network(shape, random);
  for (float& parameter : network.parameters())
    parameter = static_cast<float>(0.5 * random.normal());
  return network;
}

double weighted_outputs(const ActorCritic& network, const ExampleBatch& example,
                        const std::vector<double>& weights) {
  const ActorCriticShape& shape = network.shape();
  double sum = 0;
  std::vector<double> logits(static_cast<std::size_t>(shape.logits));
  std::size_t next = 0;
  const auto active = static_cast<std::size_t>(shape.observation.active);
  const auto numbers = static_cast<std::size_t>(shape.observation.numbers);
  for (std::size_t i = 0; i < static_cast<std::size_t>(example.batch.count); ++i) {
    const double value = infer(network, std::span(example.indices).subspan(i * active, active),
                               std::span(example.numbers).subspan(i * numbers, numbers), logits);
    for (const double logit : logits) sum += weights[next++] * logit;
    sum += weights[next++] * value;
  }
  return sum;
}

TEST(ActorCritic, BatchForwardAgreesWithPlainSums) {
  Random random(1);
  const ActorCritic network = lively(small, random);
  const ExampleBatch example(small, 17, random);
  Activations activations;
  forward(network, example.batch, activations);
  std::vector<double> logits(9);
  for (std::size_t i = 0; i < 17; ++i) {
    const double value = infer(network, std::span(example.indices).subspan(i * 7, 7),
                               std::span(example.numbers).subspan(i * 4, 4), logits);
    EXPECT_NEAR(activations.values[i], value, 1e-4);
    for (std::size_t k = 0; k < 9; ++k) EXPECT_NEAR(activations.logits[i * 9 + k], logits[k], 1e-4);
  }
}

TEST(ActorCritic, GradientAgreesWithFiniteDifferences) {
  Random random(2);
  ActorCritic network = lively(small, random);
  const ExampleBatch example(small, 6, random);
  Activations activations;
  forward(network, example.batch, activations);
  std::vector<double> weights;
  for (std::size_t i = 0; i < 6; ++i) {
    for (std::size_t k = 0; k < 9; ++k) {
      weights.push_back(random.normal());
      activations.logits_gradient[i * 9 + k] = static_cast<float>(weights.back());
    }
    weights.push_back(random.normal());
    activations.values_gradient[i] = static_cast<float>(weights.back());
  }
  std::vector<float> gradient(network.layout().size, 0);
  backward(network, example.batch, activations, gradient);

  int moving = 0;
  for (std::size_t p = 0; p < gradient.size(); ++p) {
    float& parameter = network.parameters()[p];
    const float kept = parameter;
    const float step = 1.0f / 4096;
    parameter = kept + step;
    const double above = weighted_outputs(network, example, weights);
    parameter = kept - step;
    const double below = weighted_outputs(network, example, weights);
    parameter = kept;
    const double slope = (above - below) / (2.0 * static_cast<double>(step));
    EXPECT_NEAR(gradient[p], slope, 2e-3 * (1 + std::abs(slope))) << "parameter " << p;
    moving += slope != 0;
  }
  EXPECT_GT(moving, static_cast<int>(gradient.size()) / 2);
}

TEST(ActorCritic, FileKeepsEveryParameterAndRefusesAnotherShape) {
  Random random(3);
  const ActorCritic network = lively(small, random);
  Safetensors file;
  network.add_to(file);
  const ActorCritic back(small, file);
  EXPECT_TRUE(std::equal(network.parameters().begin(), network.parameters().end(),
                         back.parameters().begin(), back.parameters().end()));
  ActorCriticShape wider = small;
  wider.hidden = 6;
  EXPECT_THROW(ActorCritic(wider, file), Error);
  file.tensors.at("policy.bias").values[2] = std::nanf("");
  EXPECT_THROW(ActorCritic(small, file), Error);
}

}  // namespace
}  // namespace tenprobes::nn
