// Activations with the channels of a pixel side by side: what depthwise and 1x1 convolutions are
// fast on, whatever the size of the image.
//
//   InterleavedMap<float> images(2, 224, 224, 3);
//   images.pixel(1, 10, 20)[2] = 0.5f;               // image, row, column; channel
#pragma once

#include "core/network/feature_map.h"

namespace tenprobes::network {

/// In the order [images][height][width][channels].
template <typename Scalar>
struct InterleavedMap : Activations<Scalar> {
  using Activations<Scalar>::Activations;

  Scalar* pixel(int image, int row, int column) {
    return this->values.data() + offset(image, row, column);
  }
  const Scalar* pixel(int image, int row, int column) const {
    return this->values.data() + offset(image, row, column);
  }

 private:
  std::size_t offset(int image, int row, int column) const {
    return static_cast<std::size_t>(Activations<Scalar>::pixel(image, row, column)) *
           static_cast<std::size_t>(this->channels);
  }
};

}  // namespace tenprobes::network
