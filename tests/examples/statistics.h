#pragma once

#include "tests/examples/common.h"

namespace tenprobes::statistics::examples {
extern const std::vector<double> predicted, measured, score, regret_by_seed;
extern const double worst_latency_ms;
extern const int chosen;
}  // namespace tenprobes::statistics::examples
