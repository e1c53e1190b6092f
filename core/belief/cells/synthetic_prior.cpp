#include "core/belief/cells/synthetic_prior.h"

#include "core/devices/distribution.h"

namespace tenprobes::belief {

namespace {

constexpr double narrow = 0.2;  // the kernels' relative standard deviation

std::vector<devices::LatencyModel> drawn_devices(int count = prior_devices) {
  Random random(20260101);
  std::vector<devices::LatencyModel> drawn;
  for (int i = 0; i < count; ++i) drawn.push_back(devices::draw_device(random));
  return drawn;
}

}  // namespace

const LatencyPrior& synthetic_mixture() {
  static const LatencyPrior prior = mixture_prior(drawn_devices());
  return prior;
}

const LatencyPrior& fine_synthetic_mixture() {
  static const LatencyPrior prior = mixture_prior(drawn_devices(3 * prior_devices), narrow);
  return prior;
}

const LatencyPrior& narrow_synthetic_mixture() {
  static const LatencyPrior prior = mixture_prior(drawn_devices(), narrow);
  return prior;
}

const LatencyPrior& synthetic_gaussian() {
  static const LatencyPrior prior = gaussian_prior(drawn_devices());
  return prior;
}

}  // namespace tenprobes::belief
