#include "core/devices/parse_device.h"

#include <utility>

#include "core/base/error.h"
#include "core/base/file_names.h"
#include "core/datasets/file_kind.h"
#include "core/datasets/latency_table.h"
#include "core/datasets/measured_networks.h"
#include "core/devices/catalogue/latency_table.h"
#include "core/devices/device_file.h"
#include "core/devices/layered/layered_device.h"
#include "core/devices/tabulated_device.h"

namespace tenprobes::devices {
namespace {

/// Throws Error unless a file can hold one device's latencies; of lists in an order of their own
/// the reader says what is missing.
void check_kind(datasets::FileKind kind, const std::string& name) {
  using datasets::FileKind;
  for (const FileKind read :
       {FileKind::json, FileKind::latency_table, FileKind::measured_latencies}) {
    if (kind == read) return;
  }
  throw Error(name + ": holds " + std::string(datasets::description(kind)) +
              ", not the latencies of one device");
}

/// By index; empty unless every architecture of an enumerable space was measured.
std::vector<double> latencies_of_all(const datasets::MeasuredNetworks& measured,
                                     const SearchSpace& space) {
  const auto count = static_cast<std::size_t>(space.size());
  if (measured.architectures.size() != count) return {};  // each was measured once
  std::vector<double> latencies(count);
  for (std::size_t i = 0; i < count; ++i) {
    latencies[static_cast<std::size_t>(space.index_of(measured.architectures[i]))] =
        measured.latency_ms[i];
  }
  return latencies;
}

}  // namespace

std::unique_ptr<Device> parse_device(std::string_view bytes, const std::string& name,
                                     std::shared_ptr<const SearchSpace> space) {
  const datasets::FileKind kind = datasets::identify(bytes, name);
  check_kind(kind, name);
  if (kind == datasets::FileKind::json) {
    return make_device(parse_device_file(bytes, name, *space), space);
  }
  switch (space->form()) {
    case Form::cells:
      return std::make_unique<TabulatedDevice>(stem_of(name), std::move(space),
                                               datasets::parse_latency_table(bytes, name));
    case Form::layered: {
      const LayeredSpace& own = layered(*space);
      const auto measured = datasets::parse_measured_networks(bytes, name, own);
      if (auto whole = latencies_of_all(measured, own); !whole.empty()) {
        return std::make_unique<TabulatedDevice>(stem_of(name), std::move(space), std::move(whole));
      }
      const LayeredTwin twin = fit_layered_twin(own, measured.architectures, measured.latency_ms);
      return std::make_unique<LayeredDevice>(stem_of(name), own, costs_of(own, twin.table),
                                             twin.noise, "twin");
    }
    case Form::catalogue:
      return std::make_unique<TabulatedDevice>(
          stem_of(name), space,
          parse_catalogue_latencies(bytes, name, catalogue(*space)).latency_ms);
  }
  throw Error(name + ": a search space of an unknown form");
}

}  // namespace tenprobes::devices
