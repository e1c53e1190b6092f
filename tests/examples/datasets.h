#pragma once

#include "core/search_space/layered/layered_quality.h"
#include "core/search_space/search_space.h"
#include "tests/examples/common.h"

namespace tenprobes::datasets::examples {
extern const std::vector<double> ms;
extern const std::vector<std::string_view> cells;
extern const std::string packed;
extern const struct Entry { std::uint64_t size; } & entry;
void load(const std::vector<double>& latency_ms);
void open(const std::string& bytes);
void refuse(const std::string& bytes);
template <class... Values>
void use(const Values&... values);
}  // namespace tenprobes::datasets::examples

namespace tenprobes::datasets::examples::csv_h {
extern const std::vector<double> ms;
}

namespace tenprobes::datasets::examples::inflate_h {
struct Entry {
  std::uint64_t size;
};
extern const std::string packed;
extern const Entry entry;
}  // namespace tenprobes::datasets::examples::inflate_h

namespace tenprobes::datasets::examples::ofa_predictor_h {
extern const LayeredSpace& space;
}
