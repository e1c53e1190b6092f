#include "core/network/layered/product.h"

#include <algorithm>

#include "core/network/layered/activate.h"
#include "core/network/layered/lanes.h"

namespace tenprobes::network {
namespace {

// With 32 registers of 64 bytes, a tile of 8 x 3; with 16, one of 4 x 3 (or 4 x 2 where the product
// of a number and a register needs one more).
constexpr int tile_pixels = lane_bytes == 64 ? 8 : 4;
constexpr int most_registers = lane_bytes == 16 ? 2 : 3;
// Values of the pixels that are kept in the second-level cache while all panels pass.
constexpr std::ptrdiff_t cached_values = 1 << 16;

/// Registers of the next panel, of `left` to do: none is left with a single one where two would do.
int next_panel(int left) {
  return left == most_registers + 1 ? (left + 1) / 2 : std::min(left, most_registers);
}

template <typename Scalar>
struct Tile {
  const Scalar* pixels;
  std::ptrdiff_t pixel_stride;
  int inputs;
  const Scalar *weights, *bias;
  Scalar* outputs;
  const Scalar* added;
  std::ptrdiff_t output_stride;
  int columns;  ///< of the outputs that are written: the last register may be filled in part
  Activation activation;
};

template <typename Scalar, int pixels, int registers>
void run_tile(const Tile<Scalar>& tile) {
  using Vector = Lanes<Scalar>;
  constexpr int lanes = lane_count<Scalar>;
  Vector sums[pixels][registers];
  written_out<registers>([&](auto r) {
    const Vector bias = load<Vector>(tile.bias + r * lanes);
    written_out<pixels>([&](auto p) { sums[p][r] = bias; });
  });
  const Scalar *values = tile.pixels, *weights = tile.weights;
  for (int i = 0; i < tile.inputs; ++i, ++values, weights += registers * lanes) {
    Vector row[registers];
    written_out<registers>([&](auto r) { row[r] = load<Vector>(weights + r * lanes); });
    written_out<pixels>([&](auto p) {
      const Scalar value = values[p * tile.pixel_stride];
      written_out<registers>([&](auto r) { sums[p][r] += value * row[r]; });
    });
  }
  written_out<pixels>([&](auto p) {
    Scalar* to = tile.outputs + p * tile.output_stride;
    const Scalar* added = tile.added ? tile.added + p * tile.output_stride : nullptr;
    written_out<registers>([&](auto r) {
      const int left = tile.columns - r * lanes;
      if (left >= lanes) {
        if (added) sums[p][r] += load<Vector>(added + r * lanes);
        store(activate(sums[p][r], tile.activation), to + r * lanes);
        return;
      }
      Scalar last[lanes] = {};
      if (added) std::copy_n(added + r * lanes, left, last);
      store(activate(Vector(sums[p][r] + load<Vector>(last)), tile.activation), last);
      std::copy_n(last, left, to + r * lanes);
    });
  });
}

template <typename Scalar, int registers>
void run_panel(Tile<Scalar> tile, int pixels) {
  const auto take = [&]<int count>(std::integral_constant<int, count>) {
    for (; pixels >= count; pixels -= count) {
      run_tile<Scalar, count, registers>(tile);
      tile.pixels += count * tile.pixel_stride;
      tile.outputs += count * tile.output_stride;
      if (tile.added) tile.added += count * tile.output_stride;
    }
  };
  take(std::integral_constant<int, tile_pixels>{});
  take(std::integral_constant<int, tile_pixels / 2>{});
  take(std::integral_constant<int, 1>{});
}

}  // namespace

template <typename Scalar>
PackedProduct<Scalar>::PackedProduct(int outputs, int inputs,
                                     const std::function<float(int output, int input)>& weight,
                                     const float* bias)
    : outputs_(outputs), inputs_(inputs) {
  constexpr int lanes = lane_count<Scalar>;
  const int registers = (outputs + lanes - 1) / lanes;
  bias_.resize(static_cast<std::size_t>(registers * lanes));
  std::copy_n(bias, outputs, bias_.begin());
  weights_.reserve(bias_.size() * static_cast<std::size_t>(inputs));
  for (int first = 0; first < registers; first += next_panel(registers - first)) {
    const int end = (first + next_panel(registers - first)) * lanes;
    for (int i = 0; i < inputs; ++i) {
      for (int o = first * lanes; o < end; ++o) {
        weights_.push_back(o < outputs ? static_cast<Scalar>(weight(o, i)) : Scalar(0));
      }
    }
  }
}

template <typename Scalar>
void PackedProduct<Scalar>::run(const Pixels& from, const Outputs& to) const {
  constexpr int lanes = lane_count<Scalar>;
  const int registers = (outputs_ + lanes - 1) / lanes;
  const int block = static_cast<int>(
      std::max<std::ptrdiff_t>(tile_pixels, cached_values / inputs_ / tile_pixels * tile_pixels));
  for (int pixel = 0; pixel < from.pixels; pixel += block) {
    const int pixels = std::min(block, from.pixels - pixel);
    const Scalar* weights = weights_.data();
    for (int first = 0; first < registers;) {
      const int panel = next_panel(registers - first), column = first * lanes;
      const Tile<Scalar> tile{.pixels = from.values + pixel * from.stride,
                              .pixel_stride = from.stride,
                              .inputs = inputs_,
                              .weights = weights,
                              .bias = bias_.data() + column,
                              .outputs = to.values + pixel * to.stride + column,
                              .added = to.added ? to.added + pixel * to.stride + column : nullptr,
                              .output_stride = to.stride,
                              .columns = outputs_ - column,
                              .activation = to.activation};
      if (panel == 1) run_panel<Scalar, 1>(tile, pixels);
      if (panel == 2) run_panel<Scalar, 2>(tile, pixels);
      if constexpr (most_registers == 3) {
        if (panel == 3) run_panel<Scalar, 3>(tile, pixels);
      }
      weights += static_cast<std::ptrdiff_t>(inputs_) * panel * lanes;
      first += panel;
    }
  }
}

template class PackedProduct<float>;
template class PackedProduct<double>;

}  // namespace tenprobes::network
