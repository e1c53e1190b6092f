#include "web/app/devices.h"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <cstdio>

#include "core/base/error.h"
#include "core/datasets/file_kind.h"
#include "core/datasets/hw_nas_bench.h"
#include "core/datasets/latency_table.h"
#include "core/devices/catalogue/catalogue_device.h"
#include "core/devices/parse_device.h"
#include "core/devices/plausibility.h"
#include "core/devices/synthetic.h"
#include "core/devices/synthetic_device.h"
#include "core/devices/tabulated_device.h"
#include "core/search_space/nas_bench_201/nas_bench_201.h"
#include "web/app/names.h"
#include "web/app/plot.h"

namespace tenprobes::app {
namespace {

std::string stem_of(const std::string& file_name) {
  const size_t slash = file_name.find_last_of("/\\");
  const std::string base = slash == std::string::npos ? file_name : file_name.substr(slash + 1);
  const std::string stem = base.substr(0, base.rfind('.'));
  return stem.empty() ? "imported" : stem.substr(0, 60);
}

DeviceEntry entry_of(const devices::DeviceFile& file,
                     const std::shared_ptr<const SearchSpace>& space) {
  const auto* cells = std::get_if<devices::LatencyModel>(&file.model);
  DeviceEntry entry;
  entry.name = file.name;
  entry.title = file.title.empty() ? file.name : file.title;
  entry.group = file.group.empty() ? "synthetic" : file.group;
  entry.badge = file.kind;
  if (file.fit) {
    char text[64];
    std::snprintf(text, sizeof text, "%.2f", file.fit->r2);
    entry.badge += std::string(", R\u00b2 ") + text;
  }
  entry.doubts = devices::doubts_about(file.fit);
  entry.about = file.note;
  if (!file.source.empty())
    entry.about += (entry.about.empty() ? "" : "\n") + ("Source: " + file.source);
  entry.kind = file.kind;
  if (cells) entry.model = *cells;
  entry.make = [file, space](const std::string& name) {
    devices::DeviceFile named = file;
    named.name = name;
    return devices::make_device(named, space);
  };
  return entry;
}

DeviceEntry entry_of_document(const std::string& bytes, const std::string& file,
                              const std::shared_ptr<const SearchSpace>& space) {
  DeviceEntry entry = entry_of(devices::parse_device_file(bytes, file, *space), space);
  entry.file = bytes;
  return entry;
}

}  // namespace

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
      with_commas(known) + " of " + with_commas(space->size()) + " networks were measured.";
  entry.kind = "table";
  entry.make = [space, latency_ms](const std::string& called) -> std::unique_ptr<devices::Device> {
    return std::make_unique<devices::TabulatedDevice>(called, space, latency_ms);
  };
  return entry;
}

namespace {

// What a menu shows of a table: its `# title: ...` lines.
std::string shown_member(std::string_view csv, const char* member) {
  const std::string head = std::string("# ") + member + ": ";
  for (size_t at = csv.find(head); at != std::string_view::npos; at = csv.find(head, at + 1)) {
    if (at > 0 && csv[at - 1] != '\n') continue;
    const size_t from = at + head.size();
    return std::string(csv.substr(from, csv.find_first_of("\r\n", from) - from));
  }
  return {};
}

// A device of any form but cells, whose own files have sliders.
DeviceEntry entry_of_file(const std::shared_ptr<const SearchSpace>& space, const std::string& bytes,
                          const std::string& file) {
  if (datasets::is_own_document(bytes)) return entry_of_document(bytes, file, space);
  const auto shown = [&](const char* member) { return shown_member(bytes, member); };
  DeviceEntry entry;
  entry.name = stem_of(file);
  entry.title = shown("title").empty() ? entry.name : shown("title");
  entry.group = shown("group").empty() ? std::string(imported_group) : shown("group");
  entry.kind = entry.badge = "table";
  entry.about = shown("note");
  if (const std::string source = shown("source"); !source.empty()) {
    entry.about += (entry.about.empty() ? "Source: " : "\nSource: ") + source;
  }
  entry.make = [space, bytes](const std::string& name) {
    return devices::parse_device(bytes, name + ".csv", space);
  };
  return entry;
}

std::optional<std::uint64_t> seed_of(std::string_view name) {
  if (!name.starts_with(synthetic_prefix)) return std::nullopt;
  name.remove_prefix(synthetic_prefix.size());
  std::uint64_t seed = 0;
  const auto read = std::from_chars(name.data(), name.data() + name.size(), seed);
  if (read.ec != std::errc() || read.ptr != name.data() + name.size()) return std::nullopt;
  return seed;
}

}  // namespace

bool has_sliders(const SearchSpace& space) {
  return space.form() != Form::layered;
}

devices::CatalogueModel roofline_of(const Settings& settings, const CatalogueSpace& space) {
  devices::CatalogueModel model = settings.roofline;
  model.family.assign(space.groups().size(), 1);
  for (const std::string& kernel : names_in(settings.kernels)) {
    const size_t colon = kernel.rfind(':');
    const double factor =
        colon == std::string::npos ? 0 : std::strtod(kernel.c_str() + colon + 1, nullptr);
    if (!(factor >= 0.01) || !(factor <= 100)) {
      throw Error("setting 'kernels' holds '" + kernel.substr(0, 40) +
                  "': expected a family and a factor from 0.01 to 100, as in vit:1.5");
    }
    const auto known =
        std::find(space.groups().begin(), space.groups().end(), kernel.substr(0, colon));
    if (known == space.groups().end()) continue;  // another catalogue's
    model.family[static_cast<size_t>(known - space.groups().begin())] = factor;
  }
  return model;
}

Settings with_roofline(Settings settings, const devices::CatalogueModel& model,
                       const CatalogueSpace& space) {
  settings.roofline = model;
  settings.roofline.family.clear();
  settings.kernels = "none";
  for (size_t i = 0; i < std::min(model.family.size(), space.groups().size()); ++i) {
    const std::string factor = short_number(std::clamp(model.family[i], 0.01, 100.0));
    if (factor != "1") {
      settings.kernels = with_name(settings.kernels, space.groups()[i] + ':' + factor);
    }
  }
  return settings;
}

std::string next_synthetic(const std::string& name) {
  return std::string(synthetic_prefix) + std::to_string(seed_of(name).value_or(0) + 1);
}

DeviceList::DeviceList(std::shared_ptr<const SearchSpace> space,
                       const std::map<std::string, std::string>& presets)
    : space_(std::move(space)) {
  for (const auto& [file, bytes] : presets) {
    entries_.push_back(space_->form() == Form::cells ? entry_of_document(bytes, file, space_)
                                                     : entry_of_file(space_, bytes, file));
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

std::string DeviceList::title_of(std::string_view name) const {
  if (const DeviceEntry* entry = find(name)) return entry->title;
  if (name == synthetic_name) return "your own device";
  return name.starts_with(synthetic_prefix)
             ? "synthetic device " + std::string(name.substr(synthetic_prefix.size()))
             : std::string(name);
}

std::string DeviceList::add(DeviceEntry entry) {
  ++version_;
  const std::string wanted = entry.name;
  const bool called_so = entry.title == wanted;
  for (int copy = 2; entry.name == synthetic_name || find(entry.name); ++copy) {
    const auto same = std::find_if(entries_.begin(), entries_.end(),
                                   [&](const DeviceEntry& e) { return e.name == entry.name; });
    if (same != entries_.end() &&
        (same->group == imported_group || entry.name == this_browser_name)) {
      *same = entry;
      return entry.name;
    }
    entry.name = wanted + "-" + std::to_string(copy);
    if (called_so) entry.title = entry.name;
  }
  entries_.push_back(entry);
  return entry.name;
}

std::unique_ptr<devices::Device> DeviceList::make(std::string_view name,
                                                  const Settings& settings) const {
  if (name == synthetic_name && space_->form() == Form::catalogue) {
    const CatalogueSpace& list = catalogue(*space_);
    return std::make_unique<devices::CatalogueDevice>(std::string(name), list,
                                                      roofline_of(settings, list));
  }
  if (name == synthetic_name && space_->form() == Form::cells) {
    return std::make_unique<devices::SyntheticDevice>(std::string(name), settings.synthetic);
  }
  if (const DeviceEntry* entry = find(name)) return entry->device();
  if (const auto seed = seed_of(name)) {
    Random random(*seed);
    return devices::draw_synthetic(*space_, std::string(name), random);
  }
  throw Error(absence(name));
}

std::string DeviceList::absence(std::string_view name) const {
  const bool slid = name == synthetic_name && has_sliders(*space_);
  if (slid || find(name) || seed_of(name)) return {};
  if (name == this_browser_name) {
    return "device this-browser was not measured yet: choose This browser in the list of devices, "
           "which measures it";
  }
  return "device '" + std::string(name.substr(0, 40)) + "' is not among those of " +
         space_->title() + ": pick one of the list or import its file";
}

std::string DeviceList::default_device(std::string_view wanted) const {
  if (find(wanted)) return std::string(wanted);
  return entries_.empty() ? next_synthetic("") : entries_.front().name;
}

const DeviceEntry* DeviceList::proxy(const Settings& settings) const {
  const DeviceEntry* chosen = find(settings.proxy);
  if (chosen) return chosen->name == settings.device ? nullptr : chosen;
  for (const DeviceEntry& entry : entries_) {
    if (entry.name != settings.device) return &entry;
  }
  return nullptr;
}

DeviceEntry fitted_twin(const DeviceEntry& table, const std::shared_ptr<const SearchSpace>& space) {
  const auto device = table.device();
  const std::span<const double> latencies = device->known_latencies();
  if (device->kind() != "table") {
    throw Error("device '" + table.name + "' is no table that could be fitted");
  }
  devices::DeviceFile file = devices::twin_file(*space, latencies);
  file.name = table.name + "-twin";
  file.title = table.title + ", twin";
  return twin_entry(file, space);
}

DeviceEntry twin_entry(const devices::DeviceFile& file,
                       const std::shared_ptr<const SearchSpace>& space) {
  DeviceEntry entry = entry_of(file, space);
  entry.group = imported_group;
  entry.file = devices::serialise_device_file(file, *space);
  return entry;
}

ImportedDevices import_devices(const std::shared_ptr<const SearchSpace>& space,
                               std::string_view bytes, const std::string& file_name) {
  ImportedDevices imported;
  const auto add = [&](DeviceEntry entry) {
    entry.group = imported_group;
    imported.entries.push_back(std::move(entry));
  };
  if (space->form() != Form::cells) {
    const auto device = devices::parse_device(bytes, file_name, space);
    DeviceEntry entry = entry_of_file(space, std::string(bytes), file_name);
    if (device->kind() == "table") {
      const std::span<const double> known = device->known_latencies();
      DeviceEntry table = table_entry(entry.name, space, {known.begin(), known.end()});
      table.title = entry.title;
      if (!entry.about.empty()) table.about += "\n" + entry.about;
      entry = std::move(table);
    } else if (entry.kind == "table") {
      entry.kind = entry.badge = device->kind();
      entry.about = "A twin that is fitted to these latencies answers, of any network.";
    }
    add(std::move(entry));
    return imported;
  }
  switch (datasets::identify(bytes, file_name)) {
    case datasets::FileKind::json:
      add(entry_of_document(std::string(bytes), file_name, space));
      break;
    case datasets::FileKind::hw_nas_bench:
      for (const auto& device : datasets::hw_nas_bench_devices(bytes, file_name)) {
        if (device.passed_over.empty()) {
          add(table_entry(device.name, nas_bench_201(), device.latencies));
        } else if (device.is_device) {
          imported.passed_over.push_back(device.name + " is passed over: " + device.passed_over);
        }
      }
      break;
    default:
      add(table_entry(stem_of(file_name), nas_bench_201(),
                      datasets::parse_latency_table(bytes, file_name)));
  }
  return imported;
}

}  // namespace tenprobes::app
