#include "core/datasets/measurements.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <optional>

#include "core/base/error.h"
#include "core/base/limits.h"
#include "core/base/lines.h"
#include "core/base/quote.h"
#include "core/base/text_encoding.h"
#include "core/base/text_numbers.h"
#include "core/datasets/foreign_files.h"
#include "core/datasets/number_text.h"
#include "core/datasets/table_header.h"
#include "core/datasets/text_table.h"
#include "core/search_space/cells/notation.h"

namespace tenprobes::datasets {
namespace {

constexpr char separators[] = {'\t', ';', ',', ' '};
constexpr std::size_t header_rows = 10;  // a title and notes may stand above the header

std::string grouped(std::size_t number) {
  std::string digits = std::to_string(number);
  for (std::size_t at = digits.size(); at > 3;) digits.insert(at -= 3, ",");
  return digits;
}

bool is_in_range(double value, const CsvColumn& column) {
  return value <= column.high &&
         (value > column.low || (column.low_allowed && value == column.low));
}

/// Architectures that a column may name by their indices.
std::optional<int> index_in(const Value& key) {
  if (key.is_integer() && key.integer() >= 0 && key.integer() < (1 << 30)) {
    return static_cast<int>(key.integer());
  }
  return key.is_text() ? parse_whole_number(key.text()) : std::nullopt;
}

// --- Text -------------------------------------------------------------------------------------

struct Table {
  char separator = ',';
  TableHeader header;
  std::vector<Record> rows;  ///< below the header
};

struct HeaderPlace {
  char separator;
  std::size_t record;
  HeaderReading reading;
};

/// Those above the first that cannot be read by this separator.
std::vector<Record> first_records(std::string_view text, char separator, const std::string& name) {
  for (std::size_t most = header_rows; most > 0; --most) {
    try {
      return split_records(text, separator, name, most);
    } catch (const Error&) {  // the table's own reader says it, once the separator is known
    }
  }
  return {};
}

/// The first record that names the columns, by whichever separator.
std::optional<HeaderPlace> find_header(std::string_view text, char said, const std::string& name,
                                       const CsvColumn& column) {
  for (const char separator : separators) {
    if (said != '\0' && separator != said) continue;
    const std::vector<Record> records = first_records(text, separator, name);
    for (std::size_t i = 0; i < records.size(); ++i) {
      std::vector<std::string> fields = records[i].fields;
      if (fields[0].starts_with('#')) fields[0] = trimmed(std::string_view(fields[0]).substr(1));
      if (separator == ' ' && fields.size() > 1 && fields[0].empty()) fields.erase(fields.begin());
      HeaderReading reading = read_header(fields, column);
      if (reading.header || !reading.doubt.empty()) return HeaderPlace{separator, i, reading};
    }
  }
  return std::nullopt;
}

std::optional<Table> find_table(std::string_view text, const std::string& name,
                                const CsvColumn& column) {
  const char said = take_separator_line(text);
  const auto place = find_header(text, said, name, column);
  if (!place) return std::nullopt;
  std::vector<Record> records = split_records(text, place->separator, name);
  if (!place->reading.header) {
    throw Error(at_line(name, records[place->record].line) + place->reading.doubt);
  }
  Table table{place->separator, *place->reading.header, {}};
  for (std::size_t i = place->record + 1; i < records.size(); ++i) {
    if (records[i].fields[0].starts_with('#')) continue;
    table.rows.push_back(std::move(records[i]));
  }
  return table;
}

/// The table's rows, all as wide as the header.
void check_widths(Table& table, const std::string& name) {
  for (Record& row : table.rows) {
    while (row.fields.size() > table.header.columns && row.fields.back().empty()) {
      row.fields.pop_back();
    }
    if (row.fields.size() == table.header.columns) continue;
    const bool has_commas = table.separator == ',' && row.fields.size() > table.header.columns;
    throw Error(at_line(name, row.line) + "has " + std::to_string(row.fields.size()) +
                " fields; expected " + std::to_string(table.header.columns) + " as in the header" +
                (has_commas ? ": if commas are decimal marks, separate fields by semicolons" : ""));
  }
}

[[noreturn]] void refuse_value(const std::string& where, const std::string& text,
                               const CsvColumn& column) {
  throw Error(where + column.name + " " + quote(text) + " is not " + column.expected);
}

void read_row_key(Measurement& row, const Record& record, const TableHeader& header,
                  const std::string& where) {
  if (header.architecture) row.key = record.fields[*header.architecture];
  if (header.index) {
    const std::string& text = record.fields[*header.index];
    const auto index = read_whole_number(text, DecimalMark::point);
    if (!index) throw Error(where + "the index " + quote(text) + " is not a whole number");
    row.index = *index;
  }
  if (header.architecture && row.key.empty() && !header.index) {
    throw Error(where + "names no architecture");
  }
}

Measurements from_table(Table table, const std::string& name, const CsvColumn& column) {
  check_widths(table, name);
  std::vector<std::string_view> cells;
  for (const Record& record : table.rows) cells.push_back(record.fields[table.header.value]);
  const DecimalMark mark = decimal_mark_of(cells, table.separator);
  if (mark == DecimalMark::unclear) {
    const auto example = std::find_if(cells.begin(), cells.end(), [](std::string_view cell) {
      return cell.find(',') != std::string_view::npos;
    });
    throw Error(name + ": in " + quote(*example) +
                " the comma may be a decimal mark or separate thousands: write numbers with a "
                "decimal point");
  }
  Measurements read{.file = name, .in_order = false, .positions = 0, .rows = {}};
  for (std::size_t i = 0; i < table.rows.size(); ++i) {
    const Record& record = table.rows[i];
    const std::string where = at_line(name, record.line);
    Measurement row{.key = {}, .index = -1, .value = 0, .line = record.line};
    read_row_key(row, record, table.header, where);
    if (is_missing(cells[i])) continue;
    const auto number = read_number(cells[i], mark);
    if (!number || (number->milliseconds && !column.is_time)) {
      refuse_value(where, std::string(cells[i]), column);
    }
    row.value = number->value * number->milliseconds.value_or(table.header.scale);
    if (!is_in_range(row.value, column)) refuse_value(where, std::string(cells[i]), column);
    read.rows.push_back(std::move(row));
  }
  if (table.header.index_is_unnamed && table.rows.size() != cell_count) {
    throw Error(name +
                ": its first column has no name: call it index if it holds the benchmark's "
                "indices");
  }
  if (read.rows.empty()) throw Error(name + ": no row follows the header that has a number");
  return read;
}

/// Numbers and nothing else, one a line or several; empty if the text is anything else.
std::vector<double> bare_numbers(std::string_view text) {
  std::vector<double> numbers;
  std::size_t at = 0;
  while (at < text.size()) {
    constexpr std::string_view gaps = " \t\r\n,;";
    const std::size_t begin = text.find_first_not_of(gaps, at);
    if (begin == std::string_view::npos) break;
    at = std::min(text.find_first_of(gaps, begin), text.size());
    const auto number = parse_number(text.substr(begin, at - begin));
    if (!number || numbers.size() >= limits::values) return {};
    numbers.push_back(*number);
  }
  return numbers;
}

Measurements in_order(const std::vector<double>& numbers, const std::string& name,
                      const CsvColumn& column, double scale) {
  Measurements read{.file = name, .in_order = true, .positions = numbers.size(), .rows = {}};
  for (std::size_t i = 0; i < numbers.size(); ++i) {
    if (std::isnan(numbers[i])) {
      throw Error(name + ": number " + std::to_string(i) +
                  " is missing or not a number (NaN), not " + column.expected);
    }
    const double value = numbers[i] * scale;
    if (!is_in_range(value, column)) {
      throw Error(name + ": number " + std::to_string(i) + ", " + number_text(numbers[i]) +
                  ", is not " + column.expected);
    }
    read.rows.push_back({.key = {}, .index = -1, .value = value, .line = 0});
  }
  return read;
}

Measurements from_text(const std::string& text, const std::string& name, const CsvColumn& column) {
  if (auto table = find_table(text, name, column)) {
    return from_table(std::move(*table), name, column);
  }
  // One number a line could also be half of a table; so could two columns without names.
  const std::vector<double> numbers = bare_numbers(text);
  const std::vector<Record> first = first_records(text, ',', name);
  if (!numbers.empty() && (first.empty() || first[0].fields.size() != 2)) {
    return in_order(numbers, name, column, 1);
  }
  Lines lines(text);
  const auto line = lines.next();
  throw Error((line ? at_line(name, lines.number()) : name + ": ") +
              "expected a header that names the columns architecture or index, and " + column.name +
              ", e.g. 'index," + column.name + "'" + (line ? ", not " + quote(*line) : ""));
}

// --- Documents --------------------------------------------------------------------------------

double value_in(const Value& value, const std::string& where, const CsvColumn& column,
                double scale) {
  const auto one = value.is_number() ? std::optional(std::vector{value.number()})
                                     : value.numbers().value_or(std::vector<double>{});
  if (value.is_text()) {
    const std::string_view cell = value.text();
    const auto number = read_number(cell, decimal_mark_of(std::span(&cell, 1), ';'));
    if (!number) refuse_value(where, value.text(), column);
    const double read = number->value * number->milliseconds.value_or(scale);
    if (!is_in_range(read, column)) refuse_value(where, value.text(), column);
    return read;
  }
  if (one->size() != 1 || !is_in_range((*one)[0] * scale, column)) {
    throw Error(where + column.name + " is " + value.description() + ", not " + column.expected);
  }
  return (*one)[0] * scale;
}

Measurement keyed(const Value& key, const std::string& where) {
  Measurement row;
  if (const auto index = index_in(key)) {
    row.index = *index;
    return row;
  }
  if (key.is_text()) {
    row.key = key.text();
    return row;
  }
  if (key.is_list()) {
    throw Error(where +
                "its networks are named by lists of numbers, and which operation and edge " +
                "each number means is not said: name them by their texts, in the way of " +
                to_string(cell_at(0)));
  }
  throw Error(where + "names a network by " + key.description() + "; expected its text or index");
}

/// {architecture: number}.
Measurements from_pairs(const Value& root, const std::string& name, const CsvColumn& column) {
  Measurements read{.file = name, .in_order = false, .positions = 0, .rows = {}};
  for (int i = 0; i < root.size(); ++i) {
    const std::string where = name + ": entry " + std::to_string(i + 1) + ": ";
    const bool is_dict = root.is_dict();
    const Value key = is_dict ? root.pair(i).first : root.item(i).item(0);
    const Value value = is_dict ? root.pair(i).second : root.item(i).item(1);
    Measurement row = keyed(key, where);
    if (value.is_none()) continue;
    row.value = value_in(value, where, column, 1);
    read.rows.push_back(std::move(row));
  }
  return read;
}

struct NamedValues {
  std::optional<Value> index, architecture, value;
  double scale = 1;
};

/// What a dict's keys call columns.
NamedValues named_values(const Value& dict, const CsvColumn& column) {
  NamedValues named;
  bool exact = false;
  for (int i = 0; i < dict.size(); ++i) {
    const auto [key, value] = dict.pair(i);
    if (!key.is_text()) return {};
    if (is_index_name(key.text())) {
      named.index = value;
    } else if (is_architecture_name(key.text())) {
      named.architecture = value;
    } else if (const auto scale = scale_of_name(key.text(), column); scale && !exact) {
      exact = key.text() == column.name;
      named.value = value;
      named.scale = *scale;
    }
  }
  return named;
}

Measurements from_columns(const NamedValues& named, const std::string& name,
                          const CsvColumn& column) {
  const Value& values = *named.value;
  const auto numbers = values.numbers();
  if (!named.architecture && !named.index) {
    if (!numbers) return measurements_in(values, name, column);
    return in_order(*numbers, name, column, named.scale);
  }
  const Value& keys = named.architecture ? *named.architecture : *named.index;
  const auto key_numbers = keys.is_tensor() ? keys.numbers() : std::nullopt;
  const std::size_t count = numbers ? numbers->size() : 0;
  if (!numbers || count != static_cast<std::size_t>(keys.size())) {
    throw Error(name + ": holds " + keys.description() + " as networks and " +
                values.description() + " as " + column.name + ", which do not belong together");
  }
  Measurements read{.file = name, .in_order = false, .positions = 0, .rows = {}};
  for (std::size_t i = 0; i < count; ++i) {
    const std::string where = name + ": entry " + std::to_string(i + 1) + ": ";
    Measurement row;
    if (key_numbers) {
      row.index = static_cast<int>(std::clamp((*key_numbers)[i], -1.0, 1e9));
    } else if (keys.is_list()) {
      row = keyed(keys.item(static_cast<int>(i)), where);
    }
    if (std::isnan((*numbers)[i])) continue;
    row.value = (*numbers)[i] * named.scale;
    if (!is_in_range(row.value, column)) {
      refuse_value(where, number_text((*numbers)[i]), column);
    }
    read.rows.push_back(std::move(row));
  }
  return read;
}

Measurements from_records(const Value& root, const std::string& name, const CsvColumn& column) {
  Measurements read{.file = name, .in_order = false, .positions = 0, .rows = {}};
  for (int i = 0; i < root.size(); ++i) {
    const std::string where = name + ": entry " + std::to_string(i + 1) + ": ";
    const Value record = root.item(i);
    if (!record.is_dict()) {
      throw Error(where + "is " + record.description() + "; expected a record as the first is");
    }
    const NamedValues named = named_values(record, column);
    if (!named.value || (!named.architecture && !named.index)) {
      throw Error(where + "expected the fields architecture or index, and " + column.name);
    }
    Measurement row = keyed(named.architecture ? *named.architecture : *named.index, where);
    if (named.value->is_none()) continue;
    row.value = value_in(*named.value, where, column, named.scale);
    read.rows.push_back(std::move(row));
  }
  return read;
}

/// Whether a dict tells of one network.
bool is_record(const Value& dict, const CsvColumn& column) {
  const NamedValues named = named_values(dict, column);
  const auto& key = named.architecture ? named.architecture : named.index;
  return key && !key->is_list() && !key->is_tensor();
}

bool all_pairs(const Value& list) {
  for (int i = 0; i < list.size(); ++i) {
    const Value pair = list.item(i);
    if (!pair.is_list() || pair.size() != 2 || !pair.item(0).is_text()) return false;
  }
  return list.size() > 0;
}

}  // namespace

std::string Measurements::at(std::size_t row) const {
  return rows[row].line > 0 ? at_line(file, rows[row].line)
                            : file + ": entry " + std::to_string(row + 1) + ": ";
}

Measurements measurements_in(const Value& root, const std::string& name, const CsvColumn& column) {
  const auto numbers = root.numbers();
  if (numbers && !numbers->empty()) return in_order(*numbers, name, column, 1);
  if (root.is_tensor()) {
    throw Error(name + ": holds " + root.description() + "; expected one row of numbers");
  }
  if (root.is_list() && root.size() > 0) {
    // NumPy saves a dict as an array of one object.
    if (root.size() == 1 && root.item(0).is_dict() && !is_record(root.item(0), column)) {
      return measurements_in(root.item(0), name, column);
    }
    if (root.item(0).is_dict()) return from_records(root, name, column);
    if (all_pairs(root)) return from_pairs(root, name, column);
  }
  if (root.is_dict() && root.size() > 0) {
    const NamedValues named = named_values(root, column);
    if (named.value) return from_columns(named, name, column);
    const Value first = root.pair(0).second;
    if (first.is_number() || first.is_none() || first.is_text() || first.size() == 1) {
      return from_pairs(root, name, column);
    }
    if (first.is_list() || first.is_tensor()) {
      throw Error(name + ": holds " + root.description() + ", the first of which, " +
                  root.pair(0).first.description() + ", is " + first.description() +
                  ": save the one that is meant, or call it " + column.name);
    }
  }
  if (root.is_object()) {
    const bool is_frame = root.object_name().starts_with("pandas.");
    throw Error(name + ": holds " + root.description() + ": save " +
                (is_frame ? "it as CSV, by frame.to_csv('latencies.csv')"
                          : "the numbers alone, as a list, an array or a CSV"));
  }
  throw Error(name + ": holds " + root.description() +
              "; expected numbers by architecture, e.g. a " +
              "CSV that begins with 'architecture," + column.name + "'");
}

Measurements read_measurements(std::string_view bytes, const std::string& name,
                               const CsvColumn& column) {
  if (const auto sentence = foreign_file(bytes)) throw Error(name + ": " + *sentence);
  if (is_container(bytes)) {
    const Document document = read_document(bytes, name);
    return measurements_in(document.root(), name, column);
  }
  return from_text(utf8_text(bytes, name), name, column);
}

bool has_column(std::string_view text, const std::string& name, const CsvColumn& column) {
  const char said = take_separator_line(text);
  return find_header(text, said, name, column).has_value();
}

std::vector<double> cell_values(const Measurements& measurements, const CsvColumn& column) {
  const auto unknown = std::numeric_limits<double>::quiet_NaN();
  if (measurements.in_order) {
    if (measurements.positions != cell_count) {
      throw Error(measurements.file + ": holds " + grouped(measurements.positions) +
                  " numbers and not whose they are: NAS-Bench-201 has 15,625 cells, so write a CSV "
                  "that begins with 'architecture," +
                  std::string(column.name) + "'");
    }
    return ordered_values(measurements, column, cell_count);
  }
  std::vector<double> values(cell_count, unknown);
  std::vector<std::size_t> row_of(cell_count);
  for (std::size_t i = 0; i < measurements.rows.size(); ++i) {
    const Measurement& row = measurements.rows[i];
    int index = row.index;
    if (!row.key.empty()) {
      const auto written = parse_whole_number(row.key);
      try {
        const int named =
            written && *written < cell_count ? *written : index_of(parse_cell_notation(row.key));
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
                  " is not a whole number from 0 to 15624");
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
    throw Error(measurements.file + ": holds " + grouped(measurements.positions) +
                " numbers and not whose they are: write a CSV that begins with 'architecture," +
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
  for (const Measurement& row : measurements.rows) values.push_back(row.value);
  return values;
}

}  // namespace tenprobes::datasets
