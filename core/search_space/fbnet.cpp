#include "core/search_space/fbnet.h"

#include <algorithm>

#include "core/base/error.h"

namespace tenprobes {
inline namespace search_space {

namespace {

std::array<FbnetLayer, fbnet_layer_count> make_layers() {
  struct Stage {
    int channels, layers, stride;
  };
  constexpr Stage stages[] = {{16, 1, 1},  {24, 4, 1},  {32, 4, 2}, {64, 4, 2},
                              {112, 4, 1}, {184, 4, 2}, {352, 1, 1}};
  std::array<FbnetLayer, fbnet_layer_count> layers{};
  size_t place = 0;
  int channels = 16, resolution = 32;  // behind the stem
  for (const Stage& stage : stages) {
    for (int i = 0; i < stage.layers; ++i) {
      const int stride = i == 0 ? stage.stride : 1;
      layers[place++] = {channels, stage.channels, stride, resolution};
      channels = stage.channels;
      resolution /= stride;
    }
  }
  return layers;
}

}  // namespace

std::string to_string(const FbnetArchitecture& architecture) {
  std::string text;
  for (const std::uint8_t operation : architecture.operations) {
    if (!text.empty()) text += '|';
    text += fbnet_operation_names[operation];
  }
  return text;
}

FbnetArchitecture parse_fbnet_architecture(std::string_view text) {
  FbnetArchitecture architecture;
  const std::string shown(text.substr(0, 400));
  for (size_t layer = 0; layer < architecture.operations.size(); ++layer) {
    const size_t end = std::min(text.find('|'), text.size());
    const std::string_view name = text.substr(0, end);
    const auto found = std::find(fbnet_operation_names.begin(), fbnet_operation_names.end(), name);
    const bool is_last = layer + 1 == architecture.operations.size();
    if (found == fbnet_operation_names.end() || (end == text.size()) != is_last) {
      throw Error("'" + shown + "' is no FBNet architecture: layer " + std::to_string(layer) +
                  " must be one of k3_e1, k3_e1_g2, k3_e3, k3_e6, k5_e1, k5_e1_g2, k5_e3, k5_e6"
                  " and skip, and there must be 22 layers joined by '|'");
    }
    architecture.operations[layer] =
        static_cast<std::uint8_t>(found - fbnet_operation_names.begin());
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  return architecture;
}

FbnetArchitecture random_fbnet_architecture(Random& random) {
  FbnetArchitecture architecture;
  for (std::uint8_t& operation : architecture.operations) {
    operation = static_cast<std::uint8_t>(random.below(fbnet_operation_count));
  }
  return architecture;
}

const std::array<FbnetLayer, fbnet_layer_count>& fbnet_layers() {
  static const auto layers = make_layers();
  return layers;
}

const std::array<int, fbnet_layer_count>& fbnet_classes() {
  static const auto classes = [] {
    std::array<int, fbnet_layer_count> made{};
    const auto& layers = fbnet_layers();
    for (size_t i = 1; i < made.size(); ++i) {
      const FbnetLayer &a = layers[i], &b = layers[i - 1];
      const bool same = a.in_channels == b.in_channels && a.out_channels == b.out_channels &&
                        a.stride == b.stride && a.resolution == b.resolution;
      made[i] = made[i - 1] + (same ? 0 : 1);
    }
    return made;
  }();
  return classes;
}

FbnetBlockCost fbnet_block_cost(int layer, int operation) {
  const FbnetLayer& shape = fbnet_layers()[static_cast<size_t>(layer)];
  const double in = shape.in_channels, out = shape.out_channels;
  const double before = static_cast<double>(shape.resolution) * shape.resolution;
  const double after = before / (shape.stride * shape.stride);
  FbnetBlockCost cost;
  if (operation == fbnet_operation_count - 1) {
    if (shape.stride == 1 && shape.in_channels == shape.out_channels) return cost;
    cost.pointwise_macs = in * out * after;
    cost.activations = in * before + out * after;
    cost.parameters = in * out;
    cost.convolutions = 1;
    return cost;
  }
  const FbnetBlock& block = fbnet_blocks[static_cast<size_t>(operation)];
  const double middle = in * block.expansion;
  const double taps = block.kernel * block.kernel;
  cost.pointwise_macs = (in * middle * before + middle * out * after) / block.groups;
  cost.depthwise_macs = middle * taps * after;
  cost.activations = (in + 2 * middle) * before + (2 * middle + out) * after;
  cost.parameters = (in * middle + middle * out) / block.groups + middle * taps;
  cost.convolutions = 3;
  cost.five_by_five = block.kernel == 5;
  cost.grouped = block.groups == 2;
  return cost;
}

double fbnet_block_macs(int layer, int operation) {
  const FbnetBlockCost cost = fbnet_block_cost(layer, operation);
  return cost.pointwise_macs + cost.depthwise_macs;
}

double fbnet_macs(const FbnetArchitecture& architecture) {
  double macs = 0;
  for (int layer = 0; layer < fbnet_layer_count; ++layer) {
    macs += fbnet_block_macs(layer, architecture.operations[static_cast<size_t>(layer)]);
  }
  return macs;
}

}  // namespace search_space
}  // namespace tenprobes
