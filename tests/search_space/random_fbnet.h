// FBNet networks for tests.
#pragma once

#include <vector>

#include "core/base/random.h"
#include "core/search_space/fbnet.h"

namespace tenprobes {

/// Every operation of every layer drawn alike.
inline std::vector<FbnetArchitecture> random_networks(int count, Random& random) {
  std::vector<FbnetArchitecture> networks(static_cast<std::size_t>(count));
  for (FbnetArchitecture& network : networks) {
    for (std::uint8_t& operation : network.operations) {
      operation = static_cast<std::uint8_t>(random.below(fbnet_operation_count));
    }
  }
  return networks;
}

}  // namespace tenprobes
