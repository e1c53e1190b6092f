#include "core/datasets/hw_nas_bench.h"

#include <cmath>
#include <set>
#include <utility>

#include "core/base/error.h"
#include "core/base/limits.h"
#include "core/base/quote.h"
#include "core/base/text_numbers.h"
#include "core/datasets/value.h"
#include "core/search_space/cells/cell.h"

namespace tenprobes::datasets {
namespace {

constexpr std::string_view latency_suffix = "_latency";

std::vector<double> read_values(const Value& value, const std::string& where) {
  const auto values = value.size() == cell_count ? value.numbers() : std::nullopt;
  if (!values) {
    throw Error(where + " is " + value.description() + "; expected a list of 15625 numbers");
  }
  return *values;
}

const std::string& read_key(const Value& key, const std::string& where) {
  if (!key.is_text()) throw Error(where + ": a key is " + key.description() + "; expected text");
  return key.text();
}

Value find_data_sets(const Value& root, const std::string& name) {
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
  const Document document = read_document(bytes, name);
  const Value data_sets = find_data_sets(document.root(), name);
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
      // One list may stand under many names, so a small file could ask for any amount of memory.
      if (seen.size() > limits::metrics) {
        throw Error(name + ": holds more than the " + std::to_string(limits::metrics) +
                    " metrics that are read");
      }
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

std::vector<double> latencies_of(const HardwareMetric& metric) {
  for (std::size_t i = 0; i < metric.values.size(); ++i) {
    if (!(metric.values[i] > 0) || !std::isfinite(metric.values[i])) {
      throw Error(quote(metric.name) + " of " + quote(metric.data_set) + ": value " +
                  std::to_string(i) + " is " + number_text(metric.values[i]) +
                  "; expected a positive number of milliseconds");
    }
  }
  return metric.values;
}

std::vector<HardwareDevice> hw_nas_bench_devices(std::string_view bytes, const std::string& name) {
  std::vector<HardwareDevice> devices;
  bool any_is_good = false;
  std::string complaint;
  for (const HardwareMetric& metric : parse_hw_nas_bench(bytes, name)) {
    const std::string of = device_of(metric);
    HardwareDevice device;
    device.is_device = !of.empty();
    device.name = (device.is_device ? of : metric.name) + "-" + metric.data_set;
    try {
      if (!device.is_device) throw Error("not a latency");
      device.latencies = latencies_of(metric);
      any_is_good = true;
    } catch (const Error& error) {
      device.passed_over = error.what();
      if (device.is_device && complaint.empty()) complaint = device.passed_over;
    }
    devices.push_back(std::move(device));
  }
  if (any_is_good) return devices;
  throw Error(name + ": holds no device's latencies" + (complaint.empty() ? "" : ": " + complaint));
}

}  // namespace tenprobes::datasets
