#include "core/devices/fields.h"

#include <cmath>

#include "core/base/json_text.h"
#include "core/base/limits.h"

namespace tenprobes::devices {
Json parse_device_json(std::string_view bytes, const std::string& name) {
  return parse_json<Json>(bytes, name, limits::device_bytes);
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

FitQuality rounded(FitQuality fit) {
  fit.r2 = rounded(fit.r2);
  fit.srcc = rounded(fit.srcc);
  return fit;
}

FitQuality parse_fit(const Fields& file, int most_rows, bool has_parts) {
  const Fields fields(file.require("fit"), file.path("fit"));
  FitQuality fit{.rows = fields.whole("rows", 1, most_rows),
                 .r2 = fields.number("r2", -1e6, 1),
                 .srcc = fields.number("srcc", -1, 1)};
  if (has_parts) {
    fit.structure = fields.number("structure", 0, 1);
    fit.drift = fields.number("drift", 0, 1);
  }
  fields.refuse_unread();
  return fit;
}

Json fit_json(const FitQuality& fit, bool has_parts) {
  Json json = {{"rows", fit.rows}, {"r2", fit.r2}, {"srcc", fit.srcc}};
  if (has_parts) json.update({{"structure", fit.structure}, {"drift", fit.drift}});
  return json;
}

}  // namespace tenprobes::devices
