#include "core/devices/device.h"

namespace tenprobes::devices {

std::optional<double> Device::expected_latency(const Architecture& architecture) const {
  const std::span<const double> known = known_latencies();
  if (known.empty()) return std::nullopt;
  const double ms = known[static_cast<std::size_t>(space().index_of(architecture))];
  return ms > 0 ? std::optional(ms) : std::nullopt;
}

bool knows_latencies(const Device& device) {
  if (device.space().size() > 0) return !device.known_latencies().empty();
  Random random(1);
  return device.expected_latency(device.space().random(random)).has_value();
}

}  // namespace tenprobes::devices
