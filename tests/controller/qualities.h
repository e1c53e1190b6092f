// Qualities that rise with the index.
#pragma once

#include <vector>

#include "core/search_space/cells/cell.h"

namespace tenprobes::controller {

inline std::vector<double> qualities() {
  std::vector<double> quality(cell_count);
  for (int i = 0; i < cell_count; ++i) quality[static_cast<std::size_t>(i)] = i * 0.006;
  return quality;
}

}  // namespace tenprobes::controller
