// What HELP (Lee et al., NeurIPS 2021) measures and what it is scored on in its own tables, as its
// public code has it (loader.py): to be compared with it on its own ground.
//
//   keep_help_pool(help_cells, allowed);  // where samples may come from
//   std::vector<double> scored = help_query(help_cells, latencies);
//
// Samples come from the first `pool` architectures, the query set is the next thousand, of which
// the fastest and the slowest tenth on the device itself are left out. (HELP also leaves out those
// tenths of the pool and normalises with the rest of it, which takes far more than ten
// measurements; nothing here does.)
#pragma once

#include <cstdint>
#include <span>
#include <vector>

namespace tenprobes::prediction {

struct HelpSplit {
  int pool;   ///< samples: 0..pool-1
  int query;  ///< scored: the middle of pool..pool+query-1
};

inline constexpr HelpSplit help_cells{.pool = 900, .query = 1000};
inline constexpr HelpSplit help_layers{.pool = 4000, .query = 1000};

inline constexpr const char* help_split_text =
    "HELP's query set: the middle 80 % by latency of 1,000 architectures";

/// Sets `allowed` to 0 behind the pool.
void keep_help_pool(const HelpSplit& split, std::span<std::uint8_t> allowed);

/// The latencies of the query set; NaN elsewhere. Throws Error unless all of it is known.
std::vector<double> help_query(const HelpSplit& split, std::span<const double> latencies);

}  // namespace tenprobes::prediction
