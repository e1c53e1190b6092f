#include "core/devices/distribution.h"

#include <algorithm>

namespace tenprobes::devices {
namespace {

constexpr std::size_t none = 0, skip = 1, conv_1x1 = 2, conv_3x3 = 3, pool = 4;

void draw_runtime(LatencyModel& model, Random& random, const DeviceRanges& ranges) {
  const double kind = random.uniform();
  const double dropping = 1 - ranges.eager;
  model.execution = kind < ranges.eager                     ? Execution::eager
                    : kind < ranges.eager + 0.22 * dropping ? Execution::backward_elimination
                    : kind < ranges.eager + 0.49 * dropping ? Execution::folding_elimination
                                                            : Execution::full_elimination;
  if (kind >= ranges.eager + 0.78 * dropping) model.overlap = random.uniform(0.3, 1);
}

/// Sets the costs of moving and of filling nothing; `none_ms` and `skip_ms` where they are not free.
void draw_nothing(LatencyModel& model, double none_ms, double skip_ms, Random& random,
                  const DeviceRanges& ranges) {
  auto& cost = model.operation_ms;
  if (model.execution == Execution::eager) {
    cost[none] = random.chance(ranges.free_none) ? 0 : none_ms;
    cost[skip] = random.chance(ranges.free_skip) ? 0 : cost[none] * random.uniform();
  } else {
    cost[none] = 0;
    cost[skip] = random.chance(0.5) ? 0 : skip_ms;
  }
}

/// Sets the costs, as multiples of a 3x3 convolution's compute time.
void draw_roofline(LatencyModel& model, Random& random, const DeviceRanges& ranges) {
  constexpr double macs_of_1x1 = 1.0 / 9, macs_of_base = 0.22;
  const double pass = random.log_uniform(0.01, 1);
  const double launch = random.log_uniform(0.001, ranges.most_launch);
  const double launches_3x3 = random.uniform(2, 8);
  const double launches_1x1 = launches_3x3 * random.uniform(0.9, 1.05);
  const double own_kernels =
      random.chance(ranges.separate_kernels) ? pass * random.uniform(1, 4) : 0;
  const bool asynchronous = random.chance(ranges.asynchronous);
  const auto convolution = [&](double macs, double launches) {
    const double work = std::max(macs, pass) + own_kernels;
    return asynchronous ? std::max(work, launches * launch) : work + launches * launch;
  };
  auto& cost = model.operation_ms;
  cost[conv_3x3] = convolution(1, launches_3x3);
  cost[conv_1x1] = convolution(macs_of_1x1 * random.log_uniform(0.7, 5), launches_1x1);
  cost[pool] = random.chance(1.0 / 6) ? cost[conv_3x3] * random.uniform(0.8, 1.1)
                                      : pass * random.log_uniform(1, 9) + launch;
  draw_nothing(model, pass * random.uniform(0.5, 1) + launch, pass + launch, random, ranges);
  const double additions = random.uniform(model.execution == Execution::eager ? 3 : 0, 6);
  const double fixed_launches = launches_3x3 * random.uniform(0.3, 1);
  model.base_ms = (macs_of_base + additions * (pass + launch) + fixed_launches * launch) *
                  random.log_uniform(0.5, 2);
}

void draw_own_costs(LatencyModel& model, Random& random, const DeviceRanges& ranges) {
  auto& cost = model.operation_ms;
  cost[conv_3x3] = 1;
  cost[conv_1x1] = random.log_uniform(0.05, 1.1);
  cost[pool] = random.log_uniform(0.02, 1.2);
  const double none_ms = random.log_uniform(0.01, 0.5);
  draw_nothing(model, none_ms, random.log_uniform(0.005, 0.5), random, ranges);
  model.base_ms = random.log_uniform(0.1, 4);
}

}  // namespace

LatencyModel draw_device_in(const DeviceRanges& ranges, Random& random) {
  LatencyModel model;
  draw_runtime(model, random, ranges);
  if (random.chance(ranges.roofline)) {
    draw_roofline(model, random, ranges);
  } else {
    draw_own_costs(model, random, ranges);
  }
  if (random.chance(1.0 / 7)) {
    for (double& factor : model.edge_factor) factor = random.log_uniform(0.8, 1.25);
  }
  const bool whole_ms = random.chance(1.0 / 7);
  const double scale = whole_ms ? random.log_uniform(2, 20) : random.log_uniform(0.05, 50);
  model.base_ms *= scale;
  for (double& ms : model.operation_ms) ms *= scale;
  model.clock_ms = whole_ms ? 1 : 0;
  model.noise = random.chance(0.1) ? 0 : random.log_uniform(ranges.least_noise, ranges.most_noise);
  return model;
}

LatencyModel draw_device(Random& random) {
  return draw_device_in(DeviceRanges{}, random);
}

}  // namespace tenprobes::devices
