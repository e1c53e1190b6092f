#pragma once

#include "core/network/inference.h"
#include "tests/examples/common.h"

namespace tenprobes::devices::examples {
extern const LatencyModel model;
extern const Clock clock;
extern const TimingRules rules;
extern const std::vector<double> raspi4, pixel3, eyeriss;
std::string ask_program(const Architecture& network);
}  // namespace tenprobes::devices::examples

namespace tenprobes::devices::examples::external_device_h {
extern const std::shared_ptr<const SearchSpace> space;
std::string ask_program(const Architecture& architecture);
}  // namespace tenprobes::devices::examples::external_device_h

namespace tenprobes::devices::examples::measured_device_h {
extern const std::shared_ptr<const SearchSpace> space;
}

namespace tenprobes::devices::examples::in_catalogue {
extern const CatalogueSpace& space;
extern const CatalogueModel model;
extern const std::size_t row;
}  // namespace tenprobes::devices::examples::in_catalogue

namespace tenprobes::devices::examples::in_layered {
extern const LayeredSpace& space;
extern const Architecture architecture;
extern const std::vector<Architecture> architectures;
}  // namespace tenprobes::devices::examples::in_layered

namespace tenprobes::devices::examples::in_layered::layered_device_h {
extern const DeviceFile file;
}  // namespace tenprobes::devices::examples::in_layered::layered_device_h

namespace tenprobes::devices::examples::parse_device_h {
extern const std::shared_ptr<const SearchSpace> space;
}

namespace tenprobes::devices::examples::plausibility_h {
extern const std::vector<double> mmacs;
void show(const std::string& sentence);
}  // namespace tenprobes::devices::examples::plausibility_h

namespace tenprobes::devices::examples::tabulated_device_h {
extern const std::shared_ptr<const SearchSpace> space;
extern std::vector<double> latencies;
extern double ms;
}  // namespace tenprobes::devices::examples::tabulated_device_h

namespace tenprobes::devices::examples::timing_h {
extern const network::FeatureMap images;
extern network::Inference<float>& network;
}  // namespace tenprobes::devices::examples::timing_h

namespace tenprobes::devices::examples {
extern const std::shared_ptr<const SearchSpace> space;
}

namespace tenprobes::devices::examples::synthetic_h {
extern const SearchSpace& space;
}
