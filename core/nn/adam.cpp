#include "core/nn/adam.h"

#include <cmath>

namespace tenprobes::nn {

void Adam::step(std::span<const std::span<float>> pieces, std::span<const float> gradient,
                double scale, double learning_rate) {
  ++steps;
  const auto count = static_cast<double>(steps);
  const double first_correction = 1 - std::pow(first_decay, count);
  const double second_correction = std::sqrt(1 - std::pow(second_decay, count));
  const auto rate = static_cast<float>(learning_rate * second_correction / first_correction);
  const auto floor = static_cast<float>(epsilon * second_correction);
  const auto keep_first = static_cast<float>(first_decay);
  const auto keep_second = static_cast<float>(second_decay);
  const auto factor = static_cast<float>(scale);
  std::size_t begin = 0;
  for (const std::span<float> parameters : pieces) {
    const float* slopes = &gradient[begin];
    float* mean = &first[begin];
    float* square = &second[begin];
    for (std::size_t i = 0; i < parameters.size(); ++i) {
      const float slope = slopes[i] * factor;
      mean[i] = keep_first * mean[i] + (1 - keep_first) * slope;
      square[i] = keep_second * square[i] + (1 - keep_second) * slope * slope;
      parameters[i] -= rate * mean[i] / (std::sqrt(square[i]) + floor);
    }
    begin += parameters.size();
  }
}

void Adam::add_to(Safetensors& file) const {
  const auto parameters = static_cast<std::int64_t>(first.size());
  file.metadata["adam_steps"] = std::to_string(steps);
  file.add("adam.first", {parameters}, first);
  file.add("adam.second", {parameters}, second);
}

void Adam::read(const Safetensors& file) {
  const auto parameters = static_cast<std::int64_t>(first.size());
  steps = file.whole<std::int64_t>("adam_steps");
  if (steps < 0) throw file.fault("metadata 'adam_steps' is negative; it counts steps from 0");
  first = file.floats("adam.first", {parameters});
  second = file.floats("adam.second", {parameters});
}

}  // namespace tenprobes::nn
