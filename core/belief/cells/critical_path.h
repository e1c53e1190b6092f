// What a component of the posterior multiplies its coefficients with.
#pragma once

#include "core/belief/cells/regimes.h"

namespace tenprobes::belief {

/// The counts of a group; in the parallel regime (1 - overlap) of all executed edges and `overlap`
/// of those on the path that is longest at these costs.
inline Coefficients effective_counts(const RegimeGroups& groups, int group, double overlap,
                                     const Coefficients& costs) {
  Coefficients counts = groups.counts[static_cast<size_t>(group)];
  if (groups.paths.empty()) return counts;
  const PathCounts* critical = nullptr;
  double longest = 0;
  for (const PathCounts& path : groups.paths[static_cast<size_t>(group)]) {
    double length = 0;
    for (size_t i = 0; i < path.size(); ++i) length += path[i] * costs[1 + i];
    if (!critical || length > longest) {
      longest = length;
      critical = &path;
    }
  }
  for (size_t i = 0; i < operation_count; ++i) {
    counts[1 + i] *= 1 - overlap;
    if (critical) counts[1 + i] += overlap * (*critical)[i];
  }
  return counts;
}

}  // namespace tenprobes::belief
