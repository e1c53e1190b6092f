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

namespace tenprobes::network::examples::in_layered {
extern const LayeredSpace& space;
extern const Architecture architecture;
extern const Chain chain;
extern const ChainLayer layer;
extern const InterleavedMap<float> input;
extern InterleavedMap<float> output;
}  // namespace tenprobes::network::examples::in_layered

namespace tenprobes::network::examples::in_layered::activate_h {
extern float values;
}

namespace tenprobes::network::examples::in_layered::lanes_h {
extern float* values;
}

namespace tenprobes::network::examples::in_layered::product_h {
extern const int in, out;
extern const float *x, *bias;
extern float* y;
}  // namespace tenprobes::network::examples::in_layered::product_h

namespace tenprobes::network::onnx::examples::onnx_graph_h {
extern const float two;
}
