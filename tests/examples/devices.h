#pragma once

#include "core/network/inference.h"
#include "tests/examples/common.h"

namespace tenprobes::devices::examples {
extern const LatencyModel model;
extern const Clock clock;
extern const TimingRules rules;
extern const FbnetArchitecture network;
extern const std::vector<FbnetArchitecture> architectures;
extern const std::vector<double> raspi4, pixel3, eyeriss;
std::string ask_program(const Cell& cell);
}  // namespace tenprobes::devices::examples

namespace tenprobes::devices::examples::fbnet_device_h {
extern const FbnetArchitecture architecture;
}

namespace tenprobes::devices::examples::tabulated_device_h {
extern std::vector<double> latencies;
extern double ms;
}  // namespace tenprobes::devices::examples::tabulated_device_h

namespace tenprobes::devices::examples::timing_h {
extern const network::FeatureMap images;
extern network::Inference<float>& network;
}  // namespace tenprobes::devices::examples::timing_h
