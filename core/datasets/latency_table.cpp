#include "core/datasets/latency_table.h"

#include <cmath>

#include "core/base/error.h"
#include "core/datasets/csv.h"
#include "core/datasets/pickle.h"
#include "core/datasets/torch_archive.h"
#include "core/search_space/cells/cell.h"

namespace tenprobes::datasets {

LatencyTable parse_latency_table(std::string_view bytes, const std::string& name) {
  return is_zip_archive(bytes) ? parse_latency_archive(bytes, name)
                               : parse_latency_csv(bytes, name);
}

LatencyTable parse_latency_archive(std::string_view bytes, const std::string& name) {
  return {parse_latency_list(bytes, name, cell_count)};
}

LatencyTable parse_latency_csv(std::string_view bytes, const std::string& name) {
  return {parse_csv_column(bytes, name, latency_column)};
}

std::string latency_csv(const LatencyTable& table) {
  return write_csv_column(table.latency_ms, latency_column);
}

std::vector<double> parse_latency_list(std::string_view bytes, const std::string& name, int count) {
  const Pickle pickle = Pickle::parse(torch_archive_pickle(bytes, name), name);
  const PickleValue root = pickle.root();
  if (!root.is_list() || root.size() != count) {
    throw Error(name + ": holds " + root.description() + "; expected a list of " +
                std::to_string(count) + " latencies");
  }
  std::vector<double> latencies;
  latencies.reserve(static_cast<std::size_t>(count));
  for (int i = 0; i < count; ++i) {
    const PickleValue value = root.item(i);
    if (!value.is_number() || !(value.number() > 0) || !std::isfinite(value.number())) {
      throw Error(name + ": latency " + std::to_string(i) + " is " + value.description() +
                  "; expected a positive number of milliseconds");
    }
    latencies.push_back(value.number());
  }
  return latencies;
}

std::vector<int> parse_index_list(std::string_view bytes, const std::string& name, int limit) {
  const Pickle pickle = Pickle::parse(torch_archive_pickle(bytes, name), name);
  const PickleValue root = pickle.root();
  if (!root.is_list()) {
    throw Error(name + ": holds " + root.description() + "; expected a list of indices");
  }
  std::vector<int> indices;
  for (int i = 0; i < root.size(); ++i) {
    const PickleValue value = root.item(i);
    if (!value.is_integer() || value.integer() < 0 || value.integer() >= limit) {
      throw Error(name + ": entry " + std::to_string(i) + " is " + value.description() +
                  "; expected a whole number from 0 to " + std::to_string(limit - 1));
    }
    indices.push_back(static_cast<int>(value.integer()));
  }
  return indices;
}

}  // namespace tenprobes::datasets
