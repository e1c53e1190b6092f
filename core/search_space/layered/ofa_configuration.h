// A sub-network as Once-for-All's library takes it (github mit-han-lab/once-for-all).
//
//   if (const auto configuration = ofa_configuration(space, architecture)) {
//     write_file("network.ofa.json", configuration->dump());
//   }
//
// {"ks": [kernel of each layer], "e": [expansion of each], "d": [layers of each stage], "r": pixels a
// side, "image_size": the same}. In Python: network.set_active_subnet(**json.load(file)), which passes
// over the last two; the library's encoder of networks reads "image_size", earlier ones and
// parse_measured_archives() "r". A layer that is left out has its first choice's numbers.
#pragma once

#include <optional>

#include "core/base/json_fields.h"
#include "core/search_space/layered/layered_space.h"

namespace tenprobes {
inline namespace search_space {

/// Empty where the space is not made as Once-for-All's are: stages of equal size that hold all
/// layers, whose choices are inverted residual blocks, and a resolution.
std::optional<Json> ofa_configuration(const LayeredSpace& space, const Architecture& architecture);

}  // namespace search_space
}  // namespace tenprobes
