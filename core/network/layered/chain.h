// A network of a layered space, as it runs: one layer behind the other.
//
//   require_runnable(space);                             // throws Error where a choice is a list of numbers
//   const Chain chain = make_chain(space, architecture, random);
//   ChainInference<float> inference(chain);              // chain_inference.h
//
// Batch normalisation is folded into the convolutions, as deployed networks have it: weights are
// Kaiming normal and then scaled so that on a batch of white noise the mean square of a layer's
// outputs is 1, as after training. Channels are not normalised one by one: weights that no training
// has balanced have channels that are nearly constant or dead, and blowing those up, layer behind
// layer, blows rounding up a thousandfold.
#pragma once

#include <vector>

#include "core/base/random.h"
#include "core/search_space/layered/layered_space.h"

namespace tenprobes::network {

struct ChainLayer {
  enum class Kind {
    convolution,  ///< square, padded by kernel / 2 zeros on each side
    squeeze,      ///< channels times h-sigmoid(gate * relu(weights * their means + bias) + bias)
    shuffle,      ///< channel c of group g becomes channel c * groups + g (ShuffleNet)
    mean,         ///< over all pixels of an image: one is left
  };
  Kind kind = Kind::convolution;
  int inputs = 1, outputs = 1;
  int kernel = 1, stride = 1, groups = 1;    ///< of a convolution; groups also of a shuffle
  Activation activation = Activation::none;  ///< of a convolution
  bool normalised = false;                   ///< whether batch normalisation is folded in
  /// The value that a convolution without activation adds to its outputs: 0 is the network's input,
  /// i the output of layer i - 1; -1: none.
  int residual = -1;
  int squeezed = 0;  ///< of squeeze: values in the middle

  std::vector<float> weights = {};  ///< convolution: [outputs][inputs / groups][kernel][kernel], as
                                    ///< PyTorch stores them; squeeze: [squeezed][inputs]
  std::vector<float> bias = {};     ///< [outputs]; squeeze: [squeezed]
  std::vector<float> gate_weights = {}, gate_bias = {};  ///< squeeze: [inputs][squeezed], [inputs]

  int output_size(int input_size) const;
  /// Of its shape, whether they are drawn yet or not; of squeeze: both products'.
  std::int64_t weight_count() const;
};

struct Chain {
  int side = 1, channels = 1;  ///< of the input
  std::vector<ChainLayer> layers;

  int outputs() const { return layers.empty() ? channels : layers.back().outputs; }
};

/// Throws Error unless all of the space's choices are written as blocks.
void require_runnable(const LayeredSpace& space);

/// The layers of an architecture without weights. Throws Error as require_runnable() and where a
/// layer does not fit the one before it.
Chain build_chain(const LayeredSpace& space, const Architecture& architecture);

/// With weights drawn.
Chain make_chain(const LayeredSpace& space, const Architecture& architecture, Random& random);

/// Of one image.
std::int64_t macs_of(const Chain& chain);

}  // namespace tenprobes::network
