// The activations that flow through a network.
//
//   FeatureMap images(64, 32, 32, 3);  // 64 images of 32 x 32 pixels and 3 channels, all zero
//   images.channel(2)[images.pixel(5, y, x)] = 1;
#pragma once

#include <cstddef>
#include <new>
#include <span>
#include <vector>

namespace tenprobes::network {

/// Starts every array at a cache line, so that vectorised sums run in the same order, and round in
/// the same way, in every run.
template <typename Value>
struct AlignedAllocator {
  using value_type = Value;
  static constexpr std::align_val_t alignment{64};

  AlignedAllocator() = default;
  template <typename Other>
  AlignedAllocator(const AlignedAllocator<Other>&) {}

  Value* allocate(std::size_t count) {
    return static_cast<Value*>(::operator new(count * sizeof(Value), alignment));
  }
  void deallocate(Value* values, std::size_t) { ::operator delete(values, alignment); }
  bool operator==(const AlignedAllocator&) const { return true; }
};

template <typename Scalar>
using Aligned = std::vector<Scalar, AlignedAllocator<Scalar>>;
using AlignedFloats = Aligned<float>;

/// A batch of feature maps in planar order: channel slowest, then image, row and column, so that it
/// is a column-major matrix of pixels (of all images) x channels.
template <typename Scalar>
struct BasicFeatureMap {
  int images = 0, height = 0, width = 0, channels = 0;
  Aligned<Scalar> values;

  BasicFeatureMap() = default;
  BasicFeatureMap(int image_count, int rows, int columns, int channel_count) {
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

  std::span<Scalar> channel(int index) {
    return std::span(values).subspan(offset(index), static_cast<std::size_t>(pixels()));
  }
  std::span<const Scalar> channel(int index) const {
    return std::span(values).subspan(offset(index), static_cast<std::size_t>(pixels()));
  }

 private:
  std::size_t offset(int index) const {
    return static_cast<std::size_t>(index) * static_cast<std::size_t>(pixels());
  }
};

using FeatureMap = BasicFeatureMap<float>;

}  // namespace tenprobes::network
