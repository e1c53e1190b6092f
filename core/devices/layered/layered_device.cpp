#include "core/devices/layered/layered_device.h"

#include <algorithm>
#include <cmath>

#include "core/devices/layered/layered_model.h"

namespace tenprobes::devices {

LayeredDevice::LayeredDevice(std::string name, const LayeredSpace& space, std::vector<double> costs,
                             double noise, std::string kind)
    : NamedDevice(std::move(name), std::move(kind), space.shared_from_this()),
      layers_(space),
      costs_(std::move(costs)),
      noise_(noise) {
  for (int i = 0; i < space.size(); ++i) known_.push_back(*expected_latency(space.at(i)));
}

std::optional<double> LayeredDevice::expected_latency(const Architecture& architecture) const {
  return std::max(1e-3, layers_.sum_of(architecture, costs_));
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

}  // namespace tenprobes::devices
