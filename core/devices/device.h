// A device answers a probe: one architecture's latency in milliseconds.
//
//   std::unique_ptr<Device> device = ...;
//   double ms = device->probe(architecture, random);
//
// A new kind of device is one new file that implements this, and one line where specs are resolved.
#pragma once

#include <optional>
#include <span>
#include <string>

#include "core/base/random.h"
#include "core/search_space/cells/cell.h"

namespace tenprobes::devices {

/// How widely the repeats behind one latency lay.
struct Spread {
  double lower_quartile_ms, upper_quartile_ms;
  int repeats;  ///< >= 1

  bool operator==(const Spread&) const = default;
};

class Device {
 public:
  virtual ~Device() = default;

  /// How reports call it, e.g. "raspi4".
  virtual std::string name() const = 0;

  /// "synthetic", "table", "twin", "measured" or "external": shown wherever its latencies are.
  virtual std::string kind() const = 0;

  /// One latency measurement in ms, positive and finite, with the device's noise and clock where it
  /// has them. Throws Error if the device cannot answer.
  virtual double probe(const Cell& architecture, Random& random) = 0;

  /// Of the last probe(), where the device really measures and says so.
  virtual std::optional<Spread> spread() const { return std::nullopt; }

  /// Whether probe() can answer for this one (a partial table cannot for all).
  virtual bool can_probe(const Cell&) const { return true; }

  /// The latency of every architecture without noise, ms, [15625] by index, NaN where unknown: for
  /// budgets given as a quantile, the oracle and the page's cloud. Empty where only probing tells.
  virtual std::span<const double> known_latencies() const { return {}; }
};

}  // namespace tenprobes::devices
