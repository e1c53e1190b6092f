#include "core/datasets/hw_nas_bench.h"

#include <algorithm>
#include <set>
#include <utility>

#include "core/base/error.h"
#include "core/base/latency.h"
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

HardwareDevice device_of(const std::string& data_set, const std::string& metric,
                         std::vector<double> values) {
  HardwareDevice device;
  device.is_device = metric.ends_with(latency_suffix) && metric != latency_suffix;
  device.name = metric.substr(0, metric.size() - (device.is_device ? latency_suffix.size() : 0)) +
                "-" + data_set;
  const auto bad = std::find_if_not(values.begin(), values.end(), is_latency);
  if (!device.is_device) {
    device.passed_over = "not a latency";
  } else if (bad != values.end()) {
    device.passed_over = quote(metric) + " of " + quote(data_set) + ": value " +
                         std::to_string(bad - values.begin()) + " is " + number_text(*bad) +
                         "; expected " + latency_in_words;
  } else {
    device.latencies = std::move(values);
  }
  return device;
}

}  // namespace

std::vector<HardwareDevice> hw_nas_bench_devices(std::string_view bytes, const std::string& name) {
  const Document document = read_document(bytes, name);
  const Value data_sets = find_data_sets(document.root(), name);
  std::vector<HardwareDevice> devices;
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
      devices.push_back(device_of(data_set_name, metric_name, read_values(values, where)));
    }
  }
  if (devices.empty()) throw Error(name + ": holds no metric of NAS-Bench-201");
  std::string complaint;
  for (const HardwareDevice& device : devices) {
    if (device.passed_over.empty()) return devices;
    if (device.is_device && complaint.empty()) complaint = ": " + device.passed_over;
  }
  throw Error(name + ": holds no device's latencies" + complaint);
}

}  // namespace tenprobes::datasets
