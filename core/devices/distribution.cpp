#include "core/devices/distribution.h"

#include <algorithm>

namespace tenprobes::devices {
namespace {

constexpr std::size_t none = 0, skip = 1, conv_1x1 = 2, conv_3x3 = 3, pool = 4;

/// Sets the costs, as multiples of a 3x3 convolution's compute time.
void draw_roofline(LatencyModel& model, Random& random) {
  constexpr double macs_of_1x1 = 1.0 / 9, macs_of_base = 0.22;
  const double pass = random.log_uniform(0.01, 1);
  const double launch = random.log_uniform(0.001, 1);
  const double convolution_launches = random.uniform(2, 8);
  auto& cost = model.operation_ms;
  cost[conv_3x3] = std::max(1.0, pass) + convolution_launches * launch;
  cost[conv_1x1] =
      std::max(macs_of_1x1 * random.log_uniform(0.7, 5), pass) + convolution_launches * launch;
  cost[pool] = random.chance(1.0 / 6) ? cost[conv_3x3] * random.uniform(0.8, 1.1)
                                      : pass * random.log_uniform(1, 9) + launch;
  cost[skip] = random.chance(0.5) ? 0 : pass + launch;
  cost[none] = random.chance(0.3) ? 0 : pass * random.uniform(0.5, 1) + launch;
  const double additions = random.uniform(0, 6);
  const double fixed_launches = convolution_launches * random.uniform(0.3, 1);
  model.base_ms = (macs_of_base + additions * (pass + launch) + fixed_launches * launch) *
                  random.log_uniform(0.5, 2);
}

void draw_own_costs(LatencyModel& model, Random& random) {
  auto& cost = model.operation_ms;
  cost[conv_3x3] = 1;
  cost[conv_1x1] = random.log_uniform(0.05, 1.1);
  cost[pool] = random.log_uniform(0.02, 1.2);
  cost[skip] = random.chance(0.5) ? 0 : random.log_uniform(0.005, 0.5);
  cost[none] = random.chance(0.5) ? 0 : random.log_uniform(0.005, 0.5);
  model.base_ms = random.log_uniform(0.1, 4);
}

void draw_runtime(LatencyModel& model, Random& random) {
  const double kind = random.uniform();
  model.execution = kind < 0.55   ? Execution::eager
                    : kind < 0.65 ? Execution::backward_elimination
                    : kind < 0.77 ? Execution::folding_elimination
                                  : Execution::full_elimination;
  if (kind >= 0.9) model.overlap = random.uniform(0.3, 1);
  if (random.chance(1.0 / 7)) {
    for (double& factor : model.edge_factor) factor = random.log_uniform(0.8, 1.25);
  }
}

}  // namespace

LatencyModel draw_device(Random& random) {
  LatencyModel model;
  if (random.chance(0.5)) {
    draw_roofline(model, random);
  } else {
    draw_own_costs(model, random);
  }
  draw_runtime(model, random);
  const bool whole_ms = random.chance(1.0 / 7);
  const double scale = whole_ms ? random.log_uniform(2, 20) : random.log_uniform(0.05, 50);
  model.base_ms *= scale;
  for (double& ms : model.operation_ms) ms *= scale;
  model.clock_ms = whole_ms ? 1 : 0;
  model.noise = random.chance(0.1) ? 0 : random.log_uniform(0.002, 0.15);
  return model;
}

}  // namespace tenprobes::devices
