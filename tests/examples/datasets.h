#pragma once

#include "tests/examples/common.h"

namespace tenprobes::datasets::examples {
void load(const LatencyTable& table);
void open(const std::string& bytes);
void refuse(const std::string& bytes);
void use(const std::string& name, const LatencyTable& table);
}  // namespace tenprobes::datasets::examples
