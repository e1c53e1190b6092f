#include "core/devices/external_device.h"

#include <utility>

#include "core/base/error.h"

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

ExternalDevice told_device(std::string name, std::shared_ptr<const SearchSpace> space) {
  return {std::move(name), std::move(space), [](const Architecture&) -> std::string {
            throw Error("the device of this session is told, not probed");
          }};
}

}  // namespace tenprobes::devices
