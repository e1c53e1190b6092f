// What the commands do with devices of layered spaces.
//
//   LayeredDeviceFile file = fit_layered_device("board.csv", "", space);
//   print_layered_device(file, space);
#pragma once

#include <memory>
#include <optional>
#include <string>

#include "core/datasets/measured_networks.h"
#include "core/devices/layered/layered_device_file.h"

namespace tenprobes::native {

/// The networks of the list at this path: a CSV with architecture and latency_ms, or HELP's
/// latencies, whose networks stand at `architectures`. nullopt where the path is no such file but a
/// device's name or file. Throws Error where the list is damaged.
std::optional<datasets::MeasuredNetworks> read_measured_networks(const std::string& path,
                                                                 const std::string& architectures,
                                                                 const SearchSpace& space);

/// The twin of such a list, named after its file. Throws Error.
devices::LayeredDeviceFile fit_layered_device(const std::string& path,
                                              const std::string& architectures,
                                              const LayeredSpace& space);

/// The preset of this name. Throws Error if there is none.
devices::LayeredDeviceFile read_layered_preset(const std::string& name, const LayeredSpace& space);

/// For people: its texts, the base, and every choice's mean over the layers that have it.
void print_layered_device(const devices::LayeredDeviceFile& file, const LayeredSpace& space);

}  // namespace tenprobes::native
