#include "core/devices/external_device.h"

#include <utility>

namespace tenprobes::devices {
ExternalDevice::ExternalDevice(std::string name, std::shared_ptr<const SearchSpace> space,
                               Exchange exchange)
    : name_(std::move(name)), space_(std::move(space)), exchange_(std::move(exchange)) {}

double ExternalDevice::probe(const Architecture& architecture, Random&) {
  spread_.reset();
  const ExternalAnswer answer = parse_answer(exchange_(architecture));
  spread_ = answer.spread;
  return answer.latency_ms;
}

}  // namespace tenprobes::devices
