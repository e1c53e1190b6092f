#include "core/datasets/csv.h"

#include <algorithm>
#include <cmath>
#include <optional>

#include "core/base/csv_fields.h"
#include "core/base/error.h"
#include "core/base/lines.h"
#include "core/base/quote.h"
#include "core/base/text_numbers.h"
#include "core/search_space/cells/cell.h"

namespace tenprobes::datasets {
namespace {

struct Header {
  std::size_t columns;
  std::optional<std::size_t> index, architecture;
  std::size_t value;
};

Header parse_header(const std::vector<std::string>& fields, const std::string& where,
                    const CsvColumn& column) {
  const auto find = [&](std::string_view wanted) -> std::optional<std::size_t> {
    std::optional<std::size_t> found;
    for (std::size_t i = 0; i < fields.size(); ++i) {
      if (fields[i] != wanted) continue;
      if (found) throw Error(where + "the column " + std::string(wanted) + " comes twice");
      found = i;
    }
    return found;
  };
  const auto index = find("index"), architecture = find("architecture"), value = find(column.name);
  if (!value || (!index && !architecture)) {
    throw Error(where + "expected a header that names the columns index or architecture, and " +
                column.name + ", e.g. 'index," + column.name + "'");
  }
  return {fields.size(), index, architecture, *value};
}

int parse_row_index(const std::vector<std::string>& fields, const Header& header,
                    const std::string& where) {
  std::optional<int> index;
  if (header.index) {
    const std::string& text = fields[*header.index];
    index = parse_whole_number(text);
    if (!index || *index >= cell_count) {
      throw Error(where + "the index " + quote(text) + " is not a whole number from 0 to 15624");
    }
  }
  if (!header.architecture) return *index;
  try {
    const int named = index_of(parse_cell(fields[*header.architecture]));
    if (index && named != *index) {
      throw Error("the architecture has the index " + std::to_string(named) + ", not " +
                  std::to_string(*index));
    }
    return named;
  } catch (const Error& error) {
    throw Error(where + error.what());
  }
}

double parse_value(const std::string& text, const CsvColumn& column, const std::string& where) {
  const std::optional<double> value = parse_number(text);
  const bool in_range = value && *value <= column.high &&
                        (*value > column.low || (column.low_allowed && *value == column.low));
  if (!in_range)
    throw Error(where + column.name + " " + quote(text) + " is not " + column.expected);
  return *value;
}

}  // namespace

std::vector<double> parse_csv_column(std::string_view bytes, const std::string& name,
                                     const CsvColumn& column) {
  Lines lines(bytes);
  const auto first = lines.next();
  if (!first) throw Error(name + ": empty; expected a header such as 'index," + column.name + "'");
  const Header header = parse_header(csv_fields(*first), at_line(name, lines.number()), column);

  std::vector<double> values(cell_count, std::numeric_limits<double>::quiet_NaN());
  bool any = false;
  while (const auto line = lines.next()) {
    const std::string where = at_line(name, lines.number());
    const std::vector<std::string> fields = csv_fields(*line);
    if (fields.size() != header.columns) {
      throw Error(where + "expected " + std::to_string(header.columns) +
                  " fields as in the header, with quotes closed, in " + quote(*line));
    }
    const auto index = static_cast<std::size_t>(parse_row_index(fields, header, where));
    if (!std::isnan(values[index])) {
      throw Error(where + "architecture " + std::to_string(index) + " comes twice");
    }
    values[index] = parse_value(fields[header.value], column, where);
    any = true;
  }
  if (!any) throw Error(name + ": no row follows the header");
  return values;
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
