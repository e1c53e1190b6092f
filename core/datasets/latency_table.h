// Measured latencies of NAS-Bench-201 on one device.
//
//   std::vector<double> ms = parse_latency_table(bytes, "raspi4.pt");
//   double of_one = ms[index_of(architecture)];
//   std::string csv = latency_csv(ms);
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace tenprobes::datasets {

/// [15625] by architecture index, ms; NaN where not measured. Whatever measurements.h reads by the
/// column `latency_ms`: HELP's archives (github HayeonLee/HELP, data/nasbench201/latency: a list of
/// 15,625 numbers in the benchmark's order), arrays, dicts, CSV. `name` is how errors call it. Throws
/// Error on anything else.
std::vector<double> parse_latency_table(std::string_view bytes, const std::string& name);

/// `index,latency_ms`; what was not measured is left out.
std::string latency_csv(const std::vector<double>& latency_ms);

/// Just `count` positive numbers, ms, in an order that another list gives: HELP's FBNet latencies
/// have 5,000, in the order of its arch.pt. Throws Error on anything else.
std::vector<double> parse_latency_list(std::string_view bytes, const std::string& name, int count);

}  // namespace tenprobes::datasets
