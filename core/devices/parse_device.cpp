#include "core/devices/parse_device.h"

#include "core/base/error.h"
#include "core/datasets/latency_table.h"
#include "core/devices/device_file.h"
#include "core/devices/layered/layered_device.h"
#include "core/devices/tabulated_device.h"

namespace tenprobes::devices {
namespace {

/// "measured/raspi4.pt" -> "raspi4"
std::string stem(const std::string& name) {
  const std::string file = name.substr(name.find_last_of("/\\") + 1);
  const auto dot = file.rfind('.');
  return dot == std::string::npos || dot == 0 ? file : file.substr(0, dot);
}

}  // namespace

bool looks_like_device_file(std::string_view bytes) {
  const auto first = bytes.find_first_not_of(" \t\r\n");
  return first != std::string_view::npos && bytes[first] == '{';
}

std::unique_ptr<Device> parse_device(std::string_view bytes, const std::string& name,
                                     std::shared_ptr<const SearchSpace> space) {
  switch (space->form()) {
    case Form::cells:
      if (looks_like_device_file(bytes)) return make_device(parse_device_file(bytes, name));
      return std::make_unique<TabulatedDevice>(
          stem(name), space, datasets::parse_latency_table(bytes, name).latency_ms);
    case Form::layered:
      return parse_layered_device(bytes, name, stem(name), space);
    case Form::catalogue:
      break;
  }
  throw Error(name + ": devices of " + space->title() + " cannot be read from a file");
}

}  // namespace tenprobes::devices
