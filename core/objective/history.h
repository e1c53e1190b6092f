// What a session knows about its device: the probes so far, and nothing else.
#pragma once

#include <algorithm>
#include <vector>

#include "core/search_space/architecture.h"

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

}  // namespace tenprobes
