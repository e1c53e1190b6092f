#pragma once

#include "tests/examples/common.h"

namespace tenprobes::evaluation::examples {
extern const std::vector<devices::Device*> devices;
extern const Quality& quality;
extern const std::vector<double> accuracy;
extern const std::vector<std::span<const double>> tables;
extern const search::Ingredients ingredients;
}  // namespace tenprobes::evaluation::examples
