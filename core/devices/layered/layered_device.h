// A device of a layered space whose costs are all known: a synthetic one, or the fitted twin of a
// real one.
//
//   LayeredDevice device("raspi4", space, costs_of(space, file), file.noise, "twin");
//   double ms = device.probe(architecture, random);            // with noise
//   double exact = *device.expected_latency(architecture);
//
#pragma once

#include <memory>
#include <vector>

#include "core/devices/device.h"
#include "core/search_space/layered/layered_space.h"

namespace tenprobes::devices {

class LayeredDevice final : public NamedDevice {
 public:
  /// costs: ms, by row of the space. noise: of one measurement, its standard deviation relative to
  /// the latency. kind: "synthetic" or "twin".
  LayeredDevice(std::string name, const LayeredSpace& space, std::vector<double> costs,
                double noise, std::string kind);

  double probe(const Architecture& architecture, Random& random) override;
  std::span<const double> known_latencies() const override { return known_; }
  /// At least 0.001 ms.
  std::optional<double> expected_latency(const Architecture& architecture) const override;

  std::span<const double> costs() const { return costs_; }
  double noise() const { return noise_; }

 private:
  const LayeredSpace& layers_;
  std::vector<double> costs_, known_;
  double noise_;
};

/// draw_layered_device() at 2 to 200 ms on average, with 0.3 to 5 % noise.
std::unique_ptr<Device> draw_layered_synthetic(const LayeredSpace& space, std::string name,
                                               Random& random);

}  // namespace tenprobes::devices
