// Image-to-column: what turns a convolution into matrix products. For this folder's .cpp files
// alone.
//
//   for_each_block(convolution, input, scratch, [&](const auto& columns, int first_pixel) {
//     // columns: [pixels of the block][inputs * kernel^2], for output pixels from first_pixel on
//   });
#pragma once

#include <Eigen/Core>
#include <algorithm>

#include "core/network/convolution.h"

namespace tenprobes::network {

// Pixels of one product: small enough that their columns stay in the second-level cache, large
// enough that packing the weights does not count.
inline constexpr int block_pixels = 256;

template <typename Scalar>
void copy_kept(const Scalar* from, int count, bool relu, Scalar* to) {
  if (relu) {
    for (int i = 0; i < count; ++i) to[i] = std::max(from[i], Scalar(0));
  } else {
    std::copy_n(from, count, to);
  }
}

/// One column of the block's matrix: the input's pixels that lie (row_shift, column_shift) from the
/// output's rows [first_row, first_row + rows) of all images, zeros outside the image.
template <typename Scalar>
void gather_stride_1(const BasicFeatureMap<Scalar>& input, const Scalar* plane, int first_row,
                     int rows, int row_shift, int column_shift, bool relu, Scalar* column) {
  const int width = input.width;
  const int begin = first_row * width + row_shift * width + column_shift;
  const int count = rows * width;
  const int before = std::max(0, -begin);
  const int after = std::max(0, begin + count - input.pixels());
  std::fill_n(column, before, Scalar(0));
  copy_kept(plane + begin + before, count - before - after, relu, column + before);
  std::fill_n(column + count - after, after, Scalar(0));
  if (row_shift != 0) {
    const int edge_row = row_shift < 0 ? 0 : input.height - 1;
    const int first = (edge_row - first_row % input.height + input.height) % input.height;
    for (int r = first; r < rows; r += input.height)
      std::fill_n(column + r * width, width, Scalar(0));
  }
  if (column_shift != 0) {
    Scalar* edge = column + (column_shift < 0 ? 0 : width - 1);
    for (int r = 0; r < rows; ++r) edge[r * width] = 0;
  }
}

template <typename Scalar>
void gather_strided(const Convolution& convolution, const BasicFeatureMap<Scalar>& input,
                    const Scalar* plane, int first_row, int rows, int row_shift, int column_shift,
                    Scalar* column) {
  const int height = convolution.output_size(input.height);
  const int width = convolution.output_size(input.width);
  for (int r = 0; r < rows; ++r, column += width) {
    const int image = (first_row + r) / height;
    const int y = (first_row + r) % height * convolution.stride + row_shift;
    if (y < 0 || y >= input.height) {
      std::fill_n(column, width, Scalar(0));
      continue;
    }
    const Scalar* row = plane + input.pixel(image, y, 0);
    for (int i = 0; i < width; ++i) {
      const int x = i * convolution.stride + column_shift;
      const Scalar value = x < 0 || x >= input.width ? 0 : row[x];
      column[i] = convolution.relu_before ? std::max(value, Scalar(0)) : value;
    }
  }
}

/// Fills [rows * output width][inputs * kernel^2], column-major, for output rows from first_row on.
template <typename Scalar>
void image_to_columns(const Convolution& convolution, const BasicFeatureMap<Scalar>& input,
                      int first_row, int rows, Scalar* columns) {
  const int padding = convolution.kernel / 2;
  const int height = rows * convolution.output_size(input.width);
  for (int channel = 0; channel < convolution.inputs; ++channel) {
    const Scalar* plane = input.channel(channel).data();
    for (int dy = -padding; dy <= padding; ++dy) {
      for (int dx = -padding; dx <= padding; ++dx, columns += height) {
        if (convolution.stride == 1) {
          gather_stride_1(input, plane, first_row, rows, dy, dx, convolution.relu_before, columns);
        } else {
          gather_strided(convolution, input, plane, first_row, rows, dy, dx, columns);
        }
      }
    }
  }
}

/// Calls body(columns, first_pixel) for one block of output pixels after the other.
template <typename Scalar, typename Body>
void for_each_block(const Convolution& convolution, const BasicFeatureMap<Scalar>& input,
                    AlignedVector<Scalar>& columns, const Body& body) {
  using Strided = Eigen::OuterStride<>;
  using Columns =
      Eigen::Map<const Eigen::Matrix<Scalar, Eigen::Dynamic, Eigen::Dynamic>, 0, Strided>;
  const int width = convolution.output_size(input.width);
  const int all_rows = input.images * convolution.output_size(input.height);
  const int depth = convolution.inputs * convolution.kernel * convolution.kernel;
  const int block_rows = std::max(1, block_pixels / width);
  columns.resize(static_cast<std::size_t>(block_rows * width * depth));
  const bool in_place =
      convolution.kernel == 1 && convolution.stride == 1 && !convolution.relu_before;
  for (int row = 0; row < all_rows; row += block_rows) {
    const int rows = std::min(block_rows, all_rows - row);
    if (in_place) {
      body(Columns(input.values.data() + row * width, rows * width, depth, Strided(input.pixels())),
           row * width);
    } else {
      image_to_columns(convolution, input, row, rows, columns.data());
      body(Columns(columns.data(), rows * width, depth, Strided(rows * width)), row * width);
    }
  }
}

}  // namespace tenprobes::network
