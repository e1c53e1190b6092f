#pragma once

#include <cassert>

#include "tests/examples/common.h"

namespace tenprobes::examples {
extern const std::vector<double> values;
extern const SearchSpace& space;
extern std::vector<int> numbers;
void plot_axis(const std::string& label);
}  // namespace tenprobes::examples

namespace tenprobes::examples::quality_h {
extern const Architecture architecture;
}

namespace tenprobes::examples::cells_isomorphism_h {
extern const std::size_t a, b, i;
}
