// Products of pixels and weights, with what comes behind them in one go: bias, the values of a
// residual connection, activation.
//
//   PackedProduct<float> product(out, in, [&](int o, int i) { return weights[o * in + i]; }, bias);
//   product.run({.values = x, .stride = in, .pixels = 49}, {.values = y, .stride = out});
//
// Weights lie as the kernel reads them: panels of up to three registers of outputs, all inputs of
// one behind the other. A tile of pixels x outputs stays in registers for a whole panel.
#pragma once

#include <functional>

#include "core/base/aligned.h"
#include "core/search_space/layered/operation.h"

namespace tenprobes::network {

template <typename Scalar>
class PackedProduct {
 public:
  struct Pixels {
    const Scalar* values;
    std::ptrdiff_t stride;  ///< from one pixel to the next
    int pixels;
  };
  struct Outputs {
    Scalar* values;
    std::ptrdiff_t stride;
    const Scalar* added = nullptr;  ///< of the outputs' stride; before the activation
    Activation activation = Activation::none;
  };

  PackedProduct() = default;
  /// bias: [outputs].
  PackedProduct(int outputs, int inputs, const std::function<float(int output, int input)>& weight,
                const float* bias);

  /// Overwrites the outputs.
  void run(const Pixels& from, const Outputs& to) const;

 private:
  int outputs_ = 0, inputs_ = 0;
  AlignedVector<Scalar> weights_;  ///< panel after panel: [inputs][registers x lanes]
  AlignedVector<Scalar> bias_;     ///< padded by zeros to whole registers
};

extern template class PackedProduct<float>;
extern template class PackedProduct<double>;

}  // namespace tenprobes::network
