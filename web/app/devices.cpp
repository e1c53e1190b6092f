#include "web/app/devices.h"

#include <algorithm>
#include <cmath>
#include <cstdio>

#include "core/base/error.h"
#include "core/datasets/file_kind.h"
#include "core/datasets/hw_nas_bench.h"
#include "core/datasets/latency_table.h"
#include "core/devices/fit.h"
#include "core/devices/synthetic_device.h"
#include "core/devices/tabulated_device.h"
#include "core/search_space/nas_bench_201/nas_bench_201.h"

namespace tenprobes::app {
namespace {

constexpr std::string_view imported_group = "imported";

std::string stem_of(const std::string& file_name) {
  const size_t slash = file_name.find_last_of("/\\");
  const std::string base = slash == std::string::npos ? file_name : file_name.substr(slash + 1);
  const std::string stem = base.substr(0, base.rfind('.'));
  return stem.empty() ? "imported" : stem.substr(0, 60);
}

}  // namespace

DeviceEntry entry_of(const devices::DeviceFile& file) {
  DeviceEntry entry;
  entry.name = file.name;
  entry.title = file.title.empty() ? file.name : file.title;
  entry.group = file.group.empty() ? "synthetic" : file.group;
  entry.badge = file.kind;
  if (file.fit) {
    char text[64];
    std::snprintf(text, sizeof text, "%s, R\u00b2 %.2f", file.kind.c_str(), file.fit->r2);
    entry.badge = text;
  }
  entry.about = file.note;
  if (!file.source.empty())
    entry.about += (entry.about.empty() ? "" : "\n") + ("Source: " + file.source);
  entry.kind = file.kind;
  entry.model = file.model;
  entry.make = [file]() -> std::unique_ptr<devices::Device> {
    return std::make_unique<devices::SyntheticDevice>(file.name, file.model, file.kind);
  };
  return entry;
}

DeviceEntry table_entry(const std::string& name, std::shared_ptr<const SearchSpace> space,
                        std::vector<double> latency_ms) {
  const auto known = std::count_if(latency_ms.begin(), latency_ms.end(),
                                   [](double ms) { return !std::isnan(ms); });
  DeviceEntry entry;
  entry.name = name;
  entry.title = name;
  entry.group = imported_group;
  entry.badge = "table";
  entry.about =
      std::to_string(known) + " of " + std::to_string(space->size()) + " networks were measured.";
  entry.kind = "table";
  entry.latencies = latency_ms;
  entry.make = [name, space, latency_ms]() -> std::unique_ptr<devices::Device> {
    return std::make_unique<devices::TabulatedDevice>(name, space, latency_ms);
  };
  return entry;
}

DeviceList::DeviceList(std::shared_ptr<const SearchSpace> space,
                       const std::map<std::string, std::string>& presets)
    : space_(std::move(space)) {
  for (const auto& [name, bytes] : presets) {
    entries_.push_back(entry_of(devices::parse_device_file(bytes, name + ".json")));
  }
  std::stable_sort(entries_.begin(), entries_.end(), [](const auto& a, const auto& b) {
    return devices::rank_of_group(a.group) < devices::rank_of_group(b.group);
  });
}

const DeviceEntry* DeviceList::find(std::string_view name) const {
  for (const DeviceEntry& entry : entries_) {
    if (entry.name == name) return &entry;
  }
  return nullptr;
}

std::string DeviceList::add(DeviceEntry entry) {
  const std::string wanted = entry.name;
  for (int copy = 2; entry.name == synthetic_name || find(entry.name); ++copy) {
    const auto same = std::find_if(entries_.begin(), entries_.end(),
                                   [&](const DeviceEntry& e) { return e.name == entry.name; });
    if (same != entries_.end() &&
        (same->group == imported_group || entry.name == this_browser_name)) {
      *same = entry;
      return entry.name;
    }
    entry.name = wanted + "-" + std::to_string(copy);
  }
  entries_.push_back(entry);
  return entry.name;
}

std::unique_ptr<devices::Device> DeviceList::make(std::string_view name,
                                                  const Settings& settings) const {
  if (name == synthetic_name) {
    return std::make_unique<devices::SyntheticDevice>(std::string(name), settings.synthetic);
  }
  if (const DeviceEntry* entry = find(name)) return entry->make();
  if (name == this_browser_name) {
    throw Error(
        "this browser was not measured yet: choose it in the list of devices, which measures it");
  }
  throw Error("device '" + std::string(name.substr(0, 40)) + "' is not among those of " +
              space_->title() + ": pick one of the list or import its file");
}

std::string DeviceList::default_device(std::string_view wanted) const {
  if (find(wanted)) return std::string(wanted);
  return entries_.empty() ? std::string(synthetic_name) : entries_.front().name;
}

const DeviceEntry* DeviceList::proxy(const Settings& settings) const {
  const DeviceEntry* chosen = find(settings.proxy);
  if (chosen) return chosen->name == settings.device ? nullptr : chosen;
  for (const DeviceEntry& entry : entries_) {
    if (entry.name != settings.device) return &entry;
  }
  return nullptr;
}

DeviceEntry fitted_twin(const DeviceEntry& table) {
  if (table.latencies.empty()) throw Error("device '" + table.name + "' is no table that could be fitted");
  const devices::Twin twin = devices::fit_twin(table.latencies);
  devices::DeviceFile file;
  file.name = table.name + "-twin";
  file.title = table.title + ", twin";
  file.kind = "twin";
  file.model = twin.model;
  file.fit = twin.quality;
  file.note = devices::describe_residual(twin.model, twin.quality);
  DeviceEntry entry = entry_of(file);
  entry.group = imported_group;
  return entry;
}

std::vector<DeviceEntry> import_devices(std::string_view bytes, const std::string& file_name) {
  std::vector<DeviceEntry> entries;
  switch (datasets::identify(bytes, file_name)) {
    case datasets::FileKind::json:
      entries.push_back(entry_of(devices::parse_device_file(bytes, file_name)));
      entries.back().group = imported_group;
      break;
    case datasets::FileKind::hw_nas_bench:
      for (const auto& metric : datasets::parse_hw_nas_bench(bytes, file_name)) {
        const std::string device = datasets::device_of(metric);
        if (device.empty()) continue;
        entries.push_back(
            table_entry(device + "-" + metric.data_set, nas_bench_201(), datasets::latencies_of(metric).latency_ms));
      }
      if (entries.empty()) throw Error(file_name + " holds no device's latencies");
      break;
    default:
      entries.push_back(table_entry(stem_of(file_name), nas_bench_201(),
                                    datasets::parse_latency_table(bytes, file_name).latency_ms));
  }
  return entries;
}

}  // namespace tenprobes::app
