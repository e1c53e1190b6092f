#pragma once

#include <nlohmann/json.hpp>

#include "core/base/error.h"
#include "core/base/share.h"
#include "tests/examples/common.h"

namespace tenprobes::examples::json_fields_h {
extern const nlohmann::json json;
}

namespace tenprobes::examples::latency_h {
extern const double ms;
extern const std::string where;
}  // namespace tenprobes::examples::latency_h

namespace tenprobes::examples::located_h {
struct Model {};
extern const Model model;
void validate(const Model& model);
}  // namespace tenprobes::examples::located_h

namespace tenprobes::examples::named_h {
struct Kind {
  std::string_view name;
};
extern const std::vector<Kind> kinds;
}  // namespace tenprobes::examples::named_h

namespace tenprobes::examples::parallel_h {
extern std::vector<double> scores;
double score(int network);
}  // namespace tenprobes::examples::parallel_h

namespace tenprobes::examples::portable_math_h {
extern const double shift, mean, deviation;
}

namespace tenprobes::examples::safetensors_h {
extern const std::vector<float> values;
}

namespace tenprobes::examples::share_h {
extern const Share share;
extern std::vector<double> scores;
double score(int network);
}  // namespace tenprobes::examples::share_h

namespace tenprobes::examples::number_text_h {
extern const std::vector<std::string_view> column;
}
