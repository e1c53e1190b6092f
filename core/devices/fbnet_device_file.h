// An FBNet device as JSON: presets, the page's devices, fits.
//
//   FbnetDeviceFile file = parse_fbnet_device_file(bytes, "raspi4.json");
//   double ms = file.device.latency(network);
//   std::string same_bytes = serialise_fbnet_device_file(file);
//
//   {
//     "format": "tenprobes-fbnet-device", "version": 1,
//     "name": "raspi4", "kind": "twin",                kind: synthetic or twin
//     "title": "Raspberry Pi 4", "group": "board",     group: see device_groups
//     "source": "...", "licence": "MIT", "note": "...",
//     "base_ms": 6.1,                                  what every network pays
//     "block_ms": {"k3_e1": [0.5, ...], ..., "skip": [...]},
//                       each block in each of the 12 classes of equal layers (fbnet_classes())
//     "noise": 0.02,                                   of one measurement, relative, 0..1
//     "fit": {"rows": 5000, "r2": 0.98, "srcc": 0.99}  twins only, required there
//   }
//
// title, group, source, licence and note are texts that may be left out. Nothing else may stand in
// the file. A twin's base holds what all blocks of a layer have in common.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "core/devices/fbnet_device.h"

namespace tenprobes::devices {

inline constexpr std::string_view fbnet_device_format = "tenprobes-fbnet-device";

struct FbnetDeviceFile {
  std::string name;
  std::string kind = "synthetic";  ///< "synthetic" or "twin"
  std::string title = {}, group = {}, source = {}, licence = {}, note = {};
  FbnetDevice device = {};
  std::optional<FbnetFit> fit = {};

  bool operator==(const FbnetDeviceFile&) const = default;
};

/// A twin's device, fit and note, its figures to five significant digits.
FbnetDeviceFile fbnet_device_file(const FbnetTwin& twin);

/// `name` is how errors call the file. Throws Error on anything but a valid device.
FbnetDeviceFile parse_fbnet_device_file(std::string_view bytes, const std::string& name);

std::string serialise_fbnet_device_file(const FbnetDeviceFile& file);

}  // namespace tenprobes::devices
