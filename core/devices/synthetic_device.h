// A device that is a latency model: a synthetic one, or the fitted twin of a real one.
//
//   SyntheticDevice device("my board", model);
//   double ms = device.probe(architecture, random);
#pragma once

#include <vector>

#include "core/devices/device.h"
#include "core/devices/latency_model.h"

namespace tenprobes::devices {

class SyntheticDevice : public NamedDevice {
 public:
  /// Throws Error if the model is not valid. kind: "synthetic" or "twin".
  SyntheticDevice(std::string name, const LatencyModel& model, std::string kind = "synthetic");

  double probe(const Architecture& architecture, Random& random) override;
  /// Without noise and clock, in whole nanoseconds.
  std::span<const double> known_latencies() const override { return latencies_; }

  const LatencyModel& model() const { return model_; }

 private:
  LatencyModel model_;
  std::vector<double> latencies_;
};

}  // namespace tenprobes::devices
