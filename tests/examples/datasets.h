#pragma once

#include "tests/examples/common.h"

namespace tenprobes::datasets::examples {
extern const std::vector<double> ms;
extern const std::vector<std::string_view> cells;
extern const std::string packed;
extern const struct Entry { std::uint64_t size; } & entry;
void load(const LatencyTable& table);
void open(const std::string& bytes);
void refuse(const std::string& bytes);
template <class... Values>
void use(const Values&... values);
}  // namespace tenprobes::datasets::examples
