// A synthetic device or a fitted twin as JSON: presets, the page's edited devices, fits.
//
//   DeviceFile file = parse_device_file(bytes, "raspi4.json");
//   std::unique_ptr<Device> device = make_device(file);
//   std::string same_bytes = serialise_device_file(file);
//
//   {
//     "format": "tenprobes-device", "version": 1,
//     "name": "raspi4", "kind": "twin",                 kind: synthetic or twin
//     "title": "Raspberry Pi 4", "group": "board",      group: see device_groups
//     "source": "...", "licence": "MIT", "note": "...",
//     "model": {                                        every field of LatencyModel, all required
//       "base_ms": 4.0,
//       "operation_ms": {"none": 0.0, "skip_connect": 0.2, "nor_conv_1x1": 2.0,
//                        "nor_conv_3x3": 6.0, "avg_pool_3x3": 1.0},
//       "memory_ms": 0.0, "launch_ms": 0.0, "edge_factor": [1.0, 1.0, 1.0, 1.0, 1.0, 1.0],
//       "execution": "eager", "overlap": 0.0, "noise": 0.0, "clock_ms": 0.0
//     },
//     "fit": {"rows": 15625, "r2": 0.98, "srcc": 0.99, "structure": 0.0, "drift": 0.01}
//   }                                                   fit: twins only, required there
//
// title, group, source, licence and note are texts that may be left out. Nothing else may stand in
// the file.
#pragma once

#include <array>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "core/devices/device.h"
#include "core/devices/latency_model.h"

namespace tenprobes::devices {

inline constexpr std::array<std::string_view, 7> device_groups = {
    "GPU", "CPU", "phone", "board", "ASIC", "FPGA", "synthetic"};

/// The group's place among them; their number if it is none of them.
std::size_t rank_of_group(std::string_view group);

/// How well a twin's model tells rows that it was not fitted to, and what the rest is. r2 +
/// structure + drift and what is left for the noise of single measurements make 1.
struct FitQuality {
  int rows = 0;     ///< measurements used, >= 1
  double r2 = 0;    ///< coefficient of determination on held-out rows, at most 1
  double srcc = 0;  ///< Spearman rank correlation on held-out rows, -1..1
  /// Share of the variance, 0..1, that the architecture would explain beyond the model: by a free
  /// cost for each operation on each edge and a free latency for each set of executed operations.
  double structure = 0;
  /// Share of the variance, 0..1, that the neighbours in the benchmark's order explain beyond that:
  /// they have nothing in common but the time at which they were measured.
  double drift = 0;

  bool operator==(const FitQuality&) const = default;
};

struct DeviceFile {
  std::string name = {};
  std::string kind = "synthetic";  ///< "synthetic" or "twin"
  std::string title = {}, group = {}, source = {}, licence = {}, note = {};
  LatencyModel model = {};
  std::optional<FitQuality> fit = {};

  bool operator==(const DeviceFile&) const = default;
};

/// `name` is how errors call the file. Throws Error on anything but a valid device.
DeviceFile parse_device_file(std::string_view bytes, const std::string& name);

std::string serialise_device_file(const DeviceFile& file);

std::unique_ptr<Device> make_device(const DeviceFile& file);

}  // namespace tenprobes::devices
