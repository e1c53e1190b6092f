#include "core/devices/tabulated_device.h"

#include <cmath>
#include <utility>

#include "core/base/error.h"

namespace tenprobes::devices {

TabulatedDevice::TabulatedDevice(std::string name, std::vector<double> latencies)
    : name_(std::move(name)), latencies_(std::move(latencies)) {
  if (latencies_.size() != cell_count) {
    throw Error(name_ + ": holds " + std::to_string(latencies_.size()) + " latencies; there are " +
                std::to_string(cell_count) + " architectures");
  }
  bool any = false;
  for (std::size_t i = 0; i < latencies_.size(); ++i) {
    const double ms = latencies_[i];
    if (std::isnan(ms)) continue;
    if (!(ms > 0) || std::isinf(ms)) {
      throw Error(name_ + ": the latency of architecture " + std::to_string(i) + " is " +
                  std::to_string(ms) + "; it must be a positive number of milliseconds");
    }
    any = true;
  }
  if (!any) throw Error(name_ + ": holds no latency at all");
}

bool TabulatedDevice::can_probe(const Cell& architecture) const {
  return !std::isnan(latencies_[static_cast<std::size_t>(index_of(architecture))]);
}

double TabulatedDevice::probe(const Cell& architecture, Random&) {
  const double ms = latencies_[static_cast<std::size_t>(index_of(architecture))];
  if (std::isnan(ms)) {
    throw Error(name_ + ": the table has no latency of " + to_string(architecture));
  }
  return ms;
}

}  // namespace tenprobes::devices
