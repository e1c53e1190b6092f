// HW-NAS-Bench (Li et al., ICLR 2021, arXiv 2103.10584): six devices' latency and energy of all of
// NAS-Bench-201, in one pickle: {"nasbench201": {data set: {metric: list of 15,625 numbers}}, ...};
// the data sets may also stand at the top.
//
//   for (const HardwareDevice& device : hw_nas_bench_devices(bytes, "HW-NAS-Bench-v1_0.pickle")) {
//     if (device.passed_over.empty()) use(device.name, device.latencies);
//   }
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "core/datasets/latency_table.h"

namespace tenprobes::datasets {

struct HardwareMetric {
  std::string data_set;        ///< "cifar10", "cifar100" or "ImageNet16-120"
  std::string name;            ///< DEVICE_latency (ms), DEVICE_energy (mJ), ...
  std::vector<double> values;  ///< [15625] by architecture index, as the file gives them
};

/// All of its metrics; entries named `config` (networks' descriptions) are passed over. Throws
/// Error on another layout, a wrong number of values, or a name that comes twice.
std::vector<HardwareMetric> parse_hw_nas_bench(std::string_view bytes, const std::string& name);

/// "raspi4" for the metric "raspi4_latency"; empty if it is no latency.
std::string device_of(const HardwareMetric& metric);

/// The metric as a device's latencies; throws Error unless every value is positive and finite.
std::vector<double> latencies_of(const HardwareMetric& metric);

struct HardwareDevice {
  std::string name;       ///< "raspi4-cifar10"; of a metric that is no latency, with all its name
  bool is_device = true;  ///< whether the metric is a latency, good or not
  std::vector<double> latencies;  ///< empty where it is passed over
  std::string passed_over;        ///< why; empty where the latencies are good
};

/// What each metric holds as a device; one that is damaged costs the others nothing. Throws Error as
/// parse_hw_nas_bench does, and where no device is good.
std::vector<HardwareDevice> hw_nas_bench_devices(std::string_view bytes, const std::string& name);

}  // namespace tenprobes::datasets
