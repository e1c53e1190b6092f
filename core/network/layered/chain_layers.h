// The layers of a chain, made ready to run: weights in the order that kernels read them.
//
//   const PackedLayer<float> ready(layer);
//   LayerScratch<float> scratch;
//   run_layer<float>(ready, input, nullptr, output, scratch);
#pragma once

#include <vector>

#include "core/network/layered/chain.h"
#include "core/network/layered/depthwise.h"
#include "core/network/layered/interleaved_map.h"
#include "core/network/layered/product.h"

namespace tenprobes::network {

template <typename Scalar>
struct PackedLayer {
  explicit PackedLayer(const ChainLayer& layer);

  ChainLayer layer;                             ///< without its numbers
  std::vector<PackedProduct<Scalar>> products;  ///< convolution: one a group; squeeze: two
  PackedDepthwise<Scalar> depthwise;            ///< where each channel is a group
  bool is_depthwise = false;
};

/// What layers work in; grows as needed, holds nothing between calls.
template <typename Scalar>
struct LayerScratch {
  AlignedVector<Scalar> columns, means, squeezed;
};

/// Resizes and overwrites `to`; `added` is of its shape, or null. After the first run of a size
/// nothing is allocated.
template <typename Scalar>
void run_layer(const PackedLayer<Scalar>& packed, const InterleavedMap<Scalar>& from,
               const InterleavedMap<Scalar>* added, InterleavedMap<Scalar>& to,
               LayerScratch<Scalar>& scratch);

}  // namespace tenprobes::network
