// Published lists of architectures.
//
//   std::vector<Cell> all = parse_architecture_index(bytes, "str_arch2idx.pt");
//   std::vector<FbnetArchitecture> fbnet = parse_fbnet_architectures(bytes, "arch.pt");
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "core/search_space/cells/cell.h"
#include "core/search_space/fbnet.h"

namespace tenprobes::datasets {

/// HELP's str_arch2idx.pt, a PyTorch archive with a dict from NAS-Bench-201 strings to indices:
/// the architecture of every index, [15625]. Throws Error unless each comes just once.
std::vector<Cell> parse_architecture_index(std::string_view bytes, const std::string& name);

/// HELP's FBNet arch.pt: a PyTorch archive with a list (5,000 there) of lists of 22 operations,
/// each 0..8. Throws Error on anything else.
std::vector<FbnetArchitecture> parse_fbnet_architectures(std::string_view bytes,
                                                         const std::string& name);

}  // namespace tenprobes::datasets
