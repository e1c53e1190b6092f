// A device that is a roofline over a catalogue: a synthetic one, or the fitted twin of a real one.
//
//   CatalogueDevice device("my board", space, model);
//   double ms = device.probe(architecture, random);
#pragma once

#include <memory>
#include <vector>

#include "core/devices/catalogue/catalogue_model.h"
#include "core/devices/device.h"

namespace tenprobes::devices {

class CatalogueDevice final : public Device {
 public:
  /// Throws Error if the model is not valid. kind: "synthetic" or "twin".
  CatalogueDevice(std::string name, std::shared_ptr<const CatalogueSpace> space,
                  CatalogueModel model, std::string kind = "synthetic");

  std::string name() const override { return name_; }
  std::string kind() const override { return kind_; }
  const SearchSpace& space() const override { return *space_; }
  double probe(const Architecture& architecture, Random& random) override;
  /// Without noise and clock, in whole nanoseconds.
  std::span<const double> known_latencies() const override { return latencies_; }

  const CatalogueModel& model() const { return model_; }

 private:
  std::string name_, kind_;
  std::shared_ptr<const CatalogueSpace> space_;
  CatalogueModel model_;
  std::vector<double> latencies_;
};

/// A space of form catalogue as what it is.
inline std::shared_ptr<const CatalogueSpace> as_catalogue(
    std::shared_ptr<const SearchSpace> space) {
  return std::static_pointer_cast<const CatalogueSpace>(std::move(space));
}

}  // namespace tenprobes::devices
