// A device from a file that a user brings, told apart by content: a device file (JSON), or a table
// of measured latencies (HELP's .pt or a .csv, see core/datasets/latency_table.h).
//
//   std::unique_ptr<Device> device = parse_device(bytes, "measured/raspi4.pt", space);
//   device->name();                                     // "raspi4"
#pragma once

#include <memory>
#include <string>
#include <string_view>

#include "core/devices/device.h"

namespace tenprobes::devices {

/// `name` is how errors call the file; a table's device is named by it, without folders and
/// extension. Of a layered space, a table that holds not every network is answered by their twin. Throws
/// Error on anything else, and where the file is of another space.
std::unique_ptr<Device> parse_device(std::string_view bytes, const std::string& name,
                                     std::shared_ptr<const SearchSpace> space);

}  // namespace tenprobes::devices
