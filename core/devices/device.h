// A device answers a probe: one architecture's latency in milliseconds.
//
//   std::unique_ptr<Device> device = ...;
//   double ms = device->probe(architecture, random);
//
// A new kind of device is one new file that implements this, and one line where specs are resolved.
#pragma once

#include <memory>
#include <optional>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "core/base/error.h"
#include "core/base/random.h"
#include "core/search_space/search_space.h"

namespace tenprobes::devices {

/// How widely the repeats behind one latency lay.
struct Spread {
  double lower_quartile_ms, upper_quartile_ms;
  int repeats;  ///< >= 1

  bool operator==(const Spread&) const = default;
};

/// The standard error of the median of such repeats, of the latency: 1.2533 deviations / sqrt(repeats),
/// for normal noise.
double relative_error(const Spread& spread, double latency_ms);

/// Thrown by probe() where the device cannot run this one network, as it may others: too little memory,
/// an operation that it lacks.
class CannotRun : public Error {
 public:
  using Error::Error;
};

class Device {
 public:
  virtual ~Device() = default;

  /// How reports call it, e.g. "raspi4".
  virtual std::string name() const = 0;

  /// The space whose architectures it answers for; lives at least as long as the device.
  virtual const SearchSpace& space() const = 0;

  /// "synthetic", "table", "twin", "measured" or "external": shown wherever its latencies are.
  virtual std::string kind() const = 0;

  /// One latency measurement in ms, positive and finite, with the device's noise and clock where it
  /// has them. Throws CannotRun, and Error if the device cannot answer.
  virtual double probe(const Architecture& architecture, Random& random) = 0;

  /// Whether probe() gives the same latency of an architecture whenever it is asked for, as a published
  /// table does: nothing is known of the noise behind it, and nothing is gained by asking again.
  virtual bool repeats() const { return false; }

  /// Of the last probe(), where the device really measures and says so.
  virtual std::optional<Spread> spread() const { return std::nullopt; }

  /// Whether probe() can answer for this one (a partial table cannot for all).
  virtual bool can_probe(const Architecture&) const { return true; }

  /// The latency of every architecture of an enumerable space without noise, ms, [size] by index,
  /// NaN where unknown: for budgets given as a quantile, the oracle and the page's cloud. Empty
  /// where only probing tells.
  virtual std::span<const double> known_latencies() const { return {}; }

  /// The same of one architecture of any space; empty where only probing tells.
  virtual std::optional<double> expected_latency(const Architecture& architecture) const;
};

/// One that is told how it is called, and of which kind and space it is.
class NamedDevice : public Device {
 public:
  std::string name() const final { return name_; }
  const SearchSpace& space() const final { return *space_; }
  std::string kind() const final { return kind_; }

 protected:
  NamedDevice(std::string name, std::string kind, std::shared_ptr<const SearchSpace> space)
      : name_(std::move(name)), kind_(std::move(kind)), space_(std::move(space)) {}

 private:
  std::string name_, kind_;
  std::shared_ptr<const SearchSpace> space_;
};

/// Whether its latencies are known without probing.
bool knows_latencies(const Device& device);

/// Its latency without noise of each of all_or_crowd(), ms; only where knows_latencies().
std::vector<double> latencies_known_of(const Device& device);

}  // namespace tenprobes::devices
