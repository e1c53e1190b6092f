// A device that is a roofline over a catalogue: a synthetic one, or the fitted twin of a real one.
//
//   CatalogueDevice device("my board", space, model);
//   double ms = device.probe(architecture, random);
#pragma once

#include <vector>

#include "core/devices/catalogue/catalogue_model.h"
#include "core/devices/device.h"

namespace tenprobes::devices {

class CatalogueDevice final : public NamedDevice {
 public:
  /// Throws Error if the model is not valid. kind: "synthetic" or "twin".
  CatalogueDevice(std::string name, const CatalogueSpace& space, CatalogueModel model,
                  std::string kind = "synthetic");

  double probe(const Architecture& architecture, Random& random) override;
  /// Without noise and clock, in whole nanoseconds.
  std::span<const double> known_latencies() const override { return latencies_; }

  const CatalogueModel& model() const { return model_; }

 private:
  CatalogueModel model_;
  std::vector<double> latencies_;
};

}  // namespace tenprobes::devices
