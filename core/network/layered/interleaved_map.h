// Activations with the channels of a pixel side by side: what depthwise and 1x1 convolutions are
// fast on, whatever the size of the image.
//
//   InterleavedMap<float> images(2, 224, 224, 3);
//   images.pixel(1, 10, 20)[2] = 0.5f;               // image, row, column; channel
#pragma once

#include "core/base/aligned.h"

namespace tenprobes::network {

template <typename Scalar>
struct InterleavedMap {
  int images = 0, height = 0, width = 0, channels = 0;
  AlignedVector<Scalar> values = {};  ///< [images][height][width][channels]

  InterleavedMap() = default;
  InterleavedMap(int image_count, int rows, int columns, int channel_count) {
    resize(image_count, rows, columns, channel_count);
  }

  /// New values are zero, old ones are kept where they lie.
  void resize(int image_count, int rows, int columns, int channel_count) {
    images = image_count;
    height = rows;
    width = columns;
    channels = channel_count;
    values.resize(static_cast<std::size_t>(pixels()) * static_cast<std::size_t>(channels));
  }

  /// Of all images together.
  int pixels() const { return images * height * width; }
  Scalar* pixel(int image, int row, int column) {
    return values.data() + offset(image, row, column);
  }
  const Scalar* pixel(int image, int row, int column) const {
    return values.data() + offset(image, row, column);
  }

 private:
  std::size_t offset(int image, int row, int column) const {
    return static_cast<std::size_t>((image * height + row) * width + column) *
           static_cast<std::size_t>(channels);
  }
};

}  // namespace tenprobes::network
