#pragma once

#include "core/search_space/quality.h"
#include "tests/examples/common.h"

namespace tenprobes::examples::objective_h {
extern const SearchSpace& space;
extern const Quality& quality;
extern const std::vector<Bound> bounds;
}  // namespace tenprobes::examples::objective_h
