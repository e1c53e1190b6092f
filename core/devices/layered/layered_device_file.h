// A device of a layered space as JSON: presets, the page's devices, fits.
//
//   LayeredDeviceFile file = parse_layered_device_file(bytes, "raspi4.json", space);
//   std::vector<double> costs = costs_of(space, file);             // ms, by row of the space
//   std::string same_bytes = serialise_layered_device_file(file, space);
//
//   {
//     "format": "tenprobes-fbnet-device", "version": 1,      tenprobes-SPACE-device
//     "name": "raspi4", "kind": "twin",                      synthetic or twin
//     "title": "Raspberry Pi 4", "group": "board",           group: see device_groups
//     "source": "...", "licence": "MIT", "note": "...",
//     "space_hash": "0123456789abcdef",                      may be left out; else it must match
//     "base_ms": 6.1,                                        what every network pays
//     "block_ms": {"k3_e1": [0.5, ...], ..., "skip": [...]}, each choice in each class of layers, in
//                       their order; null where a class does not have the choice
//     "base_ms_by_area": 3.2, "block_ms_by_area": {...},     spaces of several resolutions: what is
//                       multiplied by (resolution / reference)^2 and added
//     "noise": 0.02,                                         of one measurement, relative, 0..1
//     "fit": {"rows": 5000, "r2": 0.98, "srcc": 0.99}        twins only, required there
//   }
//
// Instead of base and blocks, a synthetic device may have its model (layered_model.h):
//
//     "model": {"mean_ms": 20, "memory": 0.3, "weights": 0.05, "launches": 0.4, "base": 0.1,
//               "rule": "overlap",                           sum, overlap, pipeline, launches-hide
//               "kinds": {"dw3": {"compute": 4, "memory": 1.2, "launches": 0.8}, ...},
//               "bands": {"32": {"dense": 1.1, "depthwise": 0.9, "memory": 1}, ...},
//               "shapes": [1, 1, 2.3, ...]}                  one a shape of operation, in order
//                       bands by their least side, 1, 2, 4 ... 4096; what is left out is plain
//
// title, group, source, licence and note are texts that may be left out. Nothing else may stand in
// the file. A twin's base holds what all choices of a layer have in common.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <variant>

#include "core/devices/layered/layered_model.h"
#include "core/devices/layered/layered_twin.h"

namespace tenprobes::devices {

struct LayeredDeviceFile {
  std::string name;
  std::string kind = "synthetic";  ///< "synthetic" or "twin"
  std::string title = {}, group = {}, source = {}, licence = {}, note = {};
  std::variant<LayeredTable, LayeredModel> prices = {};
  double noise = 0.02;
  std::optional<FitQuality> fit = {};

  bool operator==(const LayeredDeviceFile&) const = default;
};

/// By row of the space, ms.
std::vector<double> costs_of(const LayeredSpace& space, const LayeredDeviceFile& file);

/// A twin's table, fit and note, its figures to five significant digits.
LayeredDeviceFile layered_device_file(const LayeredTwin& twin);

/// `name` is how errors call the file. Throws Error on anything but a valid device of this space.
LayeredDeviceFile parse_layered_device_file(std::string_view bytes, const std::string& name,
                                            const LayeredSpace& space);

std::string serialise_layered_device_file(const LayeredDeviceFile& file, const LayeredSpace& space);

}  // namespace tenprobes::devices
