// FBNet (Wu et al., CVPR 2019, arXiv 1812.03443) as HW-NAS-Bench and HELP measure it on 32x32
// images: 22 layers, each one of 9 operations; 9^22 networks.
//
//   FbnetArchitecture a;             // operation 0 everywhere
//   a.operations[21] = 8;            // the last layer is left out
//   FbnetBlockCost cost = fbnet_block_cost(21, 8);
//   std::string text = to_string(a); // "k3_e1|k3_e1|...|skip"
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <string_view>

#include "core/base/random.h"

namespace tenprobes {
inline namespace search_space {

inline constexpr int fbnet_layer_count = 22;
inline constexpr int fbnet_operation_count = 9;
/// How many of the networks HELP measured.
inline constexpr int fbnet_measured_count = 5000;

/// Each layer's operation, 0..8, in FBNet's order (table 2): inverted residual blocks k3_e1,
/// k3_e1_g2, k3_e3, k3_e6, k5_e1, k5_e1_g2, k5_e3, k5_e6 (kernel, expansion, group) and skip.
struct FbnetArchitecture {
  std::array<std::uint8_t, fbnet_layer_count> operations{};
  bool operator==(const FbnetArchitecture&) const = default;
  bool operator<(const FbnetArchitecture& other) const { return operations < other.operations; }
};

inline constexpr std::array<std::string_view, fbnet_operation_count> fbnet_operation_names = {
    "k3_e1", "k3_e1_g2", "k3_e3", "k3_e6", "k5_e1", "k5_e1_g2", "k5_e3", "k5_e6", "skip"};

/// What an operation other than skip is (table 2).
struct FbnetBlock {
  int kernel, expansion;
  int groups;  ///< of its 1x1 convolutions
};
inline constexpr std::array<FbnetBlock, fbnet_operation_count - 1> fbnet_blocks = {
    {{3, 1, 1}, {3, 1, 2}, {3, 3, 1}, {3, 6, 1}, {5, 1, 1}, {5, 1, 2}, {5, 3, 1}, {5, 6, 1}}};

/// The layers' operations by name, joined by '|'.
std::string to_string(const FbnetArchitecture& architecture);

/// The inverse; throws Error that says which layer is wrong and what would be right.
FbnetArchitecture parse_fbnet_architecture(std::string_view text);

/// Every operation of every layer drawn alike.
FbnetArchitecture random_fbnet_architecture(Random& random);

/// Where a layer stands in the network.
struct FbnetLayer {
  int in_channels, out_channels;
  int stride;      ///< 1 or 2
  int resolution;  ///< of its input, pixels a side
};

/// HW-NAS-Bench's network for 32x32 images (its fbnet macro architecture: table 1 of FBNet with
/// strides 1, 1, 2, 2, 1, 2, 1 by stage).
const std::array<FbnetLayer, fbnet_layer_count>& fbnet_layers();

/// Layers of equal shape form a class: 0..11, in the layers' order.
inline constexpr int fbnet_class_count = 12;
const std::array<int, fbnet_layer_count>& fbnet_classes();

/// What one block has to do. Skip is nothing where the shape stays, else a 1x1 convolution.
struct FbnetBlockCost {
  double pointwise_macs = 0;  ///< of the 1x1 convolutions
  double depthwise_macs = 0;  ///< of the 3x3 or 5x5 depthwise convolution
  double activations = 0;     ///< values read and written by the convolutions
  double parameters = 0;
  double convolutions = 0;    ///< how many run
  bool five_by_five = false;  ///< the depthwise convolution's kernel
  bool grouped = false;       ///< its 1x1 convolutions come in two groups, with a channel shuffle
};

FbnetBlockCost fbnet_block_cost(int layer, int operation);

/// Multiply-accumulates of one block.
double fbnet_block_macs(int layer, int operation);

/// Of all 22 layers, without stem and head.
double fbnet_macs(const FbnetArchitecture& architecture);

}  // namespace search_space
}  // namespace tenprobes
