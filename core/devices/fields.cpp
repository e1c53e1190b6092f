#include "core/devices/fields.h"

#include <cmath>

#include "core/base/json_text.h"
#include "core/base/limits.h"

namespace tenprobes::devices {

Json parse_device_json(std::string_view bytes, const std::string& name) {
  return parse_json<Json>(bytes, name, limits::device_bytes);
}

double rounded(double value) {
  if (std::abs(value) < 1e-9) return 0;
  const double unit = std::pow(10.0, std::floor(std::log10(std::abs(value))) - 4);
  return unit < 1 ? std::round(value / unit) / std::round(1 / unit)
                  : std::round(value / unit) * unit;
}

FitQuality rounded(FitQuality fit) {
  fit.r2 = rounded(fit.r2);
  fit.srcc = rounded(fit.srcc);
  return fit;
}

}  // namespace tenprobes::devices
