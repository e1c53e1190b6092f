#include "core/devices/synthetic.h"

#include "core/base/error.h"
#include "core/devices/catalogue/catalogue_device.h"
#include "core/devices/distribution.h"
#include "core/devices/layered/layered_device.h"
#include "core/devices/synthetic_device.h"

namespace tenprobes::devices {

std::unique_ptr<Device> draw_synthetic(const SearchSpace& space, std::string name, Random& random) {
  switch (space.form()) {
    case Form::cells:
      return std::make_unique<SyntheticDevice>(std::move(name), draw_device(random));
    case Form::layered:
      return draw_layered_synthetic(layered(space), std::move(name), random);
    case Form::catalogue: {
      const CatalogueSpace& listed = catalogue(space);
      const CatalogueCosts costs(listed);
      return std::make_unique<CatalogueDevice>(
          std::move(name), listed,
          draw_catalogue_model(costs.basis(), static_cast<int>(listed.groups().size()), random));
    }
  }
  throw Error("a search space of an unknown form");
}

}  // namespace tenprobes::devices
