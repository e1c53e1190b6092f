// The devices that the page offers in one search space: shipped presets, the one under the sliders,
// imported ones.
//
//   DeviceList list(space, presets);
//   for (const DeviceEntry& entry : list.entries()) menu(entry.title, entry.badge);
//   std::unique_ptr<devices::Device> device = list.make("raspi4", settings);
//   for (DeviceEntry& entry : import_devices(space, bytes, "mine.csv").entries) list.add(std::move(entry));
#pragma once

#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/devices/device_file.h"
#include "core/devices/fit.h"
#include "web/app/settings.h"

namespace tenprobes::app {

/// What the names of devices drawn at random begin with: "synthetic:7".
inline constexpr std::string_view synthetic_prefix = "synthetic:";
/// DeviceEntry::group of what was opened from a file.
inline constexpr std::string_view imported_group = "imported";
/// Whether the device under the sliders is one of the space.
bool has_sliders(const SearchSpace& space);
/// The roofline under the sliders, with the kernels of this catalogue's families. Throws Error where
/// one's factor is none.
devices::CatalogueModel roofline_of(const Settings& settings, const CatalogueSpace& space);
/// The settings with that roofline under the sliders.
Settings with_roofline(Settings settings, const devices::CatalogueModel& model,
                       const CatalogueSpace& space);
/// The name of this browser, once it was measured (this_browser.h).
inline constexpr std::string_view this_browser_name = "this-browser";

struct DeviceEntry {
  std::string name;   ///< in settings, e.g. "raspi4"
  std::string title;  ///< e.g. "Raspberry Pi 4"
  std::string group;  ///< devices::device_groups, or "imported"
  std::string badge;  ///< what its latencies are: "twin, R² 0.99", "synthetic", "table"
  std::string about;  ///< source and note; may be empty
  std::string kind;   ///< Device::kind()
  std::function<std::unique_ptr<devices::Device>(const std::string& name)> make;
  std::optional<devices::LatencyModel> model;  ///< what the sliders of a cell's device start from
  std::string file;                 ///< as it was read; empty: a table, or see saved_device()
  std::vector<std::string> doubts;  ///< about its fit (core/devices/plausibility.h)

  /// It, called as the entry is.
  std::unique_ptr<devices::Device> device() const { return make(name); }

  /// Measured once, as a whole or through its twin.
  bool is_real() const { return kind != "synthetic"; }
};

class DeviceList {
 public:
  /// The presets by their files' names. Throws Error if one is no device.
  explicit DeviceList(std::shared_ptr<const SearchSpace> space,
                      const std::map<std::string, std::string>& presets = {});

  /// In the order of the menu: groups in the order of device_groups, imported ones last.
  const std::vector<DeviceEntry>& entries() const { return entries_; }

  /// nullptr if there is none of that name.
  const DeviceEntry* find(std::string_view name) const;

  /// Why make() has none of that name, in a sentence; "" where it has one.
  std::string absence(std::string_view name) const;

  /// As people read it: a preset's title, "your own device", "synthetic device 7".
  std::string title_of(std::string_view name) const;

  /// Replaces an imported one of the same name; another name is made where it is a preset's.
  /// Returns the name it got.
  std::string add(DeviceEntry entry);

  /// The device of that name, or synthetic:SEED; the one under the sliders is as `settings` say.
  /// Throws Error if there is none of that name.
  std::unique_ptr<devices::Device> make(std::string_view name, const Settings& settings) const;

  /// The one to begin with: `wanted` where it is there, else the first, else a synthetic one.
  std::string default_device(std::string_view wanted) const;

  /// The device that was measured before, for the methods and panels that know one: the setting
  /// "proxy", or the first real one that is not the target. Null: there is none.
  const DeviceEntry* proxy(const Settings& settings) const;

  /// Another one after every add().
  int version() const { return version_; }

 private:
  std::shared_ptr<const SearchSpace> space_;
  std::vector<DeviceEntry> entries_;
  int version_ = 0;
};

/// A twin of a table, with its fit. Throws Error if the entry is no table or has too few rows.
DeviceEntry fitted_twin(const DeviceEntry& table, const std::shared_ptr<const SearchSpace>& space);
/// Of a twin that was fitted here.
DeviceEntry twin_entry(const devices::DeviceFile& file,
                       const std::shared_ptr<const SearchSpace>& space);

/// Latencies by index.
DeviceEntry table_entry(const std::string& name, std::shared_ptr<const SearchSpace> space,
                        std::vector<double> latency_ms);

struct ImportedDevices {
  std::vector<DeviceEntry> entries;      ///< one or more
  std::vector<std::string> passed_over;  ///< of several devices those that are damaged: sentences
};

/// The devices in a file of this space: device JSON and tables hold one, HW-NAS-Bench's pickle one
/// for each device and data set. Throws Error where it holds none that is good.
ImportedDevices import_devices(const std::shared_ptr<const SearchSpace>& space,
                               std::string_view bytes, const std::string& file_name);

/// The next synthetic:SEED after this name; synthetic:1 after any other.
std::string next_synthetic(const std::string& name);

}  // namespace tenprobes::app
