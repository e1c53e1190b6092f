#include "core/devices/synthetic_device.h"

#include <utility>
#include "core/search_space/spaces.h"

namespace tenprobes::devices {
namespace {

const LatencyModel& valid(const LatencyModel& model) {
  validate(model);
  return model;
}

/// Whole nanoseconds, as a probe without noise answers: equal costs stay equal in whatever order
/// they were added.
std::vector<double> latencies_without_noise(LatencyModel model) {
  model.noise = 0;
  model.clock_ms = 0;
  Random unused(0);
  std::vector<double> latencies = expected_latencies(model);
  for (double& ms : latencies) ms = measure(model, ms, unused);
  return latencies;
}

}  // namespace

SyntheticDevice::SyntheticDevice(std::string name, const LatencyModel& model, std::string kind)
    : NamedDevice(std::move(name), std::move(kind), cell_space()),
      model_(valid(model)),
      latencies_(latencies_without_noise(model_)) {}

double SyntheticDevice::probe(const Architecture& architecture, Random& random) {
  const int index = index_of(cell_of(architecture));
  return measure(model_, latencies_[static_cast<std::size_t>(index)], random);
}

}  // namespace tenprobes::devices
