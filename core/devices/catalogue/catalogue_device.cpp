#include "core/devices/catalogue/catalogue_device.h"

#include <utility>

namespace tenprobes::devices {

CatalogueDevice::CatalogueDevice(std::string name, const CatalogueSpace& space,
                                 CatalogueModel model, std::string kind)
    : NamedDevice(std::move(name), std::move(kind), space.shared_from_this()),
      model_(std::move(model)) {
  validate(model_);
  const CatalogueCosts costs(space);
  CatalogueModel exact = model_;
  exact.noise = exact.clock_ms = 0;
  Random unused(0);
  for (int row = 0; row < space.size(); ++row) {
    const double ms = devices::expected_latency(model_, costs, static_cast<std::size_t>(row),
                                                space.group_of(row));
    latencies_.push_back(measure(exact, ms, unused));
  }
}

double CatalogueDevice::probe(const Architecture& architecture, Random& random) {
  return measure(model_, latencies_[static_cast<std::size_t>(space().index_of(architecture))],
                 random);
}

}  // namespace tenprobes::devices
