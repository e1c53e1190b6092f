// What HELP's meta-learning learns, and how it adapts to a device.
//
//   HelpWeights<float> weights(100);                              // all zero
//   AlignedVector<float> start = help_start(weights, embedding);    // modulated for the device
//   AlignedVector<float> adapted = help_adapt(weights, embedding, samples, 2);
//   float loss = help_meta_loss(weights, embedding, support, query, 2, gradient);
//
// Adaptation is gradient descent with a learned rate a parameter (Meta-SGD: Li et al., arXiv
// 1707.09835) from a start that depends on the hardware embedding: a small network, 10 - 10 - z,
// scales each input of the join's layers by 1 + 0.01 z and shifts each layer's bias by 0.01 z.
// The authors' code draws z from a normal whose Kullback-Leibler distance to N(0, 1) it penalises;
// here z is its mean, as the paper writes it, so that a fit has nothing random.
//
// Scalar is float, or double for tests.
#pragma once

#include "core/base/aligned.h"
#include "core/prediction/help_network.h"

namespace tenprobes::prediction {

/// The network that makes z: two layers, of which the first has 10 rectified outputs, the second
/// 2 units for the inputs of join_1, as many for join_2 and join_3, and one for each bias.
struct HelpModulatorLayout {
  explicit HelpModulatorLayout(int units);

  std::array<HelpLayer, 2> layers;
  std::size_t size;
};

template <class Scalar>
struct HelpWeights {
  explicit HelpWeights(int units_of_a_layer);

  HelpLayout layout;
  HelpModulatorLayout modulator_layout;
  AlignedVector<Scalar> initial;    ///< [layout.size]
  AlignedVector<Scalar> rates;      ///< [layout.size]; learned, so of either sign
  AlignedVector<Scalar> modulator;  ///< [modulator_layout.size]
};

/// The parameters that adaptation starts from, [layout.size].
template <class Scalar>
AlignedVector<Scalar> help_start(const HelpWeights<Scalar>& weights,
                                 const HardwareEmbedding& embedding);

/// `updates` steps down the samples' mean squared error.
template <class Scalar>
AlignedVector<Scalar> help_adapt(const HelpWeights<Scalar>& weights,
                                 const HardwareEmbedding& embedding, const HelpSamples& samples,
                                 int updates);

/// The loss on `query` after adapting to `support`, and its exact gradient, second derivatives of
/// the adaptation included; `gradient` is overwritten.
template <class Scalar>
Scalar help_meta_loss(const HelpWeights<Scalar>& weights, const HardwareEmbedding& embedding,
                      const HelpSamples& support, const HelpSamples& query, int updates,
                      HelpWeights<Scalar>& gradient);

}  // namespace tenprobes::prediction
