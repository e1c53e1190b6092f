// Networks of any space with the latency of each on one device: what a few-shot comparison is scored
// on, and what twins are fitted to, where a space is too large to measure it all.
//
//   MeasuredNetworks table = parse_measured_networks(bytes, "board.csv", space);
//   table.architectures[7]; table.latency_ms[7];
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "core/search_space/search_space.h"

namespace tenprobes::datasets {

struct MeasuredNetworks {
  std::vector<Architecture> architectures;
  std::vector<double> latency_ms;  ///< of each, positive and finite
};

/// Whatever measurements.h reads by the column `latency_ms`, with architectures in the space's text
/// form. Throws Error on anything else, and where no network was measured.
MeasuredNetworks parse_measured_networks(std::string_view bytes, const std::string& name,
                                         const SearchSpace& space);

/// HELP's lists (github HayeonLee/HELP): `architectures`, a PyTorch archive with a list of lists of
/// choices by number (arch.pt), or of dicts of kernels, expansions, depths and a resolution
/// (ofa_archs.pt); and `latencies`, one with a list of as many numbers of ms.
/// Throws Error on anything else.
MeasuredNetworks parse_measured_archives(std::string_view architectures,
                                         const std::string& architectures_name,
                                         std::string_view latencies,
                                         const std::string& latencies_name,
                                         const SearchSpace& space);

}  // namespace tenprobes::datasets
