// A device whose latencies were measured beforehand, all or some of them.
//
//   TabulatedDevice device("raspi4", space, std::move(latencies));   // by index, NaN = missing
//   if (device.can_probe(architecture)) ms = device.probe(architecture, random);
#pragma once

#include <vector>

#include "core/devices/device.h"

namespace tenprobes::devices {

class TabulatedDevice : public NamedDevice {
 public:
  /// latencies: [space->size()] by index, ms, positive and finite, or NaN where not measured. Throws
  /// Error if the size differs, a latency is neither, or none is known.
  TabulatedDevice(std::string name, std::shared_ptr<const SearchSpace> space,
                  std::vector<double> latencies);

  bool repeats() const override { return true; }
  /// The table's value, always the same. Throws Error where it has none.
  double probe(const Architecture& architecture, Random& random) override;
  bool can_probe(const Architecture& architecture) const override;
  std::span<const double> known_latencies() const override { return latencies_; }

 private:
  std::vector<double> latencies_;
};

}  // namespace tenprobes::devices
