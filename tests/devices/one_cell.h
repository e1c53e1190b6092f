// What a latency model says of one cell.
#pragma once

#include "core/devices/latency_model.h"

namespace tenprobes::devices {

inline double expected_latency(const LatencyModel& model, const Cell& architecture) {
  return PricedModel(model).expected_latency(architecture);
}

inline double measure(const LatencyModel& model, const Cell& architecture, Random& random) {
  return measure(model, expected_latency(model, architecture), random);
}

}  // namespace tenprobes::devices
