#include "core/search_space/layered/operation.h"

namespace tenprobes {
inline namespace search_space {
namespace {

double pixels(int side) {
  return static_cast<double>(side) * side;
}

/// Channels in whole eighths, as MobileNets have them: the nearest, and not less than 90 %.
int in_eighths(double channels) {
  const int rounded = static_cast<int>(channels + 4) / 8 * 8;
  const int least = rounded < 8 ? 8 : rounded;
  return least < 0.9 * channels ? least + 8 : least;
}

LayerOperation squeeze_of(int channels, int side) {
  const int squeezed = squeezed_channels(channels);
  const double products = 2.0 * channels * squeezed;
  return {.kind = squeeze_kind,
          .macs = products,
          // Pooling reads all values, the scaling reads and writes them.
          .activations = 3 * channels * pixels(side),
          .parameters = products + squeezed + channels,
          .launches = 6,
          .side = side};
}

}  // namespace

const char* name_of(Family family) {
  constexpr const char* names[] = {"dense", "depthwise", "squeeze", "elementwise"};
  return names[static_cast<int>(family)];
}

const std::vector<OperationKind>& built_in_operation_kinds() {
  static const std::vector<OperationKind> kinds = {
      {"dense", Family::dense},     {"grouped", Family::dense},       {"dw3", Family::depthwise},
      {"dw5", Family::depthwise},   {"dw7", Family::depthwise},       {"se", Family::squeeze},
      {"add", Family::elementwise}, {"shuffle", Family::elementwise}, {"pool", Family::elementwise},
      {"linear", Family::dense},
  };
  return kinds;
}

std::vector<LayerOperation> operations_of(const Convolution& c, int side) {
  const double before = pixels(side), after = pixels(strided(side, c.stride));
  const double weights = 1.0 * c.in / c.groups * c.out * c.kernel * c.kernel;
  const bool depthwise = c.groups == c.in && c.groups == c.out && c.groups > 1;
  const int by_kernel = c.kernel <= 3 ? depthwise_3 : c.kernel <= 5 ? depthwise_5 : depthwise_7;
  return {{.kind = depthwise      ? by_kernel
                   : c.groups > 1 ? grouped_kind
                                  : dense_kind,
           .macs = weights * after,
           .activations = c.in * before + c.out * after,
           .parameters = weights + (c.normalised ? 2.0 * c.out : 0),
           .launches = c.activation == Activation::none ? 1.0 : 2.0,
           .side = side}};
}

std::vector<LayerOperation> operations_of(const InvertedResidual& block, int side) {
  const int middle = block.in * block.expansion, behind = strided(side, block.stride);
  std::vector<LayerOperation> operations;
  const auto add = [&](const Convolution& convolution, int at) {
    operations.push_back(operations_of(convolution, at)[0]);
  };
  if (block.expansion > 1 || block.expands_by_one) {
    add({.in = block.in, .out = middle, .groups = block.groups, .normalised = block.normalised},
        side);
    if (block.groups > 1) {
      operations.push_back(
          {.kind = shuffle_kind, .activations = 2 * middle * pixels(side), .side = side});
    }
  }
  add({.in = middle,
       .out = middle,
       .kernel = block.kernel,
       .stride = block.stride,
       .groups = middle,
       .normalised = block.normalised},
      side);
  if (block.squeeze) operations.push_back(squeeze_of(middle, behind));
  add({.in = middle,
       .out = block.out,
       .groups = block.groups,
       .activation = Activation::none,
       .normalised = block.normalised},
      behind);
  if (block.residual && block.stride == 1 && block.in == block.out) {
    operations.push_back(
        {.kind = add_kind, .activations = 3 * block.out * pixels(behind), .side = behind});
  }
  return operations;
}

std::vector<LayerOperation> operations_of(const Linear& linear, int side) {
  const double in = linear.in, out = linear.out;
  return {{.kind = linear_kind,
           .macs = in * out,
           .activations = in + out,
           .parameters = in * out + out,
           .launches = 1,
           .side = side}};
}

std::vector<LayerOperation> operations_of(const Pooling& pooling, int side) {
  return {{.kind = pool_kind,
           .macs = 0,
           .activations = pooling.channels * (pixels(side) + 1),
           .parameters = 0,
           .launches = 1,
           .side = side}};
}

int squeezed_channels(int channels) {
  const int quarter = channels / 4;
  return in_eighths(quarter);
}

}  // namespace search_space
}  // namespace tenprobes
