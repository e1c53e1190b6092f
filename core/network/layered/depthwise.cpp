#include "core/network/layered/depthwise.h"

#include <algorithm>

#include "core/network/layered/activate.h"
#include "core/network/layered/lanes.h"

namespace tenprobes::network {
namespace {

// Outputs of one row that are summed at the same time: each input value that is loaded then counts
// for up to as many of them as the kernel is wide.
constexpr int together = 4;

/// What the outputs of one row read and write; pointers are at the first channel.
template <typename Scalar>
struct RowJob {
  const Scalar* const* rows;  ///< [kernel] of the input; null: outside the image
  int width, channels;
  const Scalar *weights, *bias;  ///< weights: [kernel][kernel][channels]
  Activation activation;
  Scalar* output;
};

/// `count` outputs from column `first` on, of as many channels from `channel` on as there are lanes
/// in `registers` vectors.
template <typename Vector, typename Scalar, int kernel, int stride, int count, int registers>
void run_columns(const RowJob<Scalar>& job, int first, int channel) {
  constexpr int lanes = static_cast<int>(sizeof(Vector)) / static_cast<int>(sizeof(Scalar));
  Vector sums[count][registers];
  written_out<registers>([&](auto r) {
    const Vector bias = load<Vector>(job.bias + channel + r * lanes);
    written_out<count>([&](auto c) { sums[c][r] = bias; });
  });
  for (int row = 0; row < kernel; ++row) {
    if (!job.rows[row]) continue;
    const Scalar* weights =
        job.weights + static_cast<std::ptrdiff_t>(row) * kernel * job.channels + channel;
    Vector filter[kernel][registers];
    written_out<kernel>([&](auto k) {
      written_out<registers>(
          [&](auto r) { filter[k][r] = load<Vector>(weights + k * job.channels + r * lanes); });
    });
    const int left = first * stride - kernel / 2;
    const Scalar* values =
        job.rows[row] + static_cast<std::ptrdiff_t>(left) * job.channels + channel;
    written_out<(count - 1) * stride + kernel>([&](auto i) {
      if (static_cast<unsigned>(left + i) >= static_cast<unsigned>(job.width)) return;
      written_out<registers>([&](auto r) {
        const Vector value =
            load<Vector>(values + static_cast<std::ptrdiff_t>(i) * job.channels + r * lanes);
        written_out<count>([&](auto c) {
          constexpr int k = i - c * stride;
          if constexpr (k >= 0 && k < kernel) sums[c][r] += value * filter[k][r];
        });
      });
    });
  }
  written_out<count>([&](auto c) {
    Scalar* to = job.output + static_cast<std::ptrdiff_t>(first + c) * job.channels + channel;
    written_out<registers>(
        [&](auto r) { store(activate(sums[c][r], job.activation), to + r * lanes); });
  });
}

template <typename Vector, typename Scalar, int kernel, int stride, int registers>
void run_row(const RowJob<Scalar>& job, int outputs, int channel) {
  if (outputs < together) {
    for (int first = 0; first < outputs; ++first) {
      run_columns<Vector, Scalar, kernel, stride, 1, registers>(job, first, channel);
    }
    return;
  }
  // The last ones again together with some before them, rather than one by one.
  for (int first = 0; first < outputs; first += together) {
    run_columns<Vector, Scalar, kernel, stride, together, registers>(
        job, std::min(first, outputs - together), channel);
  }
}

template <typename Scalar, int kernel, int stride>
void run_channels(const RowJob<Scalar>& job, int outputs) {
  using Vector = Lanes<Scalar>;
  constexpr int lanes = lane_count<Scalar>;
  // Filters of seven columns by two registers would need 14 of 16.
  constexpr int registers = lane_bytes == 64 ? 2 : 1;
  int channel = 0;
  for (; channel + registers * lanes <= job.channels; channel += registers * lanes) {
    run_row<Vector, Scalar, kernel, stride, registers>(job, outputs, channel);
  }
  for (; channel + lanes <= job.channels; channel += lanes) {
    run_row<Vector, Scalar, kernel, stride, 1>(job, outputs, channel);
  }
  if (channel < job.channels && job.channels >= lanes) {
    run_row<Vector, Scalar, kernel, stride, 1>(job, outputs, job.channels - lanes);
    return;
  }
  for (; channel < job.channels; ++channel) {
    run_row<Scalar, Scalar, kernel, stride, 1>(job, outputs, channel);
  }
}

/// Kernels and strides of which there are few.
template <typename Scalar>
void run_any(const RowJob<Scalar>& job, int outputs, int kernel, int stride) {
  for (int x = 0; x < outputs; ++x) {
    Scalar* to = job.output + static_cast<std::ptrdiff_t>(x) * job.channels;
    std::copy_n(job.bias, job.channels, to);
    for (int row = 0; row < kernel; ++row) {
      for (int k = 0; job.rows[row] && k < kernel; ++k) {
        const int column = x * stride - kernel / 2 + k;
        if (column < 0 || column >= job.width) continue;
        const Scalar* values = job.rows[row] + static_cast<std::ptrdiff_t>(column) * job.channels;
        const Scalar* weights =
            job.weights + static_cast<std::ptrdiff_t>(row * kernel + k) * job.channels;
        for (int c = 0; c < job.channels; ++c) to[c] += values[c] * weights[c];
      }
    }
    for (int c = 0; c < job.channels; ++c) to[c] = activate(to[c], job.activation);
  }
}

template <typename Scalar>
void run_outputs(const RowJob<Scalar>& job, int outputs, int kernel, int stride) {
  if (kernel == 3 && stride == 1) return run_channels<Scalar, 3, 1>(job, outputs);
  if (kernel == 3 && stride == 2) return run_channels<Scalar, 3, 2>(job, outputs);
  if (kernel == 5 && stride == 1) return run_channels<Scalar, 5, 1>(job, outputs);
  if (kernel == 5 && stride == 2) return run_channels<Scalar, 5, 2>(job, outputs);
  if (kernel == 7 && stride == 1) return run_channels<Scalar, 7, 1>(job, outputs);
  if (kernel == 7 && stride == 2) return run_channels<Scalar, 7, 2>(job, outputs);
  run_any(job, outputs, kernel, stride);
}

}  // namespace

template <typename Scalar>
PackedDepthwise<Scalar>::PackedDepthwise(const ChainLayer& layer)
    : channels_(layer.inputs),
      kernel_(layer.kernel),
      stride_(layer.stride),
      activation_(layer.activation),
      weights_(layer.weights.size()),
      bias_(layer.bias.begin(), layer.bias.end()) {
  const auto channels = static_cast<std::size_t>(channels_);
  const std::size_t area = layer.weights.size() / channels;
  for (std::size_t c = 0; c < channels; ++c) {
    for (std::size_t k = 0; k < area; ++k) {
      weights_[k * channels + c] = static_cast<Scalar>(layer.weights[c * area + k]);
    }
  }
}

template <typename Scalar>
void PackedDepthwise<Scalar>::run(const InterleavedMap<Scalar>& from,
                                  InterleavedMap<Scalar>& to) const {
  to.resize(from.images, strided(from.height, stride_), strided(from.width, stride_), channels_);
  constexpr int most_rows = 31;  // the largest kernel that a file may name
  const Scalar* rows[most_rows];
  for (int image = 0; image < from.images; ++image) {
    for (int y = 0; y < to.height; ++y) {
      for (int row = 0; row < kernel_; ++row) {
        const int input = y * stride_ - kernel_ / 2 + row;
        rows[row] = input < 0 || input >= from.height ? nullptr : from.pixel(image, input, 0);
      }
      run_outputs<Scalar>({.rows = rows,
                           .width = from.width,
                           .channels = channels_,
                           .weights = weights_.data(),
                           .bias = bias_.data(),
                           .activation = activation_,
                           .output = to.pixel(image, y, 0)},
                          to.width, kernel_, stride_);
    }
  }
}

template class PackedDepthwise<float>;
template class PackedDepthwise<double>;

}  // namespace tenprobes::network
