// Runs a chain, again and again: what "this machine" times in layered spaces, and what an exported
// file (chain_onnx.h) must agree with.
//
//   ChainInference<float> inference(chain);
//   InterleavedMap<float> images(1, chain.side, chain.side, chain.channels);
//   const InterleavedMap<float>& logits = inference.run(images);      // [images][1][1][classes]
//
// After the first run of a batch size, running allocates nothing.
#pragma once

#include "core/network/layered/chain_layers.h"

namespace tenprobes::network {

/// Scalar is float or double. Not for two threads at a time.
template <typename Scalar>
class ChainInference {
 public:
  explicit ChainInference(const Chain& chain);

  /// images: [batch][side][side][channels] of the chain. The result is valid until the next run.
  const InterleavedMap<Scalar>& run(const InterleavedMap<Scalar>& images);

 private:
  std::vector<PackedLayer<Scalar>> layers_;
  std::vector<std::size_t> buffer_;  ///< [layers]: where each one's output stands
  std::vector<InterleavedMap<Scalar>> buffers_;
  LayerScratch<Scalar> scratch_;
};

extern template class ChainInference<float>;
extern template class ChainInference<double>;

}  // namespace tenprobes::network
