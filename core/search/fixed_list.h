// Architectures chosen once, for every device: whatever a strategy cannot beat this by is not
// adaptation.
//
//   std::vector<Cell> list = fixed_list(quality, 20);
//
// 512 synthetic devices are drawn (devices/distribution.h), each with a budget at a quantile drawn
// uniformly from 0.05..0.6 of its latencies. The list is greedy: each entry is the one that raises
// the mean over these settings of the best feasible quality so far the most; a setting without any
// feasible entry counts as far below the lowest quality (-infeasible_cost), so the first entries
// hedge. The first K entries are the list for K probes: no device, budget or K changes it.
#pragma once

#include <span>
#include <vector>

#include "core/devices/latency_model.h"

namespace tenprobes::search {

inline constexpr double infeasible_cost = 100;  ///< percentile points below the lowest quality

/// One imagined session: which architectures fit.
struct Setting {
  std::vector<double> latencies;  ///< [15625], ms
  double budget_ms;
};

/// The settings that fixed_list() uses: the same ones always.
std::vector<Setting> imagined_settings(int count);

/// The greedy choice for these settings; count at most 15,625.
std::vector<Cell> greedy_list(std::span<const double> quality, std::span<const Setting> settings,
                              int count);

/// Takes some tenths of a second.
std::vector<Cell> fixed_list(std::span<const double> quality, int count);

}  // namespace tenprobes::search
