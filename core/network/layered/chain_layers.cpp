#include "core/network/layered/chain_layers.h"

#include <algorithm>

#include "core/network/layered/activate.h"

namespace tenprobes::network {
namespace {

// Values of gathered pixels at a time: they stay in the second-level cache.
constexpr std::ptrdiff_t gathered_values = 1 << 15;

template <typename Scalar>
void convolve(const PackedLayer<Scalar>& packed, const InterleavedMap<Scalar>& from,
              const InterleavedMap<Scalar>* added, InterleavedMap<Scalar>& to,
              LayerScratch<Scalar>& scratch) {
  const ChainLayer& layer = packed.layer;
  to.resize(from.images, layer.output_size(from.height), layer.output_size(from.width),
            layer.outputs);
  const int inputs = layer.inputs / layer.groups, outputs = layer.outputs / layer.groups;
  const auto outputs_of = [&](int group, int pixel) {
    const std::ptrdiff_t offset =
        static_cast<std::ptrdiff_t>(pixel) * layer.outputs + group * outputs;
    return typename PackedProduct<Scalar>::Outputs{
        .values = to.values.data() + offset,
        .stride = layer.outputs,
        .added = added ? added->values.data() + offset : nullptr,
        .activation = layer.activation};
  };
  if (layer.kernel == 1 && layer.stride == 1) {
    for (int g = 0; g < layer.groups; ++g) {
      packed.products[static_cast<std::size_t>(g)].run({.values = from.values.data() + g * inputs,
                                                        .stride = layer.inputs,
                                                        .pixels = from.pixels()},
                                                       outputs_of(g, 0));
    }
    return;
  }
  // The pixels that each output reads, side by side: [pixels][kernel][kernel][inputs].
  const int row = layer.kernel * inputs, depth = layer.kernel * row;
  const int block = static_cast<int>(std::max<std::ptrdiff_t>(8, gathered_values / depth));
  scratch.columns.resize(static_cast<std::size_t>(block) * static_cast<std::size_t>(depth));
  for (int g = 0; g < layer.groups; ++g) {
    for (int first = 0; first < to.pixels(); first += block) {
      const int pixels = std::min(block, to.pixels() - first);
      for (int p = 0; p < pixels; ++p) {
        const int x = (first + p) % to.width, y = (first + p) / to.width % to.height;
        const int image = (first + p) / to.width / to.height;
        Scalar* column = scratch.columns.data() + static_cast<std::ptrdiff_t>(p) * depth;
        for (int ky = 0; ky < layer.kernel; ++ky, column += row) {
          const int source = y * layer.stride - layer.kernel / 2 + ky;
          const int left = x * layer.stride - layer.kernel / 2;
          const bool outside = source < 0 || source >= from.height;
          for (int kx = 0; kx < layer.kernel; ++kx) {
            Scalar* values = column + kx * inputs;
            if (outside || left + kx < 0 || left + kx >= from.width) {
              std::fill_n(values, inputs, Scalar(0));
            } else {
              std::copy_n(from.pixel(image, source, left + kx) + g * inputs, inputs, values);
            }
          }
        }
      }
      packed.products[static_cast<std::size_t>(g)].run(
          {.values = scratch.columns.data(), .stride = depth, .pixels = pixels},
          outputs_of(g, first));
    }
  }
}

/// The mean over the pixels of an image: [channels].
template <typename Scalar>
void mean_of(const InterleavedMap<Scalar>& from, int image, Scalar* means) {
  const int pixels = from.height * from.width;
  std::fill_n(means, from.channels, Scalar(0));
  const Scalar* values = from.pixel(image, 0, 0);
  for (int p = 0; p < pixels; ++p, values += from.channels) {
    for (int c = 0; c < from.channels; ++c) means[c] += values[c];
  }
  for (int c = 0; c < from.channels; ++c) means[c] /= static_cast<Scalar>(pixels);
}

template <typename Scalar>
void squeeze(const PackedLayer<Scalar>& packed, const InterleavedMap<Scalar>& from,
             InterleavedMap<Scalar>& to, LayerScratch<Scalar>& scratch) {
  to.resize(from.images, from.height, from.width, from.channels);
  scratch.means.resize(static_cast<std::size_t>(from.channels));
  scratch.squeezed.resize(static_cast<std::size_t>(packed.layer.squeezed));
  for (int image = 0; image < from.images; ++image) {
    Scalar* gate = scratch.means.data();
    mean_of(from, image, gate);
    packed.products[0].run(
        {.values = gate, .stride = 0, .pixels = 1},
        {.values = scratch.squeezed.data(), .stride = 0, .activation = Activation::relu});
    packed.products[1].run({.values = scratch.squeezed.data(), .stride = 0, .pixels = 1},
                           {.values = gate, .stride = 0});
    for (int c = 0; c < from.channels; ++c) gate[c] = h_sigmoid(gate[c]);
    const Scalar* values = from.pixel(image, 0, 0);
    Scalar* scaled = to.pixel(image, 0, 0);
    for (int p = 0; p < from.height * from.width; ++p) {
      for (int c = 0; c < from.channels; ++c) *scaled++ = *values++ * gate[c];
    }
  }
}

template <typename Scalar>
void shuffle(int groups, const InterleavedMap<Scalar>& from, InterleavedMap<Scalar>& to) {
  to.resize(from.images, from.height, from.width, from.channels);
  const int each = from.channels / groups;
  const Scalar* values = from.values.data();
  Scalar* pixel = to.values.data();
  for (int p = 0; p < from.pixels(); ++p, pixel += from.channels) {
    for (int g = 0; g < groups; ++g) {
      for (int c = 0; c < each; ++c) pixel[c * groups + g] = *values++;
    }
  }
}

}  // namespace

template <typename Scalar>
PackedLayer<Scalar>::PackedLayer(const ChainLayer& of) : layer(of) {
  if (of.kind == ChainLayer::Kind::squeeze) {
    products.emplace_back(
        of.squeezed, of.inputs,
        [&](int o, int i) { return of.weights[static_cast<std::size_t>(o * of.inputs + i)]; },
        of.bias.data());
    products.emplace_back(
        of.inputs, of.squeezed,
        [&](int o, int i) {
          return of.gate_weights[static_cast<std::size_t>(o * of.squeezed + i)];
        },
        of.gate_bias.data());
  } else if (of.kind == ChainLayer::Kind::convolution) {
    is_depthwise = of.groups == of.inputs && of.groups == of.outputs && of.residual < 0;
    if (is_depthwise) {
      depthwise = PackedDepthwise<Scalar>(of);
    } else {
      const int inputs = of.inputs / of.groups, outputs = of.outputs / of.groups;
      const int area = of.kernel * of.kernel;
      for (int g = 0; g < of.groups; ++g) {
        products.emplace_back(
            outputs, inputs * area,
            [&](int o, int i) {
              // From [inputs][kernel][kernel] to [kernel][kernel][inputs].
              const int place = i % inputs * area + i / inputs;
              return of
                  .weights[static_cast<std::size_t>((g * outputs + o) * inputs * area + place)];
            },
            of.bias.data() + g * outputs);
      }
    }
  }
  layer.weights = layer.bias = layer.gate_weights = layer.gate_bias = {};
}

template <typename Scalar>
void run_layer(const PackedLayer<Scalar>& packed, const InterleavedMap<Scalar>& from,
               const InterleavedMap<Scalar>* added, InterleavedMap<Scalar>& to,
               LayerScratch<Scalar>& scratch) {
  const ChainLayer& layer = packed.layer;
  switch (layer.kind) {
    case ChainLayer::Kind::convolution:
      if (packed.is_depthwise) return packed.depthwise.run(from, to);
      return convolve(packed, from, added, to, scratch);
    case ChainLayer::Kind::squeeze:
      return squeeze(packed, from, to, scratch);
    case ChainLayer::Kind::shuffle:
      return shuffle(layer.groups, from, to);
    case ChainLayer::Kind::mean:
      to.resize(from.images, 1, 1, from.channels);
      for (int image = 0; image < from.images; ++image) {
        mean_of(from, image, to.pixel(image, 0, 0));
      }
  }
}

template struct PackedLayer<float>;
template struct PackedLayer<double>;
template void run_layer(const PackedLayer<float>&, const InterleavedMap<float>&,
                        const InterleavedMap<float>*, InterleavedMap<float>&, LayerScratch<float>&);
template void run_layer(const PackedLayer<double>&, const InterleavedMap<double>&,
                        const InterleavedMap<double>*, InterleavedMap<double>&,
                        LayerScratch<double>&);

}  // namespace tenprobes::network
