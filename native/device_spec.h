// What --device takes.
//
//   auto space = open_space(options.space, {"raspi4"});
//   std::unique_ptr<devices::Device> device = open_device("raspi4", space);
#pragma once

#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include "core/devices/device.h"
#include "native/measuring.h"

namespace tenprobes::native {

/// For --help.
inline constexpr const char* device_spec_help =
    "An imported table's name (see 'tenprobes data list'), a preset's (see 'tenprobes devices "
    "list'),"
    " a device file (.json), a table of latencies"
    " (.pt as HELP publishes it, or .csv), synthetic:SEED, this-machine (runs and times the"
    " networks), cmd:PROGRAM (is given an architecture's string, prints ms), or a board: ssh:HOST "
    "or"
    " adb:SERIAL (see --board-command)";

/// An imported table's name, which stands before a preset of the same name; a preset's name, a
/// file's path, synthetic:SEED, this-machine, cmd:PROGRAM, ssh:HOST or adb:SERIAL. Opening runs no
/// program: what a file names (a training's devices) is never probed. Throws Error with the nearest
/// names where nothing is called so, or the device is of another space.
std::unique_ptr<devices::Device> open_device(const std::string& spec,
                                             std::shared_ptr<const SearchSpace> space,
                                             const MeasuringOptions& measuring = {});

/// The same of a device whose latencies are known beforehand. Throws Error where it only answers
/// probes: `purpose` says in that sentence what they are needed for.
std::unique_ptr<devices::Device> open_known(const std::string& spec,
                                            std::shared_ptr<const SearchSpace> space,
                                            const std::string& purpose);

/// The names of the space's presets, sorted.
std::vector<std::string> preset_names(const SearchSpace& space);

/// The file of this preset. Throws Error with the nearest names if there is none.
std::filesystem::path preset_path(const std::string& name, const SearchSpace& space);

}  // namespace tenprobes::native
