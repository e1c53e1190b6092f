// Short texts of architectures, for links: the index where the space can be enumerated; else a
// character a position, 0-9 and a-z.
//
//   std::string code = code_of(space, architecture);         // "9930", "2222222222222222222222"
//   Architecture same = architecture_of(space, code);         // throws Error
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "core/search_space/search_space.h"

namespace tenprobes::app {

std::string code_of(const SearchSpace& space, const Architecture& architecture);

/// Throws Error that shows the code and says what would be right.
Architecture architecture_of(const SearchSpace& space, std::string_view code);

/// Of a comma-separated list, or "none".
std::vector<Architecture> architectures_of(const SearchSpace& space, const std::string& codes);

}  // namespace tenprobes::app
