// Published lists of architectures.
//
//   std::vector<Cell> all = parse_architecture_index(bytes, "str_arch2idx.pt");
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "core/search_space/cells/cell.h"

namespace tenprobes::datasets {

/// HELP's str_arch2idx.pt, a PyTorch archive with a dict from NAS-Bench-201 strings to indices:
/// the architecture of every index, [15625]. Throws Error unless each comes just once.
std::vector<Cell> parse_architecture_index(std::string_view bytes, const std::string& name);

}  // namespace tenprobes::datasets
