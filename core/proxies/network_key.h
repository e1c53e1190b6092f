// Which architectures are the same network, so that none is scored twice.
//
//   NetworkKey key = network_key(architecture);
#pragma once

#include <string>
#include <tuple>

#include "core/search_space/cells/cell.h"

namespace tenprobes::proxies {

/// Architectures of equal `output` compute the same from weights drawn in the same way: skip
/// connections and sums are written out, dead edges left out, terms sorted, and a convolution used
/// twice told from two convolutions. Those of equal `dead` too also let the same ReLUs run on
/// signals that the output does not depend on.
struct NetworkKey {
  std::string output;  ///< e.g. "1(x)+3(3(x)+p(x))"; empty: disconnected
  std::string dead;    ///< what each dead convolution reads, "0" for nothing
  bool operator==(const NetworkKey&) const = default;
  // Not <=>: the strings of Emscripten's library have none.
  bool operator<(const NetworkKey& other) const {
    return std::tie(output, dead) < std::tie(other.output, other.dead);
  }
};

NetworkKey network_key(const Cell& architecture);

}  // namespace tenprobes::proxies
