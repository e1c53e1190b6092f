#include "core/devices/device.h"

#include <cmath>

namespace tenprobes::devices {

double relative_error(const Spread& spread, double latency_ms) {
  const double deviation = (spread.upper_quartile_ms - spread.lower_quartile_ms) / 1.349;
  return 1.2533 * deviation / latency_ms / std::sqrt(spread.repeats);
}

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

std::vector<double> latencies_known_of(const Device& device) {
  const std::span<const double> known = device.known_latencies();
  std::vector<double> latencies(known.begin(), known.end());
  if (device.space().size() > 0) return latencies;
  for (const Architecture& each : crowd(device.space())) {
    latencies.push_back(*device.expected_latency(each));
  }
  return latencies;
}

}  // namespace tenprobes::devices
