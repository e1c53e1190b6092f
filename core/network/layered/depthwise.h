// Depthwise convolutions: a filter a channel, with bias and activation in one go.
//
//   PackedDepthwise<float> filters(layer);          // of a ChainLayer with as many groups as channels
//   filters.run(input, output);
#pragma once

#include "core/network/layered/chain.h"
#include "core/network/layered/interleaved_map.h"

namespace tenprobes::network {

template <typename Scalar>
class PackedDepthwise {
 public:
  PackedDepthwise() = default;
  explicit PackedDepthwise(const ChainLayer& layer);

  /// Resizes and overwrites the output.
  void run(const InterleavedMap<Scalar>& from, InterleavedMap<Scalar>& to) const;

 private:
  int channels_ = 0, kernel_ = 1, stride_ = 1;
  Activation activation_ = Activation::none;
  AlignedVector<Scalar> weights_;  ///< [kernel][kernel][channels]
  AlignedVector<Scalar> bias_;
};

extern template class PackedDepthwise<float>;
extern template class PackedDepthwise<double>;

}  // namespace tenprobes::network
