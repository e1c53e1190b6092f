// A synthetic device or a fitted twin of a catalogue as JSON.
//
//   CatalogueDeviceFile file = parse_catalogue_device_file(bytes, "laptop.json", *space);
//   CatalogueDevice device(file.name, space, file.model, file.kind);
//   std::string same_bytes = serialise_catalogue_device_file(file, *space);
//
//   {
//     "format": "tenprobes-catalogue-device", "version": 1,
//     "name": "laptop", "kind": "synthetic",                 synthetic or twin
//     "title": "My laptop", "group": "CPU",                  group: see device_groups
//     "source": "...", "licence": "...", "note": "...",
//     "space": "imagenet-pretrained",                        whose median network costs what follows
//     "model": {"compute_ms": 10, "compute_exponent": 0.8, "memory_ms": 10, "memory_exponent": 0.9,
//               "weights_ms": 0.3, "launches_ms": 0.2, "overlapped": false,
//               "family": {"resnet": 0.9, "vit": 1.2},       families that are left out: 1
//               "noise": 0.05, "clock_ms": 0},
//     "fit": {"rows": 1090, "r2": 0.96, "srcc": 0.98}        twins only, required there
//   }
//
// title, group, source, licence and note are texts that may be left out. Nothing else may stand in
// the file.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "core/devices/catalogue/catalogue_model.h"
#include "core/devices/catalogue/fit.h"

namespace tenprobes::devices {

inline constexpr std::string_view catalogue_device_format = "tenprobes-catalogue-device";

struct CatalogueDeviceFile {
  std::string name = {};
  std::string kind = "synthetic";  ///< "synthetic" or "twin"
  std::string title = {}, group = {}, source = {}, licence = {}, note = {};
  CatalogueModel model = {};
  std::optional<FitQuality> fit = {};  ///< structure and drift are not told apart, and 0

  bool operator==(const CatalogueDeviceFile&) const = default;
};

/// A twin's model and fit, its figures to five significant digits, and a note that says how good
/// it is.
CatalogueDeviceFile catalogue_device_file(const CatalogueTwin& twin);

/// `name` is how errors call the file. Throws Error on anything but a valid device of this space.
CatalogueDeviceFile parse_catalogue_device_file(std::string_view bytes, const std::string& name,
                                                const CatalogueSpace& space);

std::string serialise_catalogue_device_file(const CatalogueDeviceFile& file,
                                            const CatalogueSpace& space);

}  // namespace tenprobes::devices
