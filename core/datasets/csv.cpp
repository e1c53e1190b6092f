#include "core/datasets/csv.h"

#include <cmath>

#include "core/base/text_numbers.h"

namespace tenprobes::datasets {

std::string write_csv_column(const std::vector<double>& values, const CsvColumn& column) {
  std::string bytes = std::string("index,") + column.name + "\n";
  for (std::size_t index = 0; index < values.size(); ++index) {
    if (std::isnan(values[index])) continue;
    bytes += std::to_string(index) + "," + exact_number_text(values[index]) + "\n";
  }
  return bytes;
}

}  // namespace tenprobes::datasets
