#include "core/datasets/measurements.h"

#include <cmath>
#include <limits>
#include <map>
#include <optional>

#include "core/base/error.h"
#include "core/base/foreign_files.h"
#include "core/base/lines.h"
#include "core/base/quote.h"
#include "core/base/text_encoding.h"
#include "core/base/text_numbers.h"
#include "core/datasets/text_measurements.h"
#include "core/search_space/cells/notation.h"

namespace tenprobes::datasets {
namespace {

std::string grouped(std::size_t number) {
  std::string digits = std::to_string(number);
  for (std::size_t at = digits.size(); at > 3;) digits.insert(at -= 3, ",");
  return digits;
}

std::string count_of_numbers(std::size_t count) {
  return grouped(count) + (count == 1 ? " number" : " numbers");
}

}  // namespace

std::string Measurements::at(std::size_t row) const {
  return rows[row].line > 0 ? at_line(file, rows[row].line)
                            : file + ": entry " + std::to_string(row + 1) + ": ";
}

Measurements read_measurements(std::string_view bytes, const std::string& name,
                               const CsvColumn& column) {
  if (const auto sentence = foreign_file(bytes)) throw Error(name + ": " + *sentence);
  if (is_container(bytes)) {
    const Document document = read_document(bytes, name);
    return measurements_in(document.root(), name, column);
  }
  return text_measurements(utf8_text(bytes, name), name, column);
}

std::vector<double> cell_values(const Measurements& measurements, const CsvColumn& column) {
  const auto unknown = std::numeric_limits<double>::quiet_NaN();
  if (measurements.in_order) {
    if (measurements.positions != cell_count) {
      throw Error(measurements.file + ": holds " + count_of_numbers(measurements.positions) +
                  " and not whose they are: NAS-Bench-201 has 15,625 cells, so write a CSV "
                  "that begins with 'architecture," +
                  std::string(column.name) + "'");
    }
  }
  std::vector<double> values(cell_count, unknown);
  std::vector<std::size_t> row_of(cell_count);
  for (std::size_t i = 0; i < measurements.rows.size(); ++i) {
    const Measurement& row = measurements.rows[i];
    int index = row.index;
    if (!row.key.empty()) {
      // Six digits are rather a cell's operations, which parse_cell_notation() speaks about.
      const auto written =
          row.key.size() == edge_count ? std::nullopt : parse_whole_number(row.key);
      try {
        const int named = written ? *written : index_of(parse_cell_notation(row.key));
        if (index >= 0 && named != index) {
          throw Error("the architecture has the index " + std::to_string(named) + ", not " +
                      std::to_string(index));
        }
        index = named;
      } catch (const Error& error) {
        throw Error(measurements.at(i) + error.what());
      }
    }
    if (index < 0 || index >= cell_count) {
      throw Error(measurements.at(i) + "the index " + std::to_string(index) +
                  " is not a whole number from 0 to 15624" +
                  (index == cell_count ? ": the benchmark counts from 0, not from 1" : ""));
    }
    const auto at = static_cast<std::size_t>(index);
    if (!std::isnan(values[at])) {
      const std::string first = measurements.at(row_of[at]);
      throw Error(measurements.at(i) + "architecture " + std::to_string(index) +
                  " comes twice (first in " + first.substr(0, first.size() - 2) +
                  "): keep one row of it, e.g. the median");
    }
    values[at] = row.value;
    row_of[at] = i;
  }
  return values;
}

std::vector<std::pair<Architecture, double>> architecture_values(
    const Measurements& measurements, const CsvColumn& column,
    const std::function<Architecture(std::string_view)>& parse) {
  if (measurements.in_order) {
    throw Error(measurements.file + ": holds " + count_of_numbers(measurements.positions) +
                " and not whose they are: write a CSV that begins with 'architecture," +
                std::string(column.name) + "'");
  }
  std::vector<std::pair<Architecture, double>> values;
  std::map<Architecture, std::size_t> seen;
  for (std::size_t i = 0; i < measurements.rows.size(); ++i) {
    const Measurement& row = measurements.rows[i];
    try {
      const Architecture architecture =
          parse(row.key.empty() && row.index >= 0 ? std::to_string(row.index) : row.key);
      const auto [first, is_new] = seen.emplace(architecture, i);
      if (!is_new) {
        const std::string place = measurements.at(first->second);
        throw Error(quote(row.key) + " comes twice (first in " + place.substr(0, place.size() - 2) +
                    "): keep one row of it, e.g. the median");
      }
      values.emplace_back(architecture, row.value);
    } catch (const Error& error) {
      throw Error(measurements.at(i) + error.what());
    }
  }
  return values;
}

std::vector<double> ordered_values(const Measurements& measurements, const CsvColumn& column,
                                   int count) {
  if (!measurements.in_order || measurements.positions != static_cast<std::size_t>(count)) {
    throw Error(measurements.file + ": holds " +
                grouped(measurements.in_order ? measurements.positions : measurements.rows.size()) +
                (measurements.in_order ? " numbers" : " numbers by name") + "; expected just " +
                grouped(static_cast<std::size_t>(count)) + " in an order, " + column.name);
  }
  std::vector<double> values;
  for (const Measurement& row : measurements.rows) {
    if (row.index != static_cast<int>(values.size())) break;
    values.push_back(row.value);
  }
  if (values.size() != measurements.positions) {
    throw Error(measurements.file + ": number " + std::to_string(values.size()) +
                " is missing or not a number (NaN), not " + column.expected);
  }
  return values;
}

}  // namespace tenprobes::datasets
