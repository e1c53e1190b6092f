// NAS-Bench-201 as a search space: 15,625 cells of 6 edges (cells/cell.h).
//
//   const auto space = nas_bench_201();
//   Architecture a = space->parse("|nor_conv_3x3~0|+|none~0|skip_connect~1|+|...");
//   Cell cell = cell_of(a);                       // and back: Architecture b = cell;
//   int index = space->index_of(a);               // the benchmark's own order
#pragma once

#include <memory>

#include "core/search_space/search_space.h"

namespace tenprobes {
inline namespace search_space {

/// The one object of it, made at the first call. Features: mmacs and mparams, of the network for
/// CIFAR-10 (cells/network_cost.h). It knows no quality: that is a training-free score or a
/// published accuracy, from elsewhere.
const std::shared_ptr<const SearchSpace>& nas_bench_201();

}  // namespace search_space
}  // namespace tenprobes
