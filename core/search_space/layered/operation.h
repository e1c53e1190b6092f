// What one layer has to do, as operations that a device can price, and the blocks that write them so
// that nobody counts by hand.
//
//   InvertedResidual block{.in = 16, .out = 24, .stride = 2, .kernel = 5, .expansion = 6};
//   std::vector<LayerOperation> operations = operations_of(block, 32);      // on 32x32 values
//   operations[1].macs;                                 // of the 5x5 depthwise convolution
//
// Activations moved are the values that an operation reads and writes, each once. A convolution is a
// launch, and another one for its activation function; weights and biases of a normalisation count
// two parameters a channel.
#pragma once

#include <string>
#include <variant>
#include <vector>

namespace tenprobes {
inline namespace search_space {

/// What a device does alike: synthetic devices draw prices by family.
enum class Family {
  dense,        ///< convolutions and matrix products that reuse what they load
  depthwise,    ///< a filter a channel: little reuse
  squeeze,      ///< squeeze-and-excitation: a pooled vector, two small products, a scaling
  elementwise,  ///< additions, activations, shuffles, pooling: no products to speak of
};

/// "dense", ...
const char* name_of(Family family);

/// An operation's kind: devices may deviate by kind within a family (3x3 and 5x5 depthwise).
struct OperationKind {
  std::string name;
  Family family;

  bool operator==(const OperationKind&) const = default;
};

struct LayerOperation {
  int kind = 0;  ///< place in LayeredSpace::kinds()
  double macs = 0, activations = 0, parameters = 0;
  double launches = 1;
  int side = 1;  ///< of its input, pixels
  /// Operations of one family, size and activations have one shape, whatever layer and resolution
  /// they are of: 0..LayeredSpace::shape_count()-1, numbered by the space.
  int shape = 0;
};

/// The kinds that blocks are written in, by place; a space's own kinds follow them.
enum BuiltInKind {
  dense_kind,
  grouped_kind,
  depthwise_3,
  depthwise_5,
  depthwise_7,
  squeeze_kind,
  add_kind,
  shuffle_kind,
  pool_kind,
  linear_kind
};
const std::vector<OperationKind>& built_in_operation_kinds();

/// What a convolution's outputs pass through: one more launch, whichever it is.
enum class Activation { none, relu, h_swish };

struct Convolution {
  int in = 1, out = 1, kernel = 1, stride = 1, groups = 1;
  Activation activation = Activation::relu;
  bool normalised = true;  ///< two more parameters a channel
};
/// Of an input of `side` pixels. As many groups as channels make it depthwise.
std::vector<LayerOperation> operations_of(const Convolution& convolution, int side);

/// MobileNet's inverted residual block: 1x1 to in * expansion channels, kernel x kernel depthwise,
/// squeeze-and-excitation to a quarter of them (in whole eighths), 1x1 to `out`.
struct InvertedResidual {
  int in = 1, out = 1, stride = 1;
  int kernel = 3;  ///< 3, 5 or 7
  int expansion = 1;
  int groups = 1;  ///< of the 1x1 convolutions, with a channel shuffle between them
  bool squeeze = false;
  bool residual = true;         ///< adds its input where the shape stays
  bool expands_by_one = false;  ///< whether expansion 1 still has its first 1x1 convolution
  bool normalised = true;
  Activation activation = Activation::relu;  ///< of the expansion and the depthwise convolution
};
std::vector<LayerOperation> operations_of(const InvertedResidual& block, int side);

/// A product with all inputs, with biases.
struct Linear {
  int in = 1, out = 1;
};
std::vector<LayerOperation> operations_of(const Linear& linear, int side);

/// The mean of each channel over all pixels.
struct Pooling {
  int channels = 1;
};
std::vector<LayerOperation> operations_of(const Pooling& pooling, int side);

/// What is known well enough to be run (core/network/layered), and the pixels a side of its input
/// at the reference resolution.
struct LayerBlock {
  std::variant<Convolution, InvertedResidual, Linear, Pooling> what;
  int side = 1;
};

/// Channels of the squeezed vector of squeeze-and-excitation: a quarter, in whole eighths.
int squeezed_channels(int channels);

/// Pixels a side after `stride`: rounded up.
inline int strided(int side, int stride) {
  return (side + stride - 1) / stride;
}

}  // namespace search_space
}  // namespace tenprobes
