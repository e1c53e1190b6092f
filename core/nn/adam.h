// Adam (Kingma and Ba, ICLR 2015, arXiv 1412.6980, algorithm 1).
//
//   Adam adam(parameters.size());
//   adam.step(parameters, gradient, 1, 1e-3);
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "core/base/safetensors.h"

namespace tenprobes::nn {

struct Adam {
  double first_decay = 0.9, second_decay = 0.999, epsilon = 1e-5;  ///< epsilon as PPO uses it
  std::vector<float> first, second;                                ///< moments
  std::int64_t steps = 0;

  explicit Adam(std::size_t parameters) : first(parameters, 0), second(parameters, 0) {}

  /// One step down the gradient times `scale`.
  void step(std::span<float> parameters, std::span<const float> gradient, double scale,
            double learning_rate) {
    step({&parameters, 1}, gradient, scale, learning_rate);
  }
  /// The same of parameters in several pieces, whose gradients stand one behind the other.
  void step(std::span<const std::span<float>> pieces, std::span<const float> gradient, double scale,
            double learning_rate);

  /// Tensors adam.first and adam.second, metadata adam_steps.
  void add_to(Safetensors& file) const;
  /// Throws Error on another number of parameters.
  void read(const Safetensors& file);
};

}  // namespace tenprobes::nn
