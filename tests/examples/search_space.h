#pragma once

#include <cassert>

#include "tests/examples/common.h"

namespace tenprobes::examples {
extern const std::vector<double> values;
extern std::vector<int> numbers;
void plot_axis(const std::string& label);
}  // namespace tenprobes::examples

namespace tenprobes::examples::in_layered {
extern const LayeredSpace& space;
extern const std::vector<double> by_row, cost;
extern const Architecture architecture;
extern double latency;
}  // namespace tenprobes::examples::in_layered

namespace tenprobes::examples::in_layered::ofa_configuration_h {
void write_file(const std::string& path, const std::string& bytes);
}

namespace tenprobes::examples::quality_h {
extern const Architecture architecture;
}

namespace tenprobes::examples::spaces_h {
std::string read(std::string_view asset);
}

namespace tenprobes::examples::spaces_h {
std::string read(std::string_view asset);
}

namespace tenprobes::examples::layered_layered_space_h {
extern double latency;
extern const std::vector<double> cost;
}  // namespace tenprobes::examples::layered_layered_space_h

namespace tenprobes::examples::layered_layered_quality_h {
extern const LayeredSpace& space;
extern const std::vector<double> by_row;
extern const Safetensors& file;
extern const Architecture architecture;
}  // namespace tenprobes::examples::layered_layered_quality_h

namespace tenprobes::examples::breeding_h {
extern Random& random;
}
