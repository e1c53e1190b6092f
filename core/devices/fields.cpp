#include "core/devices/fields.h"

#include <cmath>

namespace tenprobes::devices {
namespace {

constexpr std::size_t most_bytes = 1 << 20;

}  // namespace

Json parse_device_json(std::string_view bytes, const std::string& name) {
  if (bytes.size() > most_bytes) {
    throw Error(name + ": " + std::to_string(bytes.size()) +
                " bytes are too many for a device file; at most 1 MiB is read");
  }
  try {
    return Json::parse(bytes);
  } catch (const Json::exception& error) {
    throw Error(name + ": is not JSON: " + error.what());
  }
}

std::string text_of(const Json& json) {
  return json.dump(2, ' ', false, Json::error_handler_t::replace) + "\n";
}

double rounded(double value) {
  if (std::abs(value) < 1e-9) return 0;
  const double unit = std::pow(10.0, std::floor(std::log10(std::abs(value))) - 4);
  return unit < 1 ? std::round(value / unit) / std::round(1 / unit)
                  : std::round(value / unit) * unit;
}

}  // namespace tenprobes::devices
