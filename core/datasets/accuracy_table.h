// True test accuracies of NAS-Bench-201, which only evaluate a search and never guide it.
//
//   std::vector<double> accuracy = parse_accuracy_table(bytes, "cifar10_perfmetrics.txt");
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace tenprobes::datasets {

/// Percent, [15625] by architecture index, NaN where missing, from FreeREA's perfmetrics table
/// (freerea.h), or from whatever measurements.h reads by the column `accuracy`. Throws Error on
/// anything else, and on what can be no accuracies: fractions, and whole lists whose best is below 20 or whose
/// median is far below it, as that of latencies.
std::vector<double> parse_accuracy_table(std::string_view bytes, const std::string& name);

}  // namespace tenprobes::datasets
