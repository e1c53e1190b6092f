// Measured latencies of NAS-Bench-201 on one device.
//
//   LatencyTable table = parse_latency_table(bytes, "raspi4.pt");
//   double ms = table.latency_ms[index_of(architecture)];     // NaN: not measured
//   std::string csv = latency_csv(table);
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace tenprobes::datasets {

struct LatencyTable {
  std::vector<double> latency_ms;  ///< [15625] by architecture index; NaN where not measured
};

/// Whatever measurements.h reads by the column `latency_ms`: HELP's archives (github HayeonLee/HELP,
/// data/nasbench201/latency: a list of 15,625 numbers in the benchmark's order), arrays, dicts, CSV.
/// `name` is how errors call it. Throws Error on anything else.
LatencyTable parse_latency_table(std::string_view bytes, const std::string& name);

/// `index,latency_ms`; what was not measured is left out.
std::string latency_csv(const LatencyTable& table);

/// Just `count` positive numbers, ms, in an order that another list gives: HELP's FBNet latencies
/// have 5,000, in the order of its arch.pt. Throws Error on anything else.
std::vector<double> parse_latency_list(std::string_view bytes, const std::string& name, int count);

}  // namespace tenprobes::datasets
