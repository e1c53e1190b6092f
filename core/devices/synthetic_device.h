// A device that is a latency model: an imagined one, or the fitted twin of a real one.
//
//   SyntheticDevice device("my board", model);
//   double ms = device.probe(architecture, random);
#pragma once

#include <vector>

#include "core/devices/device.h"
#include "core/devices/latency_model.h"

namespace tenprobes::devices {

class SyntheticDevice : public Device {
 public:
  /// Throws Error if the model is not valid. kind: "synthetic" or "twin".
  SyntheticDevice(std::string name, const LatencyModel& model, std::string kind = "synthetic");

  std::string name() const override { return name_; }
  const SearchSpace& space() const override;
  std::string kind() const override { return kind_; }
  double probe(const Architecture& architecture, Random& random) override;
  /// Without noise and clock, in whole nanoseconds.
  std::span<const double> known_latencies() const override { return latencies_; }

  const LatencyModel& model() const { return model_; }

 private:
  std::string name_, kind_;
  LatencyModel model_;
  std::vector<double> latencies_;
};

}  // namespace tenprobes::devices
