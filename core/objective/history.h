// What a session knows about its device: the probes so far, and nothing else.
#pragma once

#include <vector>

#include "core/search_space/architecture.h"

namespace tenprobes {

/// One latency measurement.
struct Probe {
  Architecture architecture;
  double latency_ms;  ///< positive and finite
};

/// The probes of one session, oldest first.
using History = std::vector<Probe>;

}  // namespace tenprobes
