// Tasks small enough for tests.
#pragma once

#include <vector>

#include "core/search_space/layered/layered_file.h"
#include "core/training/session_player.h"
#include "tests/search_space/layered/example.h"

namespace tenprobes::training {

inline constexpr auto never = [] { return false; };  ///< stops
inline constexpr auto silent = [](const auto&) {};   ///< of progress

/// Log-uniform costs, all edges executed, no noise.
inline devices::LatencyModel draw_simple_device(Random& random) {
  devices::LatencyModel model;
  model.base_ms = random.log_uniform(0.5, 5);
  for (double& cost : model.operation_ms) cost = random.log_uniform(0.1, 10);
  model.operation_ms[0] = 0;
  return model;
}

/// Convolutions are good; 3x3 ones better.
inline std::vector<double> simple_quality() {
  std::vector<double> quality(cell_count);
  for (int index = 0; index < cell_count; ++index) {
    const auto counts = operation_counts(cell_at(index));
    quality[static_cast<std::size_t>(index)] =
        counts[1] * 3.0 + counts[2] * 10.0 + counts[3] * 16.0 + counts[4] * 1.0;
  }
  return quality;
}

/// Of 3,600 networks and the quality that its file names.
inline TrainingSpace example_training_space() {
  auto space = parse_layered_space(layered_example(), "example.json");
  return {space, {space, space->quality()}};
}

}  // namespace tenprobes::training
