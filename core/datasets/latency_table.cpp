#include "core/datasets/latency_table.h"

#include "core/base/error.h"
#include "core/datasets/csv.h"
#include "core/datasets/measurements.h"
#include "core/datasets/value.h"

namespace tenprobes::datasets {

LatencyTable parse_latency_table(std::string_view bytes, const std::string& name) {
  return {cell_values(read_measurements(bytes, name, latency_column), latency_column)};
}

std::string latency_csv(const LatencyTable& table) {
  return write_csv_column(table.latency_ms, latency_column);
}

std::vector<double> parse_latency_list(std::string_view bytes, const std::string& name, int count) {
  return ordered_values(read_measurements(bytes, name, latency_column), latency_column, count);
}

std::vector<int> parse_index_list(std::string_view bytes, const std::string& name, int limit) {
  const Document document = read_document(bytes, name);
  const Value root = document.root();
  if (!root.is_list()) {
    throw Error(name + ": holds " + root.description() + "; expected a list of indices");
  }
  std::vector<int> indices;
  for (int i = 0; i < root.size(); ++i) {
    const Value value = root.item(i);
    if (!value.is_integer() || value.integer() < 0 || value.integer() >= limit) {
      throw Error(name + ": entry " + std::to_string(i) + " is " + value.description() +
                  "; expected a whole number from 0 to " + std::to_string(limit - 1));
    }
    indices.push_back(static_cast<int>(value.integer()));
  }
  return indices;
}

}  // namespace tenprobes::datasets
