#include "core/datasets/latency_table.h"

#include "core/datasets/csv.h"
#include "core/datasets/measurements.h"

namespace tenprobes::datasets {

std::vector<double> parse_latency_table(std::string_view bytes, const std::string& name) {
  return cell_values(read_measurements(bytes, name, latency_column), latency_column);
}

std::string latency_csv(const std::vector<double>& latency_ms) {
  return write_csv_column(latency_ms, latency_column);
}

std::vector<double> parse_latency_list(std::string_view bytes, const std::string& name, int count) {
  return ordered_values(read_measurements(bytes, name, latency_column), latency_column, count);
}

}  // namespace tenprobes::datasets
