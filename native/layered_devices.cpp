#include "native/layered_devices.h"

#include <cstdio>
#include <filesystem>
#include <map>

#include "core/base/error.h"
#include "core/devices/parse_device.h"
#include "native/device_spec.h"
#include "native/files.h"

namespace tenprobes::native {

std::optional<datasets::MeasuredNetworks> read_measured_networks(const std::string& path,
                                                                 const std::string& architectures,
                                                                 const SearchSpace& space) {
  std::error_code unreadable;
  if (!std::filesystem::is_regular_file(path, unreadable)) return std::nullopt;
  const std::string bytes = read_file(path);
  if (devices::looks_like_device_file(bytes)) return std::nullopt;
  const bool is_archive = bytes.starts_with("PK");
  if (is_archive && architectures.empty()) {
    throw Error("device '" + path +
                "': a list of latencies also needs the list of networks that were measured (HELP's"
                " arch.pt) with --architectures");
  }
  if (!is_archive) return datasets::parse_measured_networks(bytes, path, space);
  return datasets::parse_measured_archives(read_file(architectures), architectures, bytes, path,
                                           space);
}

devices::LayeredDeviceFile fit_layered_device(const std::string& path,
                                              const std::string& architectures,
                                              const LayeredSpace& space) {
  const auto measured = read_measured_networks(path, architectures, space);
  if (!measured) {
    throw Error(
        "device '" + path + "': a twin of " + space.title() +
        " is fitted to a list of measured networks: a .csv with architecture and latency_ms,"
        " or HELP's latencies with --architectures");
  }
  devices::LayeredDeviceFile file = devices::layered_device_file(
      devices::fit_layered_twin(space, measured->architectures, measured->latency_ms));
  file.name = std::filesystem::path(path).stem().string();
  return file;
}

devices::LayeredDeviceFile read_layered_preset(const std::string& name, const LayeredSpace& space) {
  const std::filesystem::path path = preset_path(name, space);
  return devices::parse_layered_device_file(read_file(path), path.string(), space);
}

void print_layered_device(const devices::LayeredDeviceFile& file, const LayeredSpace& space) {
  const auto line = [](const char* label, const std::string& text) {
    if (!text.empty()) std::printf("%-12s %s\n", label, text.c_str());
  };
  line("name", file.name);
  line("title", file.title);
  line("kind", file.kind);
  line("group", file.group);
  line("source", file.source);
  line("licence", file.licence);
  line("note", file.note);
  const std::vector<double> costs = devices::costs_of(space, file);
  const int resolution = space.resolution_count() - 1;
  std::printf("%-12s %.4g ms\n", "base",
              costs[static_cast<std::size_t>(space.row_of(resolution, 0))]);
  std::map<std::string, std::pair<double, int>> totals;
  for (int layer = 0; layer < space.layer_count(); ++layer) {
    const auto& choices = space.positions()[static_cast<std::size_t>(layer)].choices;
    for (int choice = 0; choice < space.choice_count(layer); ++choice) {
      auto& [total, layers] = totals[choices[static_cast<std::size_t>(choice)]];
      total += costs[static_cast<std::size_t>(space.row_at(layer, choice, resolution))];
      ++layers;
    }
  }
  for (const auto& [choice, total] : totals) {
    std::printf("%-12s %.4g ms a layer, mean of %d\n", choice.c_str(), total.first / total.second,
                total.second);
  }
  std::printf("%-12s %.3g\n", "noise", file.noise);
  if (file.fit) {
    std::printf("%-12s R2 %.4f, SRCC %.4f on held-out rows, %d rows\n", "fit", file.fit->r2,
                file.fit->srcc, file.fit->rows);
  }
}

}  // namespace tenprobes::native
