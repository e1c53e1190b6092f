#include "core/devices/layered/layered_device.h"

#include <algorithm>
#include <cmath>

#include "core/datasets/measured_networks.h"
#include "core/devices/layered/layered_device_file.h"
#include "core/devices/parse_device.h"

namespace tenprobes::devices {

LayeredDevice::LayeredDevice(std::string name, const LayeredSpace& space, std::vector<double> costs,
                             double noise, std::string kind,
                             std::shared_ptr<const SearchSpace> owner)
    : name_(std::move(name)),
      kind_(std::move(kind)),
      space_(space),
      owner_(std::move(owner)),
      costs_(std::move(costs)),
      noise_(noise) {
  for (int i = 0; i < space.size(); ++i) known_.push_back(*expected_latency(space.at(i)));
}

std::optional<double> LayeredDevice::expected_latency(const Architecture& architecture) const {
  return std::max(1e-3, space_.sum_of(architecture, costs_));
}

double LayeredDevice::probe(const Architecture& architecture, Random& random) {
  return *expected_latency(architecture) * std::exp(noise_ * random.normal());
}

std::unique_ptr<Device> draw_layered_synthetic(const LayeredSpace& space, std::string name,
                                               Random& random) {
  LayeredModel model = draw_layered_device(space, random);
  model.mean_ms = random.log_uniform(2, 200);
  const double noise = random.log_uniform(0.003, 0.05);
  return std::make_unique<LayeredDevice>(std::move(name), space, costs_of(space, model), noise,
                                         "synthetic");
}

std::unique_ptr<Device> parse_layered_device(std::string_view bytes, const std::string& name,
                                             const std::string& stem,
                                             std::shared_ptr<const SearchSpace> space) {
  const LayeredSpace& own = layered(*space);
  if (looks_like_device_file(bytes)) {
    const LayeredDeviceFile file = parse_layered_device_file(bytes, name, own);
    return std::make_unique<LayeredDevice>(file.name, own, costs_of(own, file), file.noise,
                                           file.kind, space);
  }
  const datasets::MeasuredNetworks measured = datasets::parse_measured_networks(bytes, name, own);
  const LayeredTwin twin = fit_layered_twin(own, measured.architectures, measured.latency_ms);
  return std::make_unique<LayeredDevice>(stem, own, costs_of(own, twin.table), twin.noise, "twin",
                                         space);
}

}  // namespace tenprobes::devices
