#include "core/devices/tabulated_device.h"

#include <cmath>
#include <utility>

#include "core/base/error.h"
#include "core/base/latency.h"
#include "core/base/text_numbers.h"

namespace tenprobes::devices {

TabulatedDevice::TabulatedDevice(std::string name, std::shared_ptr<const SearchSpace> space,
                                 std::vector<double> latencies)
    : NamedDevice(std::move(name), "table", std::move(space)), latencies_(std::move(latencies)) {
  if (static_cast<int>(latencies_.size()) != this->space().size()) {
    throw Error(this->name() + ": holds " + std::to_string(latencies_.size()) +
                " latencies; there are " + std::to_string(this->space().size()) + " architectures");
  }
  bool any = false;
  for (std::size_t i = 0; i < latencies_.size(); ++i) {
    const double ms = latencies_[i];
    if (std::isnan(ms)) continue;
    if (!is_latency(ms)) {
      throw Error(this->name() + ": the latency of architecture " + std::to_string(i) + " is " +
                  number_text(ms) + "; it must be " + latency_in_words);
    }
    any = true;
  }
  if (!any) throw Error(this->name() + ": holds no latency at all");
}

bool TabulatedDevice::can_probe(const Architecture& architecture) const {
  return !std::isnan(latencies_[static_cast<std::size_t>(space().index_of(architecture))]);
}

double TabulatedDevice::probe(const Architecture& architecture, Random&) {
  const double ms = latencies_[static_cast<std::size_t>(space().index_of(architecture))];
  if (std::isnan(ms)) {
    throw Error(name() + ": the table has no latency of " + space().text(architecture));
  }
  return ms;
}

}  // namespace tenprobes::devices
