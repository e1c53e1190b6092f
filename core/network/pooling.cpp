#include "core/network/pooling.h"

#include <Eigen/Core>
#include <algorithm>

namespace tenprobes::network {
namespace {

/// 1 / (pixels of the 3 x 3 neighbourhood inside the image), [height * width].
template <typename Scalar>
std::vector<Scalar> inverse_counts(const BasicFeatureMap<Scalar>& map) {
  const auto inside = [](int at, int size) {
    return std::min(at + 1, size - 1) - std::max(at - 1, 0) + 1;
  };
  std::vector<Scalar> inverse;
  for (int y = 0; y < map.height; ++y) {
    for (int x = 0; x < map.width; ++x) {
      inverse.push_back(Scalar(1) /
                        static_cast<Scalar>(inside(y, map.height) * inside(x, map.width)));
    }
  }
  return inverse;
}

/// to[i] = from[i - step] + from[i] + from[i + step] within rows of `length` values, zeros outside.
template <typename Scalar>
void sum_of_three(const Scalar* from, int length, int step, Scalar* to) {
  std::copy_n(from, length, to);
  for (int i = step; i < length; ++i) to[i] += from[i - step];
  for (int i = 0; i < length - step; ++i) to[i] += from[i + step];
}

/// Sums each 3 x 3 neighbourhood of one image's plane.
template <typename Scalar>
void box_sum(const Scalar* plane, int height, int width, Scalar* scratch, Scalar* sums) {
  sum_of_three(plane, height * width, width, scratch);
  // Along rows: one sweep over the whole plane, then the wrap-around at the rows' ends is undone.
  sum_of_three(scratch, height * width, 1, sums);
  for (int y = 0; y + 1 < height; ++y) {
    const int last = y * width + width - 1;
    sums[last] = scratch[last] + (width > 1 ? scratch[last - 1] : 0);
    sums[last + 1] = scratch[last + 1] + (width > 1 ? scratch[last + 2] : 0);
  }
}

}  // namespace

template <typename Scalar>
void pool_3x3(const BasicFeatureMap<Scalar>& input, bool add, BasicFeatureMap<Scalar>& output) {
  const std::vector<Scalar> inverse = inverse_counts(input);
  const int area = input.height * input.width;
  std::vector<Scalar> scratch(inverse.size()), sums(inverse.size());
  for (std::size_t at = 0; at < input.values.size(); at += inverse.size()) {
    box_sum(input.values.data() + at, input.height, input.width, scratch.data(), sums.data());
    Scalar* to = output.values.data() + at;
    const Scalar* scale = inverse.data();
    const Scalar* sum = sums.data();
    if (add) {
      for (int i = 0; i < area; ++i) to[i] += sum[i] * scale[i];
    } else {
      for (int i = 0; i < area; ++i) to[i] = sum[i] * scale[i];
    }
  }
}

template void pool_3x3(const FeatureMap&, bool, FeatureMap&);
template void pool_3x3(const BasicFeatureMap<double>&, bool, BasicFeatureMap<double>&);

void pool_3x3_back(const FeatureMap& output_gradient, FeatureMap& input_gradient) {
  const std::vector<float> inverse = inverse_counts(output_gradient);
  std::vector<float> scaled(inverse.size()), scratch(inverse.size());
  for (std::size_t at = 0; at < output_gradient.values.size(); at += inverse.size()) {
    const float* from = output_gradient.values.data() + at;
    for (std::size_t i = 0; i < inverse.size(); ++i) scaled[i] = from[i] * inverse[i];
    box_sum(scaled.data(), output_gradient.height, output_gradient.width, scratch.data(),
            input_gradient.values.data() + at);
  }
}

template <typename Scalar>
void halve(const BasicFeatureMap<Scalar>& input, BasicFeatureMap<Scalar>& output) {
  output.resize(input.images, input.height / 2, input.width / 2, input.channels);
  // Rows of all images and channels follow each other, so pairs of rows never cross an image.
  const Scalar* from = input.values.data();
  Scalar* to = output.values.data();
  const int row_pairs = input.channels * input.images * output.height;
  for (int pair = 0; pair < row_pairs; ++pair, from += 2 * input.width) {
    for (int x = 0; x < output.width; ++x) {
      const Scalar* square = from + 2 * x;
      *to++ =
          Scalar(0.25) * (square[0] + square[1] + square[input.width] + square[input.width + 1]);
    }
  }
}

template void halve(const FeatureMap&, FeatureMap&);
template void halve(const BasicFeatureMap<double>&, BasicFeatureMap<double>&);

void halve_back(const FeatureMap& output_gradient, FeatureMap& input_gradient) {
  const int width = 2 * output_gradient.width;
  input_gradient.resize(output_gradient.images, 2 * output_gradient.height, width,
                        output_gradient.channels);
  const float* from = output_gradient.values.data();
  float* to = input_gradient.values.data();
  const int row_pairs = output_gradient.channels * output_gradient.images * output_gradient.height;
  for (int pair = 0; pair < row_pairs; ++pair, to += 2 * width) {
    for (int x = 0; x < output_gradient.width; ++x) {
      const float share = 0.25f * *from++;
      to[2 * x] = to[2 * x + 1] = to[width + 2 * x] = to[width + 2 * x + 1] = share;
    }
  }
}

template <typename Scalar>
void relu_mean(const BasicFeatureMap<Scalar>& input, BasicFeatureMap<Scalar>& output) {
  output.resize(input.images, 1, 1, input.channels);
  const Eigen::Map<const Eigen::Array<Scalar, Eigen::Dynamic, Eigen::Dynamic>> pixels(
      input.values.data(), input.height * input.width,
      static_cast<Eigen::Index>(input.images) * input.channels);
  Eigen::Map<Eigen::Array<Scalar, Eigen::Dynamic, 1>>(output.values.data(), pixels.cols()) =
      pixels.max(Scalar(0)).colwise().mean().transpose();
}

template void relu_mean(const FeatureMap&, FeatureMap&);
template void relu_mean(const BasicFeatureMap<double>&, BasicFeatureMap<double>&);

}  // namespace tenprobes::network
