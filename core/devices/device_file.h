// A synthetic device or a fitted twin as JSON: presets, the page's edited devices, fits.
//
//   DeviceFile file = parse_device_file(bytes, "raspi4.json", *space);
//   std::unique_ptr<Device> device = make_device(file, space);
//   std::string same_bytes = serialise_device_file(file, *space);
//
//   {
//     "format": "tenprobes-device", "version": 1,       of cells; the others' are told in
//                                                       catalogue/ and layered/ (_device_file.cpp)
//     "name": "raspi4", "kind": "twin",                 kind: synthetic or twin
//     "title": "Raspberry Pi 4", "group": "board",      group: see device_groups
//     "source": "...", "licence": "MIT", "note": "...",
//     "space": "nas-bench-201",                         its name, which files of before may lack
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
#include <span>
#include <string>
#include <string_view>
#include <variant>

#include "core/devices/catalogue/catalogue_model.h"
#include "core/devices/device.h"
#include "core/devices/fit_quality.h"
#include "core/devices/latency_model.h"
#include "core/devices/layered/layered_model.h"
#include "core/devices/layered/layered_twin.h"

namespace tenprobes::devices {

inline constexpr std::array<std::string_view, 7> device_groups = {
    "GPU", "CPU", "phone", "board", "ASIC", "FPGA", "synthetic"};

/// The group's place among them; their number if it is none of them.
std::size_t rank_of_group(std::string_view group);

struct DeviceFile {
  std::string name = {};
  std::string kind = "synthetic";  ///< "synthetic" or "twin"
  std::string title = {}, group = {}, source = {}, licence = {}, note = {};
  /// Of cells, of a catalogue, and of layers: a synthetic device's, or a table, as every twin has.
  std::variant<LatencyModel, CatalogueModel, LayeredModel, LayeredTable> model = {};
  double noise = 0.02;  ///< of layered spaces alone: the other models have their own
  std::optional<FitQuality> fit = {};
  bool names_space = true;  ///< false of a file of before, which keeps its bytes

  bool operator==(const DeviceFile&) const = default;
};

/// `name` is how errors call the file. Throws Error on anything but a valid device of this space.
DeviceFile parse_device_file(std::string_view bytes, const std::string& name,
                             const SearchSpace& space);

std::string serialise_device_file(const DeviceFile& file, const SearchSpace& space);

std::unique_ptr<Device> make_device(const DeviceFile& file,
                                    const std::shared_ptr<const SearchSpace>& space);

/// Of a layered space's device: by row of the space, ms.
std::vector<double> costs_of(const LayeredSpace& space, const DeviceFile& file);

struct Twin;
struct CatalogueTwin;

/// A twin's model and fit, to five significant digits, and a note that says how good it is.
DeviceFile twin_file(const Twin& twin);
DeviceFile twin_file(const CatalogueTwin& twin);
DeviceFile twin_file(const LayeredTwin& twin);
/// The twin of all of an enumerable space's latencies: by index, ms, NaN where not measured.
DeviceFile twin_file(const SearchSpace& space, std::span<const double> latencies);

}  // namespace tenprobes::devices
