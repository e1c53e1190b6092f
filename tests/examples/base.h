#pragma once

#include "tests/examples/common.h"

namespace tenprobes::examples::safetensors_h {
extern const std::vector<float> values;
}

namespace tenprobes::examples::parallel_h {
extern std::vector<double> scores;
double score(int network);
}  // namespace tenprobes::examples::parallel_h
