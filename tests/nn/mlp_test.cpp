#include "core/nn/mlp.h"

#include <gtest/gtest.h>

#include <cmath>

#include "core/base/error.h"

namespace tenprobes::nn {
namespace {

Mlp drawn(Random& random) {
  Mlp mlp({3, 5, 4, 2}, random);
  for (float& parameter : mlp.parameters()) parameter = static_cast<float>(random.normal());
  return mlp;
}

std::vector<float> normals(int count, Random& random) {
  std::vector<float> values;
  for (int i = 0; i < count; ++i) values.push_back(static_cast<float>(random.normal()));
  return values;
}

TEST(Mlp, StartsAtZero) {
  Random random(1);
  const Mlp mlp({3, 5, 4, 2}, random);
  EXPECT_EQ(mlp.infer(normals(3, random)), (std::vector<double>{0, 0}));
}

TEST(Mlp, InfersWhatABatchComputes) {
  Random random(2);
  const Mlp mlp = drawn(random);
  const std::vector<float> inputs = normals(7 * 3, random);
  Mlp::Pass pass;
  mlp.forward(inputs, 7, pass);
  for (std::size_t i = 0; i < 7; ++i) {
    const std::vector<double> one = mlp.infer(std::span(inputs).subspan(i * 3, 3));
    for (std::size_t k = 0; k < 2; ++k) EXPECT_NEAR(one[k], pass.outputs()[i * 2 + k], 1e-4);
  }
}

TEST(Mlp, GradientIsThatOfFiniteDifferences) {
  Random random(3);
  Mlp mlp = drawn(random);
  const std::vector<float> inputs = normals(6 * 3, random), slopes = normals(6 * 2, random);
  const auto loss = [&] {
    double sum = 0;
    for (std::size_t i = 0; i < 6; ++i) {
      const std::vector<double> y = mlp.infer(std::span(inputs).subspan(i * 3, 3));
      sum +=
          y[0] * static_cast<double>(slopes[i * 2]) + y[1] * static_cast<double>(slopes[i * 2 + 1]);
    }
    return sum;
  };
  Mlp::Pass pass;
  mlp.forward(inputs, 6, pass);
  std::copy(slopes.begin(), slopes.end(), pass.outputs_gradient().begin());
  std::vector<float> gradient(mlp.parameters().size());
  mlp.backward(6, pass, gradient);
  for (std::size_t i = 0; i < gradient.size(); ++i) {
    const float kept = mlp.parameters()[i];
    constexpr float step = 1e-3f;
    mlp.parameters()[i] = kept + step;
    const double above = loss();
    mlp.parameters()[i] = kept - step;
    const double below = loss();
    mlp.parameters()[i] = kept;
    EXPECT_NEAR((above - below) / (2 * static_cast<double>(step)), gradient[i], 0.02) << i;
  }
}

TEST(Mlp, FileGivesItBackAndRefusesOtherShapes) {
  Random random(4);
  const Mlp mlp = drawn(random);
  Safetensors file;
  mlp.add_to(file, "m");
  const Mlp back({3, 5, 4, 2}, file, "m");
  EXPECT_TRUE(
      std::equal(back.parameters().begin(), back.parameters().end(), mlp.parameters().begin()));
  EXPECT_THROW(Mlp({3, 5, 5, 2}, file, "m"), Error);
  file.tensors.at("m.1.bias").values[0] = INFINITY;
  EXPECT_THROW(Mlp({3, 5, 4, 2}, file, "m"), Error);
}

}  // namespace
}  // namespace tenprobes::nn
