// What a session knows about its device: the probes so far, and nothing else.
#pragma once

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
};

/// The probes of one session, oldest first.
using History = std::vector<Probe>;

/// Of architectures by their texts, and their latencies in ms. Throws Error on what is none.
History history_of(const SearchSpace& space,
                   std::span<const std::pair<std::string, double>> probes);

}  // namespace tenprobes
