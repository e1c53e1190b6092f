#include "core/datasets/measurement_rows.h"

#include <cmath>

#include "core/base/error.h"
#include "core/base/quote.h"
#include "core/base/text_numbers.h"
#include "core/search_space/cells/cell.h"

namespace tenprobes::datasets {

bool is_in_range(double value, const CsvColumn& column) {
  return value <= column.high &&
         (value > column.low || (column.low_allowed && value == column.low));
}

std::optional<double> in_column(const ReadNumber& number, const CsvColumn& column, double scale) {
  if (column.is_time ? number.percent : number.milliseconds.has_value()) return std::nullopt;
  return number.value * number.milliseconds.value_or(scale);
}

void refuse_value(const std::string& where, const std::string& text, const CsvColumn& column) {
  const bool has_digit = text.find_first_of("0123456789") != std::string::npos;
  throw Error(where + column.name + " " + quote(text) + " is not " + column.expected +
              (has_digit ? "" : ": leave the cell empty where there is none"));
}

Measurements in_order(const std::vector<double>& numbers, const std::string& name,
                      const CsvColumn& column, double scale) {
  Measurements read{.file = name, .in_order = true, .positions = numbers.size(), .rows = {}};
  for (std::size_t i = 0; i < numbers.size(); ++i) {
    if (std::isnan(numbers[i])) continue;
    const double value = numbers[i] * scale;
    if (!is_in_range(value, column)) {
      throw Error(name + ": number " + std::to_string(i) + ", " + number_text(numbers[i]) +
                  ", is not " + column.expected);
    }
    read.rows.push_back({.key = {}, .index = static_cast<int>(i), .value = value, .line = 0});
  }
  if (read.rows.empty())
    throw Error(name + ": holds no number: all that it holds is missing (NaN or empty)");
  return read;
}

Measurements checked_pairs(Measurements pairs, const CsvColumn& column) {
  const std::size_t count = pairs.rows.size();
  if (count < 2 || count == cell_count) return pairs;
  const int first = pairs.rows[0].index;
  for (std::size_t i = 0; i < count; ++i) {
    if ((first != 0 && first != 1) || pairs.rows[i].index != first + static_cast<int>(i)) {
      return pairs;
    }
  }
  throw Error(pairs.file +
              ": the first of each two numbers may number networks or rows: name the columns, "
              "'index' and '" +
              column.name + "', if it is the benchmark's index");
}

}  // namespace tenprobes::datasets
