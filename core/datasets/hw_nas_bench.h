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

namespace tenprobes::datasets {

struct HardwareDevice {
  std::string name;       ///< "raspi4-cifar10"; of a metric that is no latency, with all its name
  bool is_device = true;  ///< whether the metric is a latency, good or not
  std::vector<double> latencies;  ///< [15625] by index, ms; empty where it is passed over
  std::string passed_over;        ///< why; empty where the latencies are good
};

/// What each metric holds as a device; entries named `config` (networks' descriptions) are passed
/// over, and one that is damaged costs the others nothing. Throws Error on another layout, a wrong
/// number of values, a name that comes twice, and where no device is good.
std::vector<HardwareDevice> hw_nas_bench_devices(std::string_view bytes, const std::string& name);

}  // namespace tenprobes::datasets
