// A policy and a value: two separate trunks of two hidden layers, as stable-baselines3's MlpPolicy
// has them (64-64 by default), with ReLU.
//
//   ActorCritic network({.observation = EditView::shape(), .logits = EditView::actions}, random);
//   forward(network, batch, activations);               // logits and values of a batch, float32
//   backward(network, batch, activations, gradient);    // adds to a gradient of the same layout
//   infer(network, indices, numbers, logits);           // one observation, the same everywhere
//
// One-hot inputs are indices: the first layer adds the columns they name, and multiplies nothing.
// ReLU rather than tanh: it needs no library function, so that one observation gives the same bits
// on every platform.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "core/base/aligned.h"
#include "core/base/random.h"
#include "core/base/safetensors.h"

namespace tenprobes::nn {

/// The form of an observation: `active` indices of one-hot inputs that are on, each in
/// [0, one_hot), and `numbers` real inputs.
struct ObservationShape {
  int one_hot = 0;
  int active = 0;
  int numbers = 0;
  bool operator==(const ObservationShape&) const = default;
};

struct ActorCriticShape {
  ObservationShape observation;
  int logits = 0;
  int hidden = 64;  ///< width of every hidden layer, 1..1024

  int inputs() const { return observation.one_hot + observation.numbers; }
  bool operator==(const ActorCriticShape&) const = default;
};

/// Where each part lies in the parameters, a flat array; matrices are column-major.
struct Layout {
  explicit Layout(const ActorCriticShape& shape);

  std::size_t input_weight;   ///< [2 hidden, inputs]: policy trunk's rows, then the value trunk's
  std::size_t input_bias;     ///< [2 hidden]
  std::size_t policy_weight;  ///< [hidden, hidden]
  std::size_t policy_bias;    ///< [hidden]
  std::size_t value_weight;   ///< [hidden, hidden]
  std::size_t value_bias;     ///< [hidden]
  std::size_t logit_weight;   ///< [logits, hidden]
  std::size_t logit_bias;     ///< [logits]
  std::size_t output_weight;  ///< [hidden], the value's
  std::size_t output_bias;    ///< [1]
  std::size_t size;
};

class ActorCritic {
 public:
  /// Fresh weights: He et al. (2015) normal draws over the inputs that are on at once; the last
  /// layers small, so that the first policy is nearly uniform.
  ActorCritic(ActorCriticShape shape, Random& random);

  /// Reads what add_to() wrote; throws Error on another shape or a value that is not finite.
  ActorCritic(ActorCriticShape shape, const Safetensors& file);
  void add_to(Safetensors& file) const;

  const ActorCriticShape& shape() const { return shape_; }
  const Layout& layout() const { return layout_; }
  std::span<const float> parameters() const { return parameters_; }
  std::span<float> parameters() { return parameters_; }
  const float* at(std::size_t offset) const { return parameters_.data() + offset; }

 private:
  ActorCriticShape shape_;
  Layout layout_;
  AlignedFloats parameters_;
};

/// Observations one behind the other. Not owned.
struct Batch {
  int count = 0;
  const std::uint16_t* indices = nullptr;  ///< [count, active]
  const float* numbers = nullptr;          ///< [count, numbers]
};

/// What forward() computes and backward() needs; grows to the largest batch, then allocates no
/// more. All are [count, width].
struct Activations {
  AlignedFloats input, policy, value;  ///< hidden layers, after ReLU: 2 hidden, hidden, hidden
  AlignedFloats logits, values;        ///< results
  AlignedFloats logits_gradient, values_gradient;  ///< the caller's, for backward()
  AlignedFloats input_gradient, policy_gradient, value_gradient;

  void resize(const ActorCriticShape& shape, int count);
};

void forward(const ActorCritic& network, const Batch& batch, Activations& activations);

/// Adds the gradient of sum(logits_gradient * logits) + sum(values_gradient * values) to
/// `gradient`, laid out as the parameters.
void backward(const ActorCritic& network, const Batch& batch, Activations& activations,
              std::span<float> gradient);

/// The logits of one observation by plain sums in double, in a fixed order: the same natively and in
/// WebAssembly. Returns the value.
double infer(const ActorCritic& network, std::span<const std::uint16_t> indices,
             std::span<const float> numbers, std::span<double> logits);

}  // namespace tenprobes::nn
