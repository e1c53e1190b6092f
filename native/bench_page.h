// The bench's report as one HTML file that asks for nothing else: summary table, regret against
// probes, and a table by device, light or dark as the reader's system has it.
#pragma once

#include <string>

#include "core/evaluation/bench.h"

namespace tenprobes::native {

std::string bench_page(const SearchSpace& space, const evaluation::BenchRequest& request,
                       const evaluation::BenchResult& result);

}  // namespace tenprobes::native
