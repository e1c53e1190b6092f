#include "native/device_files.h"

#include <algorithm>
#include <cstdio>
#include <filesystem>
#include <map>
#include <numeric>

#include "core/base/error.h"
#include "core/datasets/file_kind.h"
#include "core/devices/catalogue/fit.h"
#include "core/devices/catalogue/latency_table.h"
#include "core/devices/fit.h"
#include "core/devices/plausibility.h"
#include "native/device_spec.h"
#include "native/files.h"

namespace tenprobes::native {
namespace {

using devices::DeviceFile;

/// Of a catalogue's table: the texts of its comments, and the twin that fits it.
DeviceFile read_table(const std::string& bytes, const std::string& path, const std::string& name,
                      const CatalogueSpace& space, bool texts_alone) {
  const devices::CatalogueLatencies table = devices::parse_catalogue_latencies(bytes, path, space);
  DeviceFile file;
  if (!texts_alone) {
    file = devices::twin_file(devices::fit_catalogue_model(space, table.latency_ms));
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

void print_model(const devices::LatencyModel& model) {
  print_line("execution", std::string(devices::name_of(model.execution)));
  std::printf("%-12s %.4g ms\n", "base", model.base_ms);
  for (const Operation operation : all_operations) {
    std::printf("%-12s %.4g ms\n", std::string(name_of(operation)).c_str(),
                model.operation_ms[static_cast<std::size_t>(operation)]);
  }
  std::printf("%-12s %.4g ms\n%-12s %.4g ms\n", "memory", model.memory_ms, "launch",
              model.launch_ms);
  std::printf("%-12s", "edge factors");
  for (const double factor : model.edge_factor) std::printf(" %.3g", factor);
  std::printf("\n%-12s %.3g\n%-12s %.3g\n%-12s %.3g ms\n", "overlap", model.overlap, "noise",
              model.noise, "clock", model.clock_ms);
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

void print_model(const devices::CatalogueModel& model, const CatalogueSpace& space) {
  std::printf("%-12s of the median network:\n", "costs");
  std::printf("%-12s %.4g ms, times MACs to the power of %.2f\n", "compute", model.compute_ms,
              model.compute_exponent);
  std::printf("%-12s %.4g ms, times activations to the power of %.2f, %s\n", "memory",
              model.memory_ms, model.memory_exponent,
              model.overlapped ? "while it computes" : "after computing");
  std::printf("%-12s %.4g ms\n%-12s %.4g ms\n", "weights", model.weights_ms, "launches",
              model.launches_ms);
  std::printf("%-12s %.3g\n%-12s %.3g ms\n", "noise", model.noise, "clock", model.clock_ms);
  print_families(model, space);
}

/// The base, and every choice's mean over the layers that have it.
void print_costs(const DeviceFile& file, const LayeredSpace& space) {
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
}

}  // namespace

DeviceFile read_preset(const std::string& name, const std::shared_ptr<const SearchSpace>& space,
                       bool texts_alone) {
  const std::string path = preset_path(name, *space).string();
  const std::string bytes = read_file(path);
  if (space->form() == Form::catalogue && !datasets::is_own_document(bytes)) {
    return read_table(bytes, path, name, catalogue(*space), texts_alone);
  }
  return devices::parse_device_file(bytes, path, *space);
}

DeviceFile fit_device(const std::string& spec, const std::string& architectures,
                      const std::shared_ptr<const SearchSpace>& space) {
  if (space->form() == Form::layered) {
    const auto measured = read_measured_networks(spec, architectures, *space);
    if (!measured) {
      throw Error("device '" + spec + "': a twin of " + space->title() +
                  " is fitted to a list of measured networks: a .csv with architecture and"
                  " latency_ms, or HELP's latencies with --architectures");
    }
    return devices::twin_file(
        devices::fit_layered_twin(layered(*space), measured->architectures, measured->latency_ms));
  }
  if (!architectures.empty()) throw Error("--architectures: needs a layered --space");
  const auto device = open_known(spec, space,
                                 "a twin is fitted to a table of latencies, or, of cells, to the"
                                 " trace of a session with --trace");
  return devices::twin_file(*space, device->known_latencies());
}

void print_device(const DeviceFile& file, const SearchSpace& space) {
  print_line("name", file.name);
  print_line("title", file.title);
  print_line("kind", file.kind);
  print_line("group", file.group);
  print_line("source", file.source);
  print_line("licence", file.licence);
  print_line("note", file.note);
  switch (space.form()) {
    case Form::cells:
      print_model(std::get<devices::LatencyModel>(file.model));
      break;
    case Form::catalogue:
      print_model(std::get<devices::CatalogueModel>(file.model), catalogue(space));
      break;
    case Form::layered:
      print_costs(file, layered(space));
      break;
  }
  if (!file.fit) return;
  std::printf("%-12s R2 %.4f%s, SRCC %.4f on held-out rows, %d rows\n", "fit", file.fit->r2,
              space.form() == Form::catalogue ? " of log latency" : "", file.fit->srcc,
              file.fit->rows);
}

std::optional<datasets::MeasuredNetworks> read_measured_networks(const std::string& path,
                                                                 const std::string& architectures,
                                                                 const SearchSpace& space) {
  std::error_code unreadable;
  if (!std::filesystem::is_regular_file(path, unreadable)) return std::nullopt;
  const std::string bytes = read_file(path);
  if (datasets::is_own_document(bytes)) return std::nullopt;
  const bool is_archive = bytes.starts_with("PK");
  if (is_archive && architectures.empty()) {
    throw Error("device '" + path +
                "': a list of latencies also needs the list of networks that were measured (HELP's"
                " arch.pt) with --architectures");
  }
  datasets::MeasuredNetworks measured =
      is_archive ? datasets::parse_measured_archives(read_file(architectures), architectures, bytes,
                                                     path, space)
                 : datasets::parse_measured_networks(bytes, path, space);
  note(path, devices::doubts_about(measured, space));
  return measured;
}

}  // namespace tenprobes::native
