// Probes of noisy devices, and what is believed after them.
#pragma once

#include <cstdint>

#include "core/belief/beliefs.h"
#include "core/devices/layered/layered_device.h"
#include "core/objective/objective.h"
#include "core/search_space/layered/layered_file.h"
#include "tests/search_space/layered/example.h"

namespace tenprobes {

/// Twenty probes of each of thirty synthetic devices.
template <class Judge>
void on_noisy_devices(double noise, Judge&& judge) {
  const auto space = parse_layered_space(layered_example(), "example.json");
  const auto belief = belief::make_belief(*space);
  for (std::uint64_t seed = 1; seed <= 30; ++seed) {
    Random random(seed);
    const auto drawn = devices::draw_layered_synthetic(*space, "drawn", random);
    const auto& costs = static_cast<const devices::LayeredDevice&>(*drawn).costs();
    devices::LayeredDevice device("device", *space, {costs.begin(), costs.end()}, noise,
                                  "synthetic");
    History history;
    double mean = 0;
    for (int i = 0; i < 20; ++i) {
      const Architecture network = space->random(random);
      history.push_back({network, device.probe(network, random)});
      mean += *device.expected_latency(network) / 20;
    }
    const Objective objective = objective_for(*space, *space->quality(), mean);
    belief::fit(*belief, history, objective.budget_ms);
    judge(device, objective, history, *belief);
  }
}

}  // namespace tenprobes
