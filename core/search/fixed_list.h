// Architectures chosen once, for every device: whatever a strategy cannot beat this by is not
// adaptation.
//
//   std::vector<Architecture> list = fixed_list(space, quality, 20);
//
// 512 synthetic devices are drawn (devices/synthetic.h), each with a budget at a quantile drawn
// uniformly from 0.05..0.6 of its latencies. The list is greedy: each entry is the one that raises
// the mean over these settings of the best feasible quality so far the most; a setting without any
// feasible entry counts as a whole range of quality below the least, so the first entries
// hedge. The first K entries are the list for K probes: no device, budget or K changes it.
#pragma once

#include <span>
#include <vector>

#include "core/search_space/quality.h"

namespace tenprobes::search {

/// One synthetic session: which architectures fit.
struct Setting {
  std::vector<double> latencies;  ///< [candidates], ms
  double budget_ms;
};

/// The greedy choice for these settings: places among the candidates, whose qualities these are
/// (NaN: never chosen). `least` is what a setting without a feasible entry counts as. count is at
/// most the number of candidates.
std::vector<size_t> greedy_list(std::span<const double> quality, double least,
                                std::span<const Setting> settings, int count);

/// Takes some tenths of a second on cells.
std::vector<Architecture> fixed_list(const SearchSpace& space, const Quality& quality, int count);

}  // namespace tenprobes::search
