// Measurements in texts: tables of every dialect, and numbers without a table.
//
//   const Measurements read = text_measurements("index,latency_ms\n3,4.5\n", "x", latency_column);
#pragma once

#include <string>

#include "core/datasets/measurements.h"

namespace tenprobes::datasets {

/// Of UTF-8 text; what measurements.h says of texts. Throws Error.
Measurements text_measurements(const std::string& text, const std::string& name,
                               const CsvColumn& column);

}  // namespace tenprobes::datasets
