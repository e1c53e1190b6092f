// The activations that flow through a network.
//
//   FeatureMap images(64, 32, 32, 3);  // 64 images of 32 x 32 pixels and 3 channels, all zero
//   images.channel(2)[images.pixel(5, y, x)] = 1;
#pragma once

#include <cstddef>
#include <span>

#include "core/base/aligned.h"

namespace tenprobes::network {

/// A batch of images of several channels, in whatever order.
template <typename Scalar>
struct Activations {
  int images = 0, height = 0, width = 0, channels = 0;
  AlignedVector<Scalar> values = {};

  Activations() = default;
  Activations(int image_count, int rows, int columns, int channel_count) {
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
  int pixel(int image, int row, int column) const {
    return (image * height + row) * width + column;
  }
};

/// In planar order: channel slowest, then image, row and column, so that it is a column-major matrix
/// of pixels (of all images) x channels.
template <typename Scalar>
struct BasicFeatureMap : Activations<Scalar> {
  using Activations<Scalar>::Activations;

  std::span<Scalar> channel(int index) {
    return std::span(this->values).subspan(offset(index), size());
  }
  std::span<const Scalar> channel(int index) const {
    return std::span(this->values).subspan(offset(index), size());
  }

 private:
  std::size_t size() const { return static_cast<std::size_t>(this->pixels()); }
  std::size_t offset(int index) const { return static_cast<std::size_t>(index) * size(); }
};

using FeatureMap = BasicFeatureMap<float>;

template <typename Scalar>
void resize_like(const BasicFeatureMap<Scalar>& model, BasicFeatureMap<Scalar>& map) {
  map.resize(model.images, model.height, model.width, model.channels);
}

/// `to` of the same shape becomes `from`, or with `add` their sum.
template <typename Scalar>
void write(const BasicFeatureMap<Scalar>& from, bool add, BasicFeatureMap<Scalar>& to) {
  if (!add) {
    to.values = from.values;
    return;
  }
  for (std::size_t i = 0; i < from.values.size(); ++i) to.values[i] += from.values[i];
}

}  // namespace tenprobes::network
