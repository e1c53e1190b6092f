// Generalised advantage estimation (Schulman et al., ICLR 2016, arXiv 1506.02438, eq. 16).
#pragma once

#include <cstddef>
#include <cstdint>

namespace tenprobes::nn {

/// One environment's steps, `stride` apart in arrays that hold several environments.
struct Trajectory {
  int length = 0;
  std::ptrdiff_t stride = 1;
  const float* rewards = nullptr;
  const float* values = nullptr;
  const std::uint8_t* dones = nullptr;  ///< 1 where the episode ended with that step
  float next_value = 0;                 ///< of the observation after the last step
};

/// advantages[t] = sum over k of (discount * lambda)^k delta[t + k] within the episode, delta[t] =
/// reward[t] + discount * value[t + 1] - value[t], the next value being 0 past an episode's end.
inline void estimate_advantages(const Trajectory& trajectory, double discount, double lambda,
                                float* advantages) {
  double advantage = 0, next_value = trajectory.next_value;
  for (int t = trajectory.length - 1; t >= 0; --t) {
    const std::ptrdiff_t i = t * trajectory.stride;
    const double going_on = trajectory.dones[i] ? 0 : 1;
    const double delta =
        trajectory.rewards[i] + discount * next_value * going_on - trajectory.values[i];
    advantage = delta + discount * lambda * going_on * advantage;
    advantages[i] = static_cast<float>(advantage);
    next_value = trajectory.values[i];
  }
}

}  // namespace tenprobes::nn
