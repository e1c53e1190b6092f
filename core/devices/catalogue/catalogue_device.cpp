#include "core/devices/catalogue/catalogue_device.h"

#include <utility>

namespace tenprobes::devices {

CatalogueDevice::CatalogueDevice(std::string name, std::shared_ptr<const CatalogueSpace> space,
                                 CatalogueModel model, std::string kind)
    : name_(std::move(name)),
      kind_(std::move(kind)),
      space_(std::move(space)),
      model_(std::move(model)) {
  validate(model_);
  const CatalogueCosts costs(*space_);
  CatalogueModel exact = model_;
  exact.noise = exact.clock_ms = 0;
  Random unused(0);
  for (int row = 0; row < space_->size(); ++row) {
    const double ms = devices::expected_latency(model_, costs, static_cast<std::size_t>(row),
                                                space_->group_of(row));
    latencies_.push_back(measure(exact, ms, unused));
  }
}

double CatalogueDevice::probe(const Architecture& architecture, Random& random) {
  return measure(model_, latencies_[static_cast<std::size_t>(space_->index_of(architecture))],
                 random);
}

}  // namespace tenprobes::devices
