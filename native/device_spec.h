// What --device takes.
//
//   auto space = open_space("nas-bench-201");
//   std::unique_ptr<devices::Device> device = open_device("raspi4", space);
#pragma once

#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include "core/devices/device.h"
#include "core/devices/device_file.h"
#include "native/measuring.h"

namespace tenprobes::native {

/// For --help.
inline constexpr const char* device_spec_help =
    "An imported table's name (see 'tenprobes data list'), a preset's (see 'tenprobes devices "
    "list'),"
    " a device file (.json), a table of latencies"
    " (.pt as HELP publishes it, or .csv), synthetic:SEED, this-machine (runs and times the"
    " networks), or cmd:PROGRAM (is given an architecture's string, prints ms)";

/// An imported table's name, which stands before a preset of the same name; a preset's name, a
/// file's path, synthetic:SEED, this-machine or cmd:PROGRAM. Throws Error with the nearest names
/// where nothing is called so, or the device is of another space.
std::unique_ptr<devices::Device> open_device(const std::string& spec,
                                             std::shared_ptr<const SearchSpace> space,
                                             const MeasuringOptions& measuring = {});

/// The names of the space's presets, sorted.
std::vector<std::string> preset_names(const SearchSpace& space);

/// The file of this preset. Throws Error with the nearest names if there is none.
std::filesystem::path preset_path(const std::string& name, const SearchSpace& space);

/// The preset of this name. Throws Error if there is none.
devices::DeviceFile read_preset(const std::string& name);

/// Where the preset of this name stands. Throws Error if there is none.
std::filesystem::path preset_path(const std::string& name, const SearchSpace& space);

}  // namespace tenprobes::native
