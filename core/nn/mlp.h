// A small multilayer perceptron with ReLU between its layers, for inputs that are all numbers.
//
//   Mlp mlp({30, 32, 32, 1}, random);
//   mlp.forward(inputs, count, pass);                   // a batch, float32; pass.outputs()
//   mlp.backward(count, pass, gradient);                // adds to a gradient, laid out as parameters
//   double y = mlp.infer(one)[0];                       // one input, the same on every platform
#pragma once

#include <span>
#include <string>
#include <vector>

#include "core/base/aligned.h"
#include "core/base/random.h"
#include "core/base/safetensors.h"

namespace tenprobes::nn {

class Mlp {
 public:
  /// widths: of the input, the hidden layers and the output, all >= 1. He et al. (2015) normal
  /// weights; the last layer is zero, so that the first outputs are all zero.
  Mlp(std::vector<int> widths, Random& random);

  /// Reads what add_to() wrote under the same prefix; throws Error on another shape or a value that
  /// is not finite.
  Mlp(std::vector<int> widths, const Safetensors& file, const std::string& prefix);
  /// Tensors prefix.0.weight [inputs, outputs], prefix.0.bias [outputs], prefix.1.weight, ...
  void add_to(Safetensors& file, const std::string& prefix) const;

  const std::vector<int>& widths() const { return widths_; }
  std::span<float> parameters() { return parameters_; }
  std::span<const float> parameters() const { return parameters_; }

  /// What a batch's forward() computes and its backward() needs; grows to the largest batch.
  struct Pass {
    std::vector<AlignedFloats> layers, gradients;  ///< [count, width], the inputs first
    /// [count, outputs]
    std::span<float> outputs() { return layers.back(); }
    /// [count, outputs]: the caller's, before backward().
    std::span<float> outputs_gradient() { return gradients.back(); }
  };
  /// inputs: [count, widths().front()].
  void forward(std::span<const float> inputs, int count, Pass& pass) const;
  void backward(int count, Pass& pass, std::span<float> gradient) const;

  /// By plain sums in double, in a fixed order.
  std::vector<double> infer(std::span<const float> input) const;

 private:
  std::size_t weight_at(std::size_t layer) const { return offsets_[layer]; }
  std::size_t bias_at(std::size_t layer) const;

  std::vector<int> widths_;
  std::vector<std::size_t> offsets_;  ///< of each layer's weight, [outputs, inputs] column-major
  AlignedFloats parameters_;
};

}  // namespace tenprobes::nn
