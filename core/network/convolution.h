// Convolution as image-to-column and matrix product, with the gradients that scores need.
//
//   Convolution conv{.inputs = 16, .outputs = 32, .kernel = 3, .stride = 2};
//   conv.weights = weights;                               // [32][16][3][3]
//   convolve(conv, input, output, workspace);
#pragma once

#include <cstdint>
#include <vector>

#include "core/network/feature_map.h"

namespace tenprobes::network {

/// A square convolution without dilation or groups, padded by kernel / 2 zeros on each side.
struct Convolution {
  int inputs = 0, outputs = 0;
  int kernel = 1;                   ///< 1 or 3
  int stride = 1;                   ///< 1 or 2
  bool relu_before = false;         ///< whether it reads max(input, 0)
  std::vector<float> weights = {};  ///< [outputs][inputs][kernel][kernel], as PyTorch stores them
  std::vector<float> bias = {};     ///< [outputs], or empty

  std::size_t weight_count() const {
    const auto side = static_cast<std::size_t>(kernel);
    return static_cast<std::size_t>(outputs) * static_cast<std::size_t>(inputs) * side * side;
  }
  int output_size(int input_size) const { return (input_size + stride - 1) / stride; }
};

/// Scratch memory that calls share, so that a pass allocates nothing once it has run; grows as
/// needed, holds nothing between calls.
struct Workspace {
  AlignedFloats columns;
  std::vector<float> weights;
  FeatureMap spread;                  ///< a strided convolution's gradient over the input's pixels
  FeatureMap convolved_gradient;      ///< the gradient before batch norm
  FeatureMap edge_gradient;           ///< one edge's share of its source's gradient
  std::vector<FeatureMap> gradients;  ///< [node]
};

/// Multiply-accumulates of one image of the given input size.
std::int64_t macs_of(const Convolution& convolution, int input_height, int input_width);

void convolve(const Convolution& convolution, const FeatureMap& input, FeatureMap& output,
              Workspace& workspace);

/// The gradient by the input: overwrites `input_gradient`, which must have the input's shape.
/// `input` is read only for the sign that a ReLU before the convolution lets through.
void convolve_back(const Convolution& convolution, const FeatureMap& input,
                   const FeatureMap& output_gradient, FeatureMap& input_gradient,
                   Workspace& workspace);

/// The gradient by the weights, in their order; overwrites.
void weight_gradient(const Convolution& convolution, const FeatureMap& input,
                     const FeatureMap& output_gradient, std::vector<float>& gradient,
                     Workspace& workspace);

}  // namespace tenprobes::network
