#pragma once

#include "core/devices/measured_device.h"
#include "core/search_space/layered/layered_quality.h"
#include "tests/examples/common.h"

namespace tenprobes::search::examples {
extern const Quality& quality;
extern const Ingredients ingredients;
extern const SessionRequest request;
extern const Objective objective;
extern const SessionReport report;
extern SearchStrategy& strategy;
extern Random noise;
extern const std::vector<double> score;
std::shared_ptr<const SearchSpace> find_space(const std::string& name);
void save(const std::string& bytes);
}  // namespace tenprobes::search::examples

namespace tenprobes::search::examples::layered_optimum_h {
extern const LayeredSpace& space;
extern const std::vector<double> device_costs;
extern const LayeredSum macs;
void plot(double latency_ms, double quality);
}  // namespace tenprobes::search::examples::layered_optimum_h

namespace tenprobes::search::examples::live_session_h {
extern devices::MeasuredDevice& device;
}
