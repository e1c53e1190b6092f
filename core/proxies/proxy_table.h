// The training-free scores of all 15,625 architectures.
//
//   ProxyTable table = exact_proxy_table();                     // macs, parameters, skip, ...
//   ProxyTable full = parse_proxy_table(bytes, "proxies.safetensors");
//   std::vector<double> quality = combined_quality(full.scores);                 // quality.h
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "core/search_space/cells/cell.h"

namespace tenprobes::proxies {

struct ProxyTable {
  /// Score name to its value for every architecture, [15625] by index. Higher is not always better.
  std::map<std::string, std::vector<float>> scores;
  std::map<std::string, std::string> metadata;
};

/// FreeREA's "skip" (Cavagnero et al., arXiv 2207.05135): over the cell's skip connections, dead or
/// not, the mean number of nodes that one jumps over; 0 without any.
double skipped_levels(const Cell& architecture);

/// The scores that need no network run: macs and macs_live (millions, with and without dead edges),
/// parameters (millions, with them), skip (skipped_levels) and depth (live_depth).
ProxyTable exact_proxy_table();

/// Reads what serialise_proxy_table() wrote; throws Error on anything else.
ProxyTable parse_proxy_table(std::string_view bytes, const std::string& name);
std::string serialise_proxy_table(const ProxyTable& table);

}  // namespace tenprobes::proxies
