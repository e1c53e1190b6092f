#include "core/datasets/csv.h"

#include <cmath>
#include <cstdio>
#include <cstdlib>

namespace tenprobes::datasets {

std::string exact_number_text(double number) {
  char text[32];
  for (int digits = 15; digits <= 17; ++digits) {
    std::snprintf(text, sizeof text, "%.*g", digits, number);
    if (std::strtod(text, nullptr) == number) break;
  }
  return text;
}

std::string write_csv_column(const std::vector<double>& values, const CsvColumn& column) {
  std::string bytes = std::string("index,") + column.name + "\n";
  for (std::size_t index = 0; index < values.size(); ++index) {
    if (std::isnan(values[index])) continue;
    bytes += std::to_string(index) + "," + exact_number_text(values[index]) + "\n";
  }
  return bytes;
}

}  // namespace tenprobes::datasets
