#include "core/datasets/text_measurements.h"

#include <algorithm>
#include <limits>
#include <optional>
#include <set>
#include <utility>

#include "core/base/error.h"
#include "core/base/limits.h"
#include "core/base/lines.h"
#include "core/base/number_text.h"
#include "core/base/quote.h"
#include "core/base/text_encoding.h"
#include "core/base/text_numbers.h"
#include "core/base/text_table.h"
#include "core/datasets/measurement_rows.h"
#include "core/datasets/table_header.h"
#include "core/search_space/cells/cell.h"

namespace tenprobes::datasets {
namespace {

constexpr char separators[] = {'\t', ';', ',', '|', ' '};

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

/// Without the single quotes or backticks that stand around all of a field.
std::string_view unquoted(std::string_view field) {
  const bool is_quoted = field.size() > 2 && field.front() == field.back() &&
                         (field.front() == '\'' || field.front() == '`');
  return is_quoted ? trimmed(field.substr(1, field.size() - 2)) : field;
}

/// Of a record that may be a header: without quotes and what makes it a comment or a row of a drawn
/// table.
std::vector<std::string> header_fields(std::vector<std::string> fields, char separator) {
  if (fields[0].starts_with('#')) fields[0] = trimmed(std::string_view(fields[0]).substr(1));
  if (separator == ' ' && fields.size() > 1 && fields[0].empty()) fields.erase(fields.begin());
  for (std::string& field : fields) field = std::string(unquoted(field));
  return fields;
}

/// The first record that names the columns, by whichever separator; one that names networks before
/// one that does not. Of two columns the one that is not the value's says whose it is, by what stands
/// in it.
std::optional<HeaderPlace> find_header(std::string_view text, char said, const std::string& name,
                                       const CsvColumn& column) {
  std::optional<HeaderPlace> without_networks;
  for (const char separator : separators) {
    if (said != '\0' && separator != said) continue;
    const std::vector<Record> records = first_records(text, separator, name);
    for (std::size_t i = 0; i < records.size(); ++i) {
      HeaderReading reading = read_header(header_fields(records[i].fields, separator), column);
      if (!reading.doubt.empty() || (reading.header && reading.header->names_networks())) {
        return HeaderPlace{separator, i, reading};
      }
      if (!reading.header || reading.header->columns > 2 || separator == ' ') continue;
      if (reading.header->columns == 2) {
        reading.header->index = 1 - reading.header->value;
        reading.header->index_is_unnamed = true;
      }
      if (!without_networks) without_networks = HeaderPlace{separator, i, reading};
    }
  }
  return without_networks;
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
  // Where files were put behind one another, the header comes again.
  const std::vector<std::string> header = records[place->record].fields;
  for (std::size_t i = place->record + 1; i < records.size(); ++i) {
    if (records[i].fields[0].starts_with('#') || is_rule(records[i])) continue;
    if (records[i].fields == header) continue;
    table.rows.push_back(std::move(records[i]));
  }
  return table;
}

/// Where every row has one field more than the header, the first of each is the row's name, as data
/// frames print themselves; with commas it would as well be the rest of a decimal.
void drop_row_names(Table& table) {
  if (table.separator != ' ' && table.separator != '\t') return;
  bool ends_empty = true;  // as where every line ends in a tab
  for (const Record& row : table.rows) {
    if (row.fields.size() != table.header.columns + 1) return;
    ends_empty = ends_empty && row.fields.back().empty();
  }
  if (ends_empty) return;
  for (Record& row : table.rows) row.fields.erase(row.fields.begin());
}

/// A last row that sums up the others ("Total", "mean") is no network's.
void drop_summaries(Table& table) {
  while (!table.rows.empty()) {
    const std::vector<std::string>& fields = table.rows.back().fields;
    const auto first = std::find_if(fields.begin(), fields.end(),
                                    [](const std::string& field) { return !field.empty(); });
    const auto place = static_cast<std::size_t>(first - fields.begin());
    const std::optional<std::size_t> key =
        table.header.architecture ? table.header.architecture : table.header.index;
    // The word stands for the network, or before where one would stand.
    const bool is_summary = first != fields.end() && is_summary_name(*first) && key &&
                            (place == *key || (*key < fields.size() && fields[*key].empty()));
    if (!is_summary) return;
    table.rows.pop_back();
  }
}

/// Makes the table's rows all as wide as the header; what is behind the value may be missing.
void check_widths(Table& table, const std::string& name) {
  const TableHeader& header = table.header;
  const std::size_t least =
      1 + std::max({header.value, header.index.value_or(0), header.architecture.value_or(0)});
  for (Record& row : table.rows) {
    if (row.fields.size() >= least && row.fields.size() < header.columns) {
      row.fields.resize(header.columns);
    }
    while (row.fields.size() > table.header.columns && row.fields.back().empty()) {
      row.fields.pop_back();
    }
    if (row.fields.size() == table.header.columns) continue;
    const bool has_commas = table.separator == ',' && row.fields.size() > table.header.columns;
    throw Error(
        at_line(name, row.line) + "has " + std::to_string(row.fields.size()) +
        (row.fields.size() == 1 ? " field" : " fields") + "; expected " +
        std::to_string(table.header.columns) + " as in the header" +
        (has_commas ? ": if commas are decimal marks, separate fields by semicolons" : "") +
        (table.separator == '|' ? ": if bars belong to a name, separate fields by tabs" : ""));
  }
}

void read_row_key(Measurement& row, const Record& record, const TableHeader& header,
                  const std::string& where) {
  if (header.architecture) row.key = record.fields[*header.architecture];
  if (header.index) {
    const std::string_view text = unquoted(record.fields[*header.index]);
    const auto index = read_whole_number(text, DecimalMark::point);
    if (!index) throw Error(where + "the index " + quote(text) + " is not a whole number");
    row.index = *index;
  }
  if (header.architecture && row.key.empty() && !header.index) {
    throw Error(where + "names no architecture: take the row out if it sums up others");
  }
}

/// A first row of units: ",ms" or "-;[s]".
void take_unit_row(Table& table) {
  if (table.rows.empty()) return;
  std::string_view unit = table.rows[0].fields[table.header.value];
  if (unit.size() > 2 && (unit.front() == '[' || unit.front() == '(')) {
    unit = unit.substr(1, unit.size() - 2);
  }
  const auto milliseconds = milliseconds_in(unit);
  if (!milliseconds) return;
  table.header.scale = *milliseconds;
  table.rows.erase(table.rows.begin());
}

/// Beside architectures, a column "index" that counts the rows is a data frame's (reset_index()), but
/// in a table of all cells it may as well be the benchmark's and is checked.
void drop_row_numbers(Table& table) {
  TableHeader& header = table.header;
  if (!header.architecture || !header.index || table.rows.size() == cell_count) return;
  for (const std::size_t first : {std::size_t{0}, std::size_t{1}}) {
    std::size_t row = 0;
    while (row < table.rows.size() && parse_whole_number(table.rows[row].fields[*header.index]) ==
                                          static_cast<int>(row + first)) {
      ++row;
    }
    if (row < table.rows.size()) continue;
    header.index.reset();
    return;
  }
}

/// What a first column without a name holds: texts, or else numbers of the rows.
void settle_unnamed_column(Table& table, const std::string& name, const CsvColumn& column) {
  TableHeader& header = table.header;
  if (table.rows.empty() || !header.index) return;
  const std::string& first = table.rows[0].fields[*header.index];
  if (!header.index_is_unnamed) {
    // "arch_idx" above texts: a cell's is not mistaken for anything else.
    if (!header.architecture && first.find('~') != std::string::npos) {
      std::swap(header.index, header.architecture);
    }
  } else if (!read_whole_number(first, DecimalMark::point)) {
    if (parse_number(first)) {
      throw Error(name + ": no column names networks: expected architecture or index beside " +
                  column.name);
    }
    header.architecture = header.index;
    header.index.reset();
  } else if (table.rows.size() != cell_count) {
    throw Error(name + ": its " + (*header.index == 0 ? "first" : "second") +
                " column may number networks or rows: call it index if it holds the "
                "benchmark's indices");
  }
}

Measurements values_in_order(const Table& table, const std::string& name, const CsvColumn& column,
                             DecimalMark mark) {
  std::vector<double> numbers;
  for (const Record& record : table.rows) {
    const std::string& cell = record.fields[table.header.value];
    const auto number = read_number(cell, mark);
    const auto value = number ? in_column(*number, column, table.header.scale) : std::nullopt;
    if (!value && !is_missing(cell)) refuse_value(at_line(name, record.line), cell, column);
    numbers.push_back(value.value_or(std::numeric_limits<double>::quiet_NaN()));
  }
  return in_order(numbers, name, column, 1);
}

Measurements from_table(Table table, const std::string& name, const CsvColumn& column) {
  drop_row_names(table);
  drop_summaries(table);
  check_widths(table, name);
  if (column.is_time) take_unit_row(table);
  settle_unnamed_column(table, name, column);
  drop_row_numbers(table);
  std::vector<std::string_view> cells;
  for (const Record& record : table.rows) cells.push_back(record.fields[table.header.value]);
  const DecimalMark mark = clear_decimal_mark(
      cells, table.separator, [&](std::size_t row) { return at_line(name, table.rows[row].line); });
  if (!table.header.names_networks()) return values_in_order(table, name, column, mark);
  Measurements read{.file = name, .in_order = false, .positions = 0, .rows = {}};
  for (std::size_t i = 0; i < table.rows.size(); ++i) {
    const Record& record = table.rows[i];
    const std::string where = at_line(name, record.line);
    Measurement row{.key = {}, .index = -1, .value = 0, .line = record.line};
    read_row_key(row, record, table.header, where);
    if (is_missing(cells[i])) continue;
    const auto number = read_number(cells[i], mark);
    const auto value = number ? in_column(*number, column, table.header.scale) : std::nullopt;
    if (!value || !is_in_range(*value, column)) {
      refuse_value(where, std::string(cells[i]), column);
    }
    row.value = *value;
    read.rows.push_back(std::move(row));
  }
  if (read.rows.empty()) throw Error(name + ": no row follows the header that has a number");
  return read;
}

std::vector<std::string_view> split_at(std::string_view text, std::string_view gaps) {
  std::vector<std::string_view> parts;
  for (std::size_t at = 0; (at = text.find_first_not_of(gaps, at)) != std::string_view::npos;) {
    const std::size_t end = std::min(text.find_first_of(gaps, at), text.size());
    parts.push_back(text.substr(at, end - at));
    if (parts.size() > limits::values) return {};
    at = end;
  }
  return parts;
}

/// The lines that are no comments.
std::vector<std::string_view> data_lines(std::string_view text) {
  std::vector<std::string_view> lines;
  for (const std::string_view each : split_at(text, "\r\n")) {
    const std::string_view line = trimmed(each);
    if (!line.empty() && !line.starts_with('#')) lines.push_back(line);
  }
  return lines;
}

/// Of numbers with or without units, in milliseconds if it is time; empty if any is none.
std::vector<double> numbers_of(const std::vector<std::string_view>& cells,
                               const CsvColumn& column) {
  const DecimalMark mark = decimal_mark_of(cells, ';');
  std::vector<double> numbers;
  for (const std::string_view cell : cells) {
    const auto number = mark == DecimalMark::unclear ? std::nullopt : read_number(cell, mark);
    const auto value = number ? in_column(*number, column, 1) : std::nullopt;
    if (!value) return {};
    numbers.push_back(*value);
  }
  return numbers;
}

/// What a data frame without names saves of all cells: a header that it makes up (",0" or "0") and
/// before each number which one it is.
void drop_frame(std::vector<std::string_view>& lines) {
  constexpr std::string_view gaps = " \t,;\"";
  if (lines.size() != cell_count && lines.size() != cell_count + 1) return;
  const std::size_t header = lines.size() - cell_count;
  if (header == 1 && split_at(lines[0], gaps) != std::vector<std::string_view>{"0"}) return;
  lines.erase(lines.begin(), lines.begin() + static_cast<std::ptrdiff_t>(header));
  std::vector<std::string_view> numbers;
  for (std::size_t i = 0; i < cell_count; ++i) {
    const std::vector<std::string_view> parts = split_at(lines[i], gaps);
    if (parts.size() != 2 || parse_number(parts[0]) != static_cast<double>(i)) return;
    numbers.push_back(parts[1]);
  }
  lines = std::move(numbers);
}

/// R prints before each line which of the numbers is its first: "[11] 4.6 5.2".
void drop_places(std::vector<std::string_view>& lines) {
  std::vector<std::string_view> rest;
  for (const std::string_view line : lines) {
    const std::size_t end = line.find(']');
    if (!line.starts_with('[') || end == std::string_view::npos ||
        !parse_whole_number(line.substr(1, end - 1))) {
      return;
    }
    rest.push_back(trimmed(line.substr(end + 1)));
  }
  lines = std::move(rest);
}

/// Numbers and nothing else, one a line or several; empty if the text is anything else.
std::vector<double> bare_numbers(std::vector<std::string_view> lines, const CsvColumn& column) {
  drop_places(lines);
  // Between lines and semicolons, commas may be decimal marks; within a line they stand between.
  std::vector<std::string_view> cells, pieces;
  bool one_each = true;
  for (const std::string_view line : lines) {
    for (const std::string_view cell : split_at(line, ";\t")) {
      const std::vector<std::string_view> parts = split_at(cell, " ,");
      one_each = one_each && (parts.size() < 2 || !parse_number(parts[1]) ||
                              (parts.size() == 2 && cell.find(' ') == std::string_view::npos));
      cells.push_back(trimmed(cell));
      pieces.insert(pieces.end(), parts.begin(), parts.end());
    }
  }
  if (one_each) {
    std::vector<double> numbers = numbers_of(cells, column);
    if (!numbers.empty()) return numbers;
  }
  return numbers_of(pieces, column);
}

/// A line of a cell and its number in what a program printed.
struct CellLine {
  std::string_view key, number;
};

/// "|op~0|+|...|op~2|: 12.5 ms", "12.5 ms |op~0|+...", "[3/40] |op~0|+...|: latency=12.5". Nothing
/// but the notation of NAS-Bench-201 shows without a header where a name ends.
std::optional<CellLine> cell_line(std::string_view line, const CsvColumn& column) {
  const std::size_t last = line.rfind('~');
  if (last == std::string_view::npos) return std::nullopt;
  const std::size_t end =
      std::min(line.find_first_not_of("|)]\"' ", std::min(last + 2, line.size())), line.size());
  std::size_t begin = std::min(line.find_first_not_of(" \t,;:=\"'", end), line.size());
  if (line.substr(begin).starts_with("->") || line.substr(begin).starts_with(">")) {
    begin = std::min(line.find_first_not_of("-> \t", begin), line.size());
  }
  std::string_view before = line.substr(0, std::min(line.find('|'), end));
  if (before.find('~') != std::string_view::npos) before = {};
  const std::string_view key = trimmed(line.substr(before.size(), end - before.size()));
  const auto label = labelled(line.substr(begin), column);
  if (label && label->scale.value_or(1) != 1) return std::nullopt;
  const std::string_view number = label ? label->rest : line.substr(begin);
  const auto last_letter = before.find_last_not_of(" \t,;:=\"'([{");
  before = before.substr(0, last_letter == std::string_view::npos ? 0 : last_letter + 1);
  if (!before.empty() && number.empty()) return CellLine{key, before};
  // Behind other numbers (a counter, the time of day) a number must say what it is.
  const bool others = before.find_first_of("0123456789") != std::string_view::npos;
  const auto read = others && !label ? read_number(number, DecimalMark::point) : std::nullopt;
  if (others && !label && !(read && read->milliseconds)) return std::nullopt;
  return CellLine{key, number};
}

std::optional<Measurements> cells_with_numbers(const std::vector<std::string_view>& lines,
                                               const std::string& name, const CsvColumn& column) {
  std::vector<std::string_view> keys, numbers;
  for (const std::string_view line : lines) {
    const auto read = cell_line(line, column);
    if (!read) return std::nullopt;
    keys.push_back(read->key);
    numbers.push_back(read->number);
  }
  const std::vector<double> values = numbers_of(numbers, column);
  if (values.empty()) return std::nullopt;
  Measurements read{.file = name, .in_order = false, .positions = 0, .rows = {}};
  for (std::size_t i = 0; i < values.size(); ++i) {
    if (!is_in_range(values[i], column)) refuse_value(name + ": ", std::string(numbers[i]), column);
    read.rows.push_back({.key = std::string(keys[i]), .index = -1, .value = values[i], .line = 0});
  }
  return read;
}

/// Two numbers a line are an index and its value, unless the first ones come again.
struct NumberPairs {
  bool are_there = false;
  std::optional<Measurements> read;  ///< nothing where two whole numbers each could be anything
};

NumberPairs number_pairs(const std::vector<std::string_view>& lines, const std::string& name,
                         const CsvColumn& column) {
  std::set<std::string_view> firsts;
  std::vector<std::string_view> values;
  std::vector<std::optional<int>> indices;
  bool all_whole = true;
  for (const std::string_view line : lines) {
    std::size_t end = line.find_first_of(" \t;");
    const bool at_comma = end == std::string_view::npos;
    if (at_comma) end = line.find(',');
    if (end == std::string_view::npos) return {};
    std::string_view first = line.substr(0, end);
    if (first.ends_with(',')) first.remove_suffix(1);
    const std::size_t begin = line.find_first_not_of(" \t;,", end);
    const std::string_view value = line.substr(std::min(begin, line.size()));
    if (!parse_number(first) || (at_comma && value.find(',') != std::string_view::npos)) return {};
    firsts.insert(first);
    indices.push_back(parse_whole_number(first));
    values.push_back(value);
    all_whole = all_whole && parse_whole_number(value);
  }
  const std::vector<double> numbers = numbers_of(values, column);
  if (numbers.empty() || firsts.size() != lines.size()) return {};
  Measurements read{.file = name, .in_order = false, .positions = 0, .rows = {}};
  for (std::size_t i = 0; i < numbers.size(); ++i) {
    if (all_whole || !indices[i]) return {true, std::nullopt};
    if (!is_in_range(numbers[i], column)) {
      refuse_value(name + ": ", std::string(values[i]), column);
    }
    read.rows.push_back({.key = {}, .index = *indices[i], .value = numbers[i], .line = 0});
  }
  return {true, checked_pairs(std::move(read), column)};
}

/// Whether the bytes are no text: zeros, or many control characters.
bool is_binary(std::string_view text) {
  const std::string_view begin = text.substr(0, 1000);
  const auto odd = std::count_if(begin.begin(), begin.end(), [](char c) {
    return static_cast<unsigned char>(c) < ' ' && c != '\t' && c != '\r' && c != '\n';
  });
  return odd > 0 && (!is_utf8(text) || 10 * odd > static_cast<std::ptrdiff_t>(begin.size()));
}

/// A column that could be meant and is called otherwise: a sentence, or nothing.
std::string column_hint(std::string_view text, const std::string& name, const CsvColumn& column) {
  for (const char separator : separators) {
    for (const Record& record : first_records(text, separator, name)) {
      if (separator == ' ' && record.fields.size() > 2) continue;  // a sentence has as many words
      const auto reading = read_header(header_fields(record.fields, separator), column);
      if (!reading.hint.empty()) return at_line(name, record.line) + reading.hint;
    }
  }
  return "";
}

/// What a text without a table looks like, if it looks like anything.
std::string text_kind(std::string_view text) {
  std::string_view rest = text;
  const auto skip_blanks = [&] {
    rest.remove_prefix(std::min(rest.find_first_not_of(" \t\r\n"), rest.size()));
  };
  skip_blanks();
  const bool is_comment = rest.starts_with("//") || rest.starts_with("/*");
  while (rest.starts_with("//") || rest.starts_with("/*")) {
    const std::string_view last = rest.starts_with("/*") ? "*/" : "\n";
    const std::size_t end = rest.find(last);
    rest.remove_prefix(end == std::string_view::npos ? rest.size() : end + last.size());
    skip_blanks();
  }
  if (is_comment && (rest.starts_with('{') || rest.starts_with('['))) {
    return "JSON has no comments: take them out";
  }
  const std::string_view line = trimmed(rest.substr(0, rest.find_first_of("\r\n")));
  if (line == "---" || line.starts_with("- ") || (line.ends_with(':') && line.size() > 1)) {
    return "this looks like YAML: save it as JSON or as CSV";
  }
  const bool is_section = line.size() > 2 && line.starts_with('[') && line.ends_with(']');
  const std::size_t equals = line.find('=');
  const std::string_view name = trimmed(line.substr(0, std::min(equals, line.size())));
  const bool is_setting = equals != std::string_view::npos && !name.empty() &&
                          name.find_first_of(" ,;\t|~") == std::string_view::npos;
  if (is_section || is_setting) {
    return "this looks like settings or a program: save the numbers as JSON or as CSV";
  }
  return "";
}

[[noreturn]] void refuse_text(const std::string& text, const std::string& name,
                              const CsvColumn& column) {
  if (is_binary(text)) {
    const bool is_array =
        text.size() == cell_count * sizeof(double) || text.size() == cell_count * sizeof(float);
    throw Error(name + (is_array ? ": holds bare bytes of numbers (array.tofile): save them by "
                                   "numpy.save, or as CSV"
                                 : ": is neither text nor any kind of file that is read: save its "
                                   "numbers as CSV or by numpy.save"));
  }
  const std::string hint = column_hint(text, name, column);
  if (!hint.empty()) throw Error(hint);
  Lines lines(text);
  const auto line = lines.next();
  if (const std::string kind = text_kind(text); line && !kind.empty()) {
    throw Error(at_line(name, lines.number()) + kind);
  }
  if (!is_utf8(text))
    throw Error(name + ": is text in another encoding than UTF-8: save it as that");
  throw Error((line ? at_line(name, lines.number()) : name + ": ") +
              "expected a header that names the columns architecture or index, and " + column.name +
              ", e.g. 'index," + column.name + "'" + (line ? ", not " + quote(*line) : ""));
}

}  // namespace

Measurements text_measurements(const std::string& text, const std::string& name,
                               const CsvColumn& column) {
  if (auto table = find_table(text, name, column)) {
    return from_table(std::move(*table), name, column);
  }
  std::vector<std::string_view> lines = data_lines(text);
  drop_frame(lines);
  if (!lines.empty()) {
    if (auto read = cells_with_numbers(lines, name, column)) return *read;
    const NumberPairs pairs = number_pairs(lines, name, column);
    if (pairs.read) return *pairs.read;
    const std::vector<double> numbers = bare_numbers(lines, column);
    if (!numbers.empty() && !pairs.are_there) return in_order(numbers, name, column, 1);
  }
  refuse_text(text, name, column);
}

bool has_column(std::string_view text, const std::string& name, const CsvColumn& column) {
  const char said = take_separator_line(text);
  return find_header(text, said, name, column).has_value();
}

}  // namespace tenprobes::datasets
