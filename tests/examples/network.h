#pragma once

#include "tests/examples/common.h"

namespace tenprobes::network::examples {
extern const Block& block;
extern const Convolution convolution;
extern const FeatureMap images, input, output_gradient;
extern FeatureMap output, input_gradient;
extern Workspace workspace;
extern const int x, y;
extern const std::vector<float> weights;
}  // namespace tenprobes::network::examples

namespace tenprobes::network::examples::columns_h {
extern AlignedVector<float> scratch;
}
