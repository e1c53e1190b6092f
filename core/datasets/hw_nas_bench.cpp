#include "core/datasets/hw_nas_bench.h"

#include <cmath>
#include <set>
#include <utility>

#include "core/base/error.h"
#include "core/datasets/pickle.h"
#include "core/base/quote.h"
#include "core/search_space/cells/cell.h"

namespace tenprobes::datasets {
namespace {

constexpr std::string_view latency_suffix = "_latency";
// The file has 3 data sets of 11 metrics. One list may stand under many names, so the number of
// names is bounded, or else a small file could ask for any amount of memory.
constexpr std::size_t metric_limit = 200;

std::vector<double> read_values(const PickleValue& value, const std::string& where) {
  if (!value.is_list() || value.size() != cell_count) {
    throw Error(where + " is " + value.description() + "; expected a list of 15625 numbers");
  }
  std::vector<double> values;
  values.reserve(cell_count);
  for (int i = 0; i < cell_count; ++i) {
    const PickleValue number = value.item(i);
    if (!number.is_number()) {
      throw Error(where + ": value " + std::to_string(i) + " is " + number.description() +
                  "; expected a number");
    }
    values.push_back(number.number());
  }
  return values;
}

const std::string& read_key(const PickleValue& key, const std::string& where) {
  if (!key.is_text()) throw Error(where + ": a key is " + key.description() + "; expected text");
  return key.text();
}

PickleValue find_data_sets(const PickleValue& root, const std::string& name) {
  if (!root.is_dict()) {
    throw Error(name + ": holds " + root.description() +
                "; expected HW-NAS-Bench's dict of data sets");
  }
  for (int i = 0; i < root.size(); ++i) {
    const auto [key, value] = root.pair(i);
    if (read_key(key, name) != "nasbench201") continue;
    if (!value.is_dict()) {
      throw Error(name + ": 'nasbench201' is " + value.description() + "; expected a dict");
    }
    return value;
  }
  return root;
}

}  // namespace

std::vector<HardwareMetric> parse_hw_nas_bench(std::string_view bytes, const std::string& name) {
  const Pickle pickle = Pickle::parse(bytes, name);
  const PickleValue data_sets = find_data_sets(pickle.root(), name);
  std::vector<HardwareMetric> metrics;
  std::set<std::pair<std::string, std::string>> seen;
  for (int i = 0; i < data_sets.size(); ++i) {
    const auto [data_set_key, data_set] = data_sets.pair(i);
    const std::string& data_set_name = read_key(data_set_key, name);
    if (!data_set.is_dict()) {
      throw Error(name + ": " + quote(data_set_name) + " is " + data_set.description() +
                  "; expected a dict of metrics");
    }
    for (int j = 0; j < data_set.size(); ++j) {
      const auto [metric_key, values] = data_set.pair(j);
      const std::string& metric_name = read_key(metric_key, name);
      const std::string where = name + ": " + quote(metric_name) + " of " + quote(data_set_name);
      if (!seen.emplace(data_set_name, metric_name).second) throw Error(where + " comes twice");
      if (seen.size() > metric_limit) throw Error(name + ": holds too many metrics");
      if (metric_name == "config") continue;
      metrics.push_back({data_set_name, metric_name, read_values(values, where)});
    }
  }
  if (metrics.empty()) throw Error(name + ": holds no metric of NAS-Bench-201");
  return metrics;
}

std::string device_of(const HardwareMetric& metric) {
  if (!metric.name.ends_with(latency_suffix)) return "";
  return metric.name.substr(0, metric.name.size() - latency_suffix.size());
}

LatencyTable latencies_of(const HardwareMetric& metric) {
  for (std::size_t i = 0; i < metric.values.size(); ++i) {
    if (!(metric.values[i] > 0) || !std::isfinite(metric.values[i])) {
      throw Error(quote(metric.name) + " of " + quote(metric.data_set) + ": value " +
                  std::to_string(i) + " is " + number_text(metric.values[i]) +
                  "; expected a positive number of milliseconds");
    }
  }
  return {metric.values};
}

}  // namespace tenprobes::datasets
