#include "core/devices/external_device.h"

#include <string>
#include <utility>

#include "core/base/error.h"

namespace tenprobes::devices {
ExternalDevice::ExternalDevice(std::string name, std::shared_ptr<const SearchSpace> space,
                               Exchange exchange)
    : NamedDevice(std::move(name), "external", std::move(space)), exchange_(std::move(exchange)) {}

double ExternalDevice::probe(const Architecture& architecture, Random&) {
  spread_.reset();
  const ExternalAnswer answer = parse_answer(exchange_(architecture));
  const std::string asked = space().text(architecture);
  const bool of_another =
      (answer.architecture && *answer.architecture != asked && is_of(*answer.architecture)) ||
      (answer.index && *answer.index < space().size() &&
       *answer.index != space().index_of(architecture));
  if (of_another) {
    throw Error("the device answers for " +
                answer.architecture.value_or("index " + std::to_string(answer.index.value_or(0))) +
                ", and was asked for " + asked);
  }
  spread_ = answer.spread;
  return answer.latency_ms;
}

bool ExternalDevice::is_of(const std::string& text) const {
  try {
    space().parse(text);
    return true;
  } catch (const Error&) {
    return false;  // a name of the device's own
  }
}

ExternalDevice told_device(std::string name, std::shared_ptr<const SearchSpace> space) {
  return {std::move(name), std::move(space), [](const Architecture&) -> std::string {
            throw Error("the device of this session is told, not probed");
          }};
}

}  // namespace tenprobes::devices
