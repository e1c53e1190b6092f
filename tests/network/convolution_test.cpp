#include "core/network/convolution.h"

#include <gtest/gtest.h>

#include <cmath>

#include "core/base/random.h"

namespace tenprobes::network {
namespace {

void fill(auto& values, Random& random) {
  for (float& value : values) value = static_cast<float>(random.normal());
}

/// The definition, one multiplication after the other.
double naive_output(const Convolution& convolution, const FeatureMap& input, int image, int row,
                    int column, int out) {
  const int kernel = convolution.kernel;
  double sum = convolution.bias[static_cast<std::size_t>(out)];
  for (int in = 0; in < convolution.inputs; ++in) {
    for (int ky = 0; ky < kernel; ++ky) {
      for (int kx = 0; kx < kernel; ++kx) {
        const int y = row * convolution.stride + ky - kernel / 2;
        const int x = column * convolution.stride + kx - kernel / 2;
        if (y < 0 || y >= input.height || x < 0 || x >= input.width) continue;
        const float value = input.channel(in)[static_cast<std::size_t>(input.pixel(image, y, x))];
        const auto weight =
            static_cast<std::size_t>(((out * convolution.inputs + in) * kernel + ky) * kernel + kx);
        sum +=
            convolution.weights[weight] * (convolution.relu_before ? std::max(value, 0.0f) : value);
      }
    }
  }
  return sum;
}

struct Case {
  int kernel, stride, height, width;
  bool relu;
};

class Convolutions : public testing::TestWithParam<Case> {
 protected:
  Convolutions() : random(3) {
    const Case& c = GetParam();
    convolution.inputs = 5;
    convolution.outputs = 7;
    convolution.kernel = c.kernel;
    convolution.stride = c.stride;
    convolution.relu_before = c.relu;
    convolution.weights.resize(convolution.weight_count());
    convolution.bias.resize(7);
    fill(convolution.weights, random);
    fill(convolution.bias, random);
    input.resize(3, c.height, c.width, 5);
    fill(input.values, random);
  }

  /// A linear function of the output, whose gradient the backward passes must find.
  double weighted_output(const FeatureMap& by_output) {
    FeatureMap output;
    convolve(convolution, input, output, workspace);
    double sum = 0;
    for (std::size_t i = 0; i < output.values.size(); ++i) {
      sum += static_cast<double>(output.values[i]) * by_output.values[i];
    }
    return sum;
  }

  /// The slope of weighted_output along one value, in which it is linear between the kinks.
  double slope(float& value, const FeatureMap& by_output) {
    const float kept = value, step = 1e-2f;
    value = kept + step;
    const double above = weighted_output(by_output);
    value = kept - step;
    const double below = weighted_output(by_output);
    value = kept;
    return (above - below) / (2.0 * step);
  }

  Random random;
  Convolution convolution;
  FeatureMap input;
  Workspace workspace;
};

TEST_P(Convolutions, AgreeWithTheDefinition) {
  FeatureMap output;
  convolve(convolution, input, output, workspace);
  ASSERT_EQ(output.height, (GetParam().height + GetParam().stride - 1) / GetParam().stride);
  for (int image = 0; image < output.images; ++image) {
    for (int row = 0; row < output.height; ++row) {
      for (int column = 0; column < output.width; ++column) {
        const auto pixel = static_cast<std::size_t>(output.pixel(image, row, column));
        for (int out = 0; out < output.channels; ++out) {
          ASSERT_NEAR(output.channel(out)[pixel],
                      naive_output(convolution, input, image, row, column, out), 3e-5);
        }
      }
    }
  }
}

TEST_P(Convolutions, GradientsAgreeWithFiniteDifferences) {
  for (float& value : input.values) {
    if (std::abs(value) < 0.02f) value = 0.5f;  // a difference must not straddle the ReLU's kink
  }
  FeatureMap by_output, by_input;
  convolve(convolution, input, by_output, workspace);
  fill(by_output.values, random);
  convolve_back(convolution, input, by_output, by_input, workspace);
  ASSERT_EQ(by_input.values.size(), input.values.size());
  for (std::size_t i = 0; i < input.values.size(); i += 11) {
    EXPECT_NEAR(by_input.values[i], slope(input.values[i], by_output), 2e-2) << i;
  }
  std::vector<float> by_weights;
  weight_gradient(convolution, input, by_output, by_weights, workspace);
  for (std::size_t i = 0; i < by_weights.size(); i += 3) {
    EXPECT_NEAR(by_weights[i], slope(convolution.weights[i], by_output), 2e-2) << i;
  }
}

INSTANTIATE_TEST_SUITE_P(Shapes, Convolutions,
                         testing::Values(Case{3, 1, 8, 8, true}, Case{3, 1, 5, 3, false},
                                         Case{3, 1, 24, 24, true}, Case{3, 1, 1, 1, true},
                                         Case{3, 2, 8, 8, true}, Case{3, 2, 7, 5, true},
                                         Case{1, 1, 6, 6, true}, Case{1, 1, 6, 4, false},
                                         Case{1, 2, 6, 6, false}));

}  // namespace
}  // namespace tenprobes::network
