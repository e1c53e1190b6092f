// The device files of `tenprobes devices`, of whatever form their space has.
//
//   devices::DeviceFile file = read_preset("raspi4", space);
//   print_device(file, *space);
#pragma once

#include <memory>
#include <optional>
#include <string>

#include "core/datasets/measured_networks.h"
#include "core/devices/device_file.h"

namespace tenprobes::native {

/// The preset of this name: one that is a table of latencies has the texts of its comments and, but
/// for `texts_alone`, the twin that fits it. Throws Error if there is none.
devices::DeviceFile read_preset(const std::string& name,
                                const std::shared_ptr<const SearchSpace>& space,
                                bool texts_alone = false);

/// The twin of a device whose latencies are known; in a layered space, of a list of networks
/// (read_measured_networks). Throws Error where they are not.
devices::DeviceFile fit_device(const std::string& spec, const std::string& architectures,
                               const std::shared_ptr<const SearchSpace>& space);

/// For people: the texts, the model in words, the fit.
void print_device(const devices::DeviceFile& file, const SearchSpace& space);

/// The networks of the list at this path: a CSV with architecture and latency_ms, or HELP's
/// latencies, whose networks stand at `architectures`. nullopt where the path is no such file but a
/// device's name or file. Throws Error where the list is damaged.
std::optional<datasets::MeasuredNetworks> read_measured_networks(const std::string& path,
                                                                 const std::string& architectures,
                                                                 const SearchSpace& space);

}  // namespace tenprobes::native
