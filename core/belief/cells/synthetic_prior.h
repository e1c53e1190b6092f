// The priors that everything uses: from devices::draw_device, and so from no real measurement.
//
//   CellBelief belief(synthetic_mixture());
#pragma once

#include "core/belief/cells/prior.h"

namespace tenprobes::belief {

inline constexpr int prior_devices = 1000;

/// mixture_prior() of `prior_devices` synthetic devices, the same ones always. Made at first use
/// (some ten milliseconds).
const LatencyPrior& synthetic_mixture();

/// mixture_prior() of three times as many devices and narrower kernels: closer to the distribution,
/// and three times as slow. For the learned acquisition function, which has little else to go by in
/// its first probes.
const LatencyPrior& fine_synthetic_mixture();

/// The devices of synthetic_mixture() with the kernels of fine_synthetic_mixture(): for training, whose
/// sessions are many.
const LatencyPrior& narrow_synthetic_mixture();

/// gaussian_prior() of the devices of synthetic_mixture().
const LatencyPrior& synthetic_gaussian();

}  // namespace tenprobes::belief
