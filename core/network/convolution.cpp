#include "core/network/convolution.h"

#include <Eigen/Core>
#include <algorithm>

#include "core/network/columns.h"

namespace tenprobes::network {
namespace {

using Strided = Eigen::OuterStride<>;
using ConstMap = Eigen::Map<const Eigen::MatrixXf>;
using Pixels = Eigen::Map<Eigen::MatrixXf, 0, Strided>;
using ConstBlock = Eigen::Map<const Eigen::MatrixXf, 0, Strided>;

}  // namespace

std::int64_t macs_of(const Convolution& convolution, int input_height, int input_width) {
  return static_cast<std::int64_t>(convolution.weight_count()) *
         convolution.output_size(input_height) * convolution.output_size(input_width);
}

void convolve(const Convolution& convolution, const FeatureMap& input, FeatureMap& output,
              Workspace& workspace) {
  output.resize(input.images, convolution.output_size(input.height),
                convolution.output_size(input.width), convolution.outputs);
  const ConstMap weights(convolution.weights.data(),
                         convolution.inputs * convolution.kernel * convolution.kernel,
                         convolution.outputs);
  for_each_block(
      convolution, input, workspace.columns, [&](const ConstBlock& columns, int first_pixel) {
        Pixels block(output.values.data() + first_pixel, columns.rows(), convolution.outputs,
                     Strided(output.pixels()));
        block.noalias() = columns * weights;
        if (!convolution.bias.empty()) {
          block.rowwise() +=
              Eigen::Map<const Eigen::RowVectorXf>(convolution.bias.data(), convolution.outputs);
        }
      });
}

void convolve_back(const Convolution& convolution, const FeatureMap& input,
                   const FeatureMap& output_gradient, FeatureMap& input_gradient,
                   Workspace& workspace) {
  // The gradient is a convolution of stride 1 with the mirrored kernel, inputs and outputs swapped,
  // over the output's gradient spread out to the input's pixels.
  const int area = convolution.kernel * convolution.kernel;
  Convolution mirrored{.inputs = convolution.outputs,
                       .outputs = convolution.inputs,
                       .kernel = convolution.kernel,
                       .weights = std::move(workspace.weights)};
  mirrored.weights.resize(convolution.weight_count());
  for (int out = 0; out < convolution.outputs; ++out) {
    for (int in = 0; in < convolution.inputs; ++in) {
      const float* from = convolution.weights.data() + (out * convolution.inputs + in) * area;
      std::reverse_copy(from, from + area,
                        mirrored.weights.data() + (in * convolution.outputs + out) * area);
    }
  }
  const FeatureMap* spread = &output_gradient;
  if (convolution.stride != 1) {
    FeatureMap& map = workspace.spread;
    map.resize(input.images, input.height, input.width, convolution.outputs);
    std::fill(map.values.begin(), map.values.end(), 0.0f);
    for (int channel = 0; channel < convolution.outputs; ++channel) {
      const auto from = output_gradient.channel(channel);
      const auto to = map.channel(channel);
      std::size_t next = 0;
      for (int image = 0; image < input.images; ++image) {
        for (int y = 0; y < input.height; y += convolution.stride) {
          for (int x = 0; x < input.width; x += convolution.stride) {
            to[static_cast<std::size_t>(map.pixel(image, y, x))] = from[next++];
          }
        }
      }
    }
    spread = &map;
  }
  convolve(mirrored, *spread, input_gradient, workspace);
  workspace.weights = std::move(mirrored.weights);
  if (convolution.relu_before) {
    const float* value = input.values.data();
    float* gradient = input_gradient.values.data();
    for (std::size_t i = 0; i < input.values.size(); ++i) {
      gradient[i] = value[i] > 0 ? gradient[i] : 0;
    }
  }
}

void weight_gradient(const Convolution& convolution, const FeatureMap& input,
                     const FeatureMap& output_gradient, std::vector<float>& gradient,
                     Workspace& workspace) {
  gradient.assign(convolution.weight_count(), 0.0f);
  Eigen::Map<Eigen::MatrixXf> sum(gradient.data(),
                                  convolution.inputs * convolution.kernel * convolution.kernel,
                                  convolution.outputs);
  for_each_block(
      convolution, input, workspace.columns, [&](const ConstBlock& columns, int first_pixel) {
        sum.noalias() += columns.transpose() *
                         ConstBlock(output_gradient.values.data() + first_pixel, columns.rows(),
                                    convolution.outputs, Strided(output_gradient.pixels()));
      });
}

}  // namespace tenprobes::network
