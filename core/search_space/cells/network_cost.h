// Multiply-accumulates and parameters of the whole NAS-Bench-201 network, exactly.
//
//   NetworkCost cost = network_cost(a);                     // CIFAR-10: 32x32 pixels, 10 classes
//   double millions = static_cast<double>(cost.macs) / 1e6; // 220.12 where all edges are 3x3
//
// The network (Dong and Yang, ICLR 2020, section 2.1): a 3x3 convolution from 3 to 16 channels with
// batch norm; three stages of 5 cells at 16, 32 and 64 channels and full, half and quarter size;
// before the second and third stage a residual block (3x3 convolution of stride 2, 3x3 convolution,
// and a shortcut of 2x2 average pooling and a 1x1 convolution); batch norm, global pooling, a
// linear layer with bias.
//
// Counted as the benchmark's own API does: dead edges count as live ones do, since its networks
// hold and run them; MACs are those of the convolutions and of the linear layer (its bias as one
// more each), not of pooling, batch norm and sums.
#pragma once

#include <cstdint>

#include "core/search_space/cells/cell.h"

namespace tenprobes {
inline namespace search_space {

inline constexpr int stage_count = 3;
inline constexpr int cells_per_stage = 5;
inline constexpr std::array<int, stage_count> stage_channels = {16, 32, 64};

struct NetworkCost {
  std::int64_t macs;        ///< multiply-accumulates of one image
  std::int64_t parameters;  ///< trained numbers: weights, batch norm's scale and shift, bias
};

/// For square images of image_size pixels, a multiple of 4, and at least one class; throws Error
/// otherwise. ImageNet16-120 has 16 pixels and 120 classes.
NetworkCost network_cost(const Cell& architecture, int image_size = 32, int classes = 10);

}  // namespace search_space
}  // namespace tenprobes
