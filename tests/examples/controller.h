#pragma once

#include "core/belief/beliefs.h"
#include "tests/examples/common.h"

namespace tenprobes::controller::examples {
extern const Objective objective;
extern const int probes_left, hidden;
extern const std::vector<std::uint8_t> allowed;
extern const std::unique_ptr<belief::Belief> belief;
extern Safetensors file;
extern std::vector<std::uint16_t> indices;
extern std::vector<float> numbers;
extern const double latency_ms;
extern const std::vector<CandidateFacts> candidates;
extern const SessionFacts session;
int choice_among(const Shortlist& shortlist);
}  // namespace tenprobes::controller::examples
