// What a session knows about its device: the probes so far, and nothing else.
#pragma once

#include <algorithm>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "core/search_space/search_space.h"

namespace tenprobes {

/// One latency measurement.
struct Probe {
  Architecture architecture;
  double latency_ms;  ///< positive and finite

  bool operator==(const Probe&) const = default;
};

/// The probes of one session, oldest first.
using History = std::vector<Probe>;

inline bool was_probed(const History& history, const Architecture& architecture) {
  return std::any_of(history.begin(), history.end(),
                     [&](const Probe& probe) { return probe.architecture == architecture; });
}

/// Of architectures by their texts, and their latencies in ms. Throws Error on what is none.
History history_of(const SearchSpace& space,
                   std::span<const std::pair<std::string, double>> probes);

}  // namespace tenprobes
