// This machine (or this browser) as a device: it builds the proposed network, runs it and times it.
//
//   MeasuredDevice device("this-machine", space, network_runner(space, {.batch = 1}), clock, rules);
//   double ms = device.probe(architecture, random);
//   device.spread()->upper_quartile_ms;
//
// What runs is core/network's own forward pass in evaluation mode: of cells (network/inference.h),
// where no dead edge is executed, so as a runtime it eliminates dead code fully; of layered spaces
// whose choices are written as blocks (network/layered/chain_inference.h).
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>

#include "core/base/parallel.h"
#include "core/devices/device.h"
#include "core/devices/timing.h"

namespace tenprobes::devices {

/// Those that a CPU really computes in. Half precision is none of them: most CPUs only store it and
/// compute in single precision, so its timing would tell nothing of a device that has it.
enum class Precision { float32, float64 };

/// "float32", "float64".
std::string_view name_of(Precision precision);

struct RunSettings {
  int batch = 1;    ///< images at once, 1..4096
  int threads = 1;  ///< that share the batch, 1..batch: each runs the network on its own images
  Precision precision = Precision::float32;
  int classes = 10;  ///< of cells, 1..100,000; a layered space says its own
};

/// Throws Error naming the first setting out of its range.
void validate(const RunSettings& settings);

/// Makes an architecture's network ready; each call of what it returns runs it once.
using PrepareNetwork = std::function<std::function<void()>(const Architecture&)>;

/// Throws Error where networks of the space cannot be run: catalogues, and layered spaces with choices
/// that are lists of numbers.
void require_runnable(const SearchSpace& space);

/// Networks of images of the space's size (cells: 32 x 32) with weights drawn from a fixed seed.
/// `parallel` lends settings.threads threads. Throws Error as require_runnable().
PrepareNetwork network_runner(std::shared_ptr<const SearchSpace> space, const RunSettings& settings,
                              const ParallelFor& parallel = serial_for);

class MeasuredDevice : public NamedDevice {
 public:
  /// Finds out how coarse the clock is. `stop`: see time_repeats().
  MeasuredDevice(std::string name, std::shared_ptr<const SearchSpace> space, PrepareNetwork prepare,
                 Clock clock, const TimingRules& rules, std::function<bool()> stop = {});

  double probe(const Architecture& architecture, Random& random) override;
  std::optional<Spread> spread() const override;

  /// Everything about the last probe(); nothing before the first.
  const std::optional<Timing>& timing() const { return timing_; }
  double tick_seconds() const { return tick_seconds_; }

 private:
  PrepareNetwork prepare_;
  Clock clock_;
  TimingRules rules_;
  std::function<bool()> stop_;
  double tick_seconds_;
  std::optional<Timing> timing_;
};

}  // namespace tenprobes::devices
