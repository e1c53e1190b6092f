#include "native/catalogue_devices.h"

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <numeric>

#include "core/base/error.h"
#include "core/devices/catalogue/catalogue_device.h"
#include "core/devices/catalogue/latency_table.h"
#include "core/devices/parse_device.h"
#include "native/device_spec.h"
#include "native/files.h"

namespace tenprobes::native {
namespace {

using devices::CatalogueDeviceFile;

CatalogueDeviceFile read(const std::string& name, const std::shared_ptr<const SearchSpace>& space,
                         bool fit) {
  const std::filesystem::path path = preset_path(name, *space);
  const std::string bytes = read_file(path);
  const auto catalogue = devices::as_catalogue(space);
  if (devices::looks_like_device_file(bytes)) {
    return devices::parse_catalogue_device_file(bytes, path.string(), *catalogue);
  }
  const devices::CatalogueLatencies table =
      devices::parse_catalogue_latencies(bytes, path.string(), *catalogue);
  CatalogueDeviceFile file;
  if (fit) {
    file =
        devices::catalogue_device_file(devices::fit_catalogue_model(*catalogue, table.latency_ms));
  }
  file.name = name;
  file.kind = "table";
  file.title = table.title;
  file.group = table.group;
  file.source = table.source;
  file.licence = table.licence;
  return file;
}

void print_line(const char* label, const std::string& text) {
  if (!text.empty()) std::printf("%-12s %s\n", label, text.c_str());
}

/// The families whose factors are furthest from 1, slowest first.
void print_families(const devices::CatalogueModel& model, const CatalogueSpace& space) {
  constexpr std::size_t most = 5;
  std::vector<std::size_t> order(model.family.size());
  std::iota(order.begin(), order.end(), 0u);
  std::stable_sort(order.begin(), order.end(),
                   [&](std::size_t a, std::size_t b) { return model.family[a] > model.family[b]; });
  for (std::size_t place = 0; place < order.size(); ++place) {
    if (place >= most && place + most < order.size()) continue;
    std::printf("%-12s %s takes %.2f times what its costs say\n", place == 0 ? "families" : "",
                space.groups()[order[place]].c_str(), model.family[order[place]]);
  }
}

}  // namespace

CatalogueDeviceFile read_catalogue_preset(const std::string& name,
                                          const std::shared_ptr<const SearchSpace>& space) {
  return read(name, space, true);
}

CatalogueDeviceFile read_catalogue_heading(const std::string& name,
                                           const std::shared_ptr<const SearchSpace>& space) {
  return read(name, space, false);
}

CatalogueDeviceFile fit_catalogue_device(const std::string& spec,
                                         const std::shared_ptr<const SearchSpace>& space) {
  const auto device = open_device(spec, space);
  if (device->known_latencies().empty()) {
    throw Error("device '" + spec +
                "' only answers probes; a twin is fitted to a table of latencies");
  }
  return devices::catalogue_device_file(
      devices::fit_catalogue_model(*devices::as_catalogue(space), device->known_latencies()));
}

void print_catalogue_device(const CatalogueDeviceFile& file, const SearchSpace& space) {
  const devices::CatalogueModel& model = file.model;
  print_line("name", file.name);
  print_line("title", file.title);
  print_line("kind", file.kind);
  print_line("group", file.group);
  print_line("source", file.source);
  print_line("licence", file.licence);
  print_line("note", file.note);
  std::printf("%-12s of the median network:\n", "costs");
  std::printf("%-12s %.4g ms, times MACs to the power of %.2f\n", "compute", model.compute_ms,
              model.compute_exponent);
  std::printf("%-12s %.4g ms, times activations to the power of %.2f, %s\n", "memory",
              model.memory_ms, model.memory_exponent,
              model.overlapped ? "while it computes" : "after computing");
  std::printf("%-12s %.4g ms\n%-12s %.4g ms\n", "weights", model.weights_ms, "launches",
              model.launches_ms);
  std::printf("%-12s %.3g\n%-12s %.3g ms\n", "noise", model.noise, "clock", model.clock_ms);
  print_families(model, static_cast<const CatalogueSpace&>(space));
  if (file.fit) {
    std::printf("%-12s R2 %.4f of log latency, SRCC %.4f on held-out networks, %d networks\n",
                "fit", file.fit->r2, file.fit->srcc, file.fit->rows);
  }
}

}  // namespace tenprobes::native
