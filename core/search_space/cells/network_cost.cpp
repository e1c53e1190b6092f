#include "core/search_space/cells/network_cost.h"

#include <string>

#include "core/base/error.h"

namespace tenprobes {
inline namespace search_space {
namespace {

/// A convolution without bias to `size` x `size` pixels, and the batch norm behind it.
NetworkCost convolution(std::int64_t in, std::int64_t out, std::int64_t kernel, std::int64_t size,
                        bool batch_norm) {
  const std::int64_t weights = in * out * kernel * kernel;
  return {weights * size * size, weights + (batch_norm ? 2 * out : 0)};
}

void add(NetworkCost& sum, const NetworkCost& cost, std::int64_t times = 1) {
  sum.macs += cost.macs * times;
  sum.parameters += cost.parameters * times;
}

}  // namespace

NetworkCost network_cost(const Cell& architecture, int image_size, int classes) {
  if (image_size < 4 || image_size % 4 != 0 || classes < 1) {
    throw Error("a network takes images of a multiple of 4 pixels and at least one class, not " +
                std::to_string(image_size) + " pixels and " + std::to_string(classes) + " classes");
  }
  const auto counts = operation_counts(architecture);
  const auto count_of = [&](Operation operation) {
    return cells_per_stage * counts[static_cast<std::size_t>(operation)];
  };
  NetworkCost sum = convolution(3, stage_channels[0], 3, image_size, true);
  std::int64_t size = image_size;
  for (std::size_t stage = 0; stage < stage_count; ++stage) {
    const std::int64_t channels = stage_channels[stage];
    if (stage > 0) {
      const std::int64_t before = stage_channels[stage - 1];
      size /= 2;
      add(sum, convolution(before, channels, 3, size, true));
      add(sum, convolution(channels, channels, 3, size, true));
      add(sum, convolution(before, channels, 1, size, false));
    }
    add(sum, convolution(channels, channels, 1, size, true), count_of(Operation::nor_conv_1x1));
    add(sum, convolution(channels, channels, 3, size, true), count_of(Operation::nor_conv_3x3));
  }
  const std::int64_t features = stage_channels[stage_count - 1];
  sum.macs += (features + 1) * classes;
  sum.parameters += 2 * features + (features + 1) * classes;
  return sum;
}

}  // namespace search_space
}  // namespace tenprobes
