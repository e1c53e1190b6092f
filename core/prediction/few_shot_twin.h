// A whole device from a handful of probes: what a Belief expects of every architecture, and a twin
// (a device file's model) that says the same in a few costs.
//
//   std::vector<double> all = estimate_latencies(space, history);   // ms
//   devices::Twin twin = few_shot_twin(history, spreads);           // for serialise_device_file()
//   devices::LayeredTwin layers = few_shot_twin(layered(space), history, spreads);
#pragma once

#include <optional>
#include <span>
#include <vector>

#include "core/devices/device.h"
#include "core/devices/fit.h"
#include "core/devices/layered/layered_twin.h"
#include "core/objective/history.h"

namespace tenprobes::prediction {

/// The predicted latency of every architecture, ms, by index; where the space cannot be enumerated,
/// of its crowd(). Throws Error if `history` is empty.
std::vector<double> estimate_latencies(const SearchSpace& space, const History& history);

inline constexpr int least_probes_of_a_twin = 5;

/// With at least devices::least_rows_to_fit different architectures, the least squares of
/// devices::fit_twin. With fewer, the model that comes closest to estimate_latencies(): the probes
/// and the prior over synthetic devices together; its quality is then that of predicting each probe
/// from the others. `spreads`, where a probe has one ([history]; may be empty), tell the noise: the
/// standard error of a median of as many repeats. Throws Error below least_probes_of_a_twin.
devices::Twin few_shot_twin(const History& history,
                            std::span<const std::optional<devices::Spread>> spreads = {});

/// Of a layered space: always the table that comes closest to estimate_latencies().
devices::LayeredTwin few_shot_twin(const LayeredSpace& space, const History& history,
                                   std::span<const std::optional<devices::Spread>> spreads = {});

}  // namespace tenprobes::prediction
