// Measurements in documents: lists, dicts, arrays, records.
#include <algorithm>
#include <cmath>
#include <optional>

#include "core/base/error.h"
#include "core/base/number_text.h"
#include "core/base/quote.h"
#include "core/base/text_numbers.h"
#include "core/base/text_table.h"
#include "core/datasets/measurement_rows.h"
#include "core/datasets/measurements.h"
#include "core/datasets/table_header.h"
#include "core/search_space/cells/cell.h"

namespace tenprobes::datasets {
namespace {

bool is_whole(const Value& value) {
  return value.is_number() && std::floor(value.number()) == value.number();
}

bool may_be_index(double number) {
  return number >= 0 && number < (1 << 30) && std::floor(number) == number;
}

int index_of(double number, const std::string& where) {
  if (may_be_index(number)) return static_cast<int>(number);
  throw Error(where + "names a network by " + number_text(number) + "; expected its index");
}

/// Architectures that a column may name by their indices.
std::optional<int> index_in(const Value& key) {
  if (key.is_number() && may_be_index(key.number())) return static_cast<int>(key.number());
  const bool may_be_operations = key.is_text() && key.text().size() == edge_count;
  return key.is_text() && !may_be_operations ? parse_whole_number(key.text()) : std::nullopt;
}

double value_in(const Value& value, const std::string& where, const CsvColumn& column,
                double scale) {
  const auto one = value.is_number() ? std::optional(std::vector{value.number()})
                                     : value.numbers().value_or(std::vector<double>{});
  if (value.is_text()) {
    const std::string_view cell = value.text();
    const auto number = read_number(cell, decimal_mark_of(std::span(&cell, 1), ';'));
    const auto read = number ? in_column(*number, column, scale) : std::nullopt;
    if (!read || !is_in_range(*read, column)) refuse_value(where, value.text(), column);
    return *read;
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

struct NamedValues {
  std::optional<Value> index, architecture, value;
  std::optional<double> scale;  ///< where the value's name or a unit beside it says so
};

/// Of a field that is called a unit of the quantity, the scale. Throws Error where it is of another.
std::optional<double> stated_scale(const std::string& key, const Value& value,
                                   const CsvColumn& column, const std::string& where) {
  constexpr std::string_view names[] = {"unit", "units", "time_unit", "latency_unit", "unit_time"};
  if (!column.is_time || !value.is_text() || value.text().empty() ||
      std::find(std::begin(names), std::end(names), plain_name(key)) == std::end(names)) {
    return std::nullopt;
  }
  // "ms/image" as in a column's name.
  const auto scale = scale_of_name("latency (" + value.text() + ")", column);
  if (!scale) {
    throw Error(where + "its unit is " + quote(value.text()) +
                ", which is none of time: " + std::string(column.name) + " is in ms, s, us or ns");
  }
  return scale;
}

/// Of two fields of which one is known, the other is what is missing: a value by its name's unit of
/// time, a cell by its notation.
void settle_other_field(NamedValues& named, const Value& dict, const CsvColumn& column) {
  const bool has_key = named.index || named.architecture;
  if (has_key == named.value.has_value()) return;
  for (int i = 0; i < 2; ++i) {
    const auto [key, value] = dict.pair(i);
    if (has_key && !is_index_name(key.text()) && !is_architecture_name(key.text())) {
      named.scale = scale_of_timed_name(key.text(), column);
      if (named.scale) named.value = value;
    } else if (!has_key && value.is_text() && value.text().find('~') != std::string::npos) {
      named.architecture = value;
    }
  }
}

/// What a dict's keys call columns.
NamedValues named_values(const Value& dict, const CsvColumn& column, const std::string& where) {
  NamedValues named;
  bool exact = false;
  std::optional<double> unit;
  for (int i = 0; i < dict.size(); ++i) {
    const auto [key, value] = dict.pair(i);
    if (!key.is_text()) return {};
    const std::string& name = key.text();
    if (is_index_name(name)) {
      named.index = value;
    } else if (is_architecture_name(name)) {
      named.architecture = value;
    } else if (const auto stated = stated_scale(name, value, column, where)) {
      unit = stated;
    } else if (const auto scale = scale_of_name(name, column); scale && !exact) {
      exact = name == column.name;
      named.value = value;
      named.scale = has_unit_of_time(name) ? scale : std::nullopt;
    }
  }
  if (!named.scale) named.scale = unit;
  if (dict.size() == 2) settle_other_field(named, dict, column);
  return named;
}

/// The value of a network: itself, or what a record calls it.
std::optional<NamedValues> record_value(const Value& value, const CsvColumn& column,
                                        const std::string& where) {
  if (!value.is_dict()) return std::nullopt;
  NamedValues named = named_values(value, column, where);
  return named.value ? std::optional(named) : std::nullopt;
}

/// {architecture: number}, or {architecture: {"latency_ms": number, ...}}.
Measurements from_pairs(const Value& root, const std::string& name, const CsvColumn& column,
                        double scale) {
  Measurements read{.file = name, .in_order = false, .positions = 0, .rows = {}};
  for (int i = 0; i < root.size(); ++i) {
    const std::string where = name + ": entry " + std::to_string(i + 1) + ": ";
    const bool is_dict = root.is_dict();
    const Value key = is_dict ? root.pair(i).first : root.item(i).item(0);
    const Value value = is_dict ? root.pair(i).second : root.item(i).item(1);
    if (is_dict && key.is_text() && stated_scale(key.text(), value, column, where)) continue;
    Measurement row = keyed(key, where);
    const auto record = record_value(value, column, where);
    // A data frame's rows are numbered, and say themselves whose they are.
    if (record && (record->architecture || record->index)) {
      row = keyed(record->architecture ? *record->architecture : *record->index, where);
    }
    const Value own = record ? *record->value : value;
    if (own.is_none()) continue;
    row.value = value_in(own, where, column, record ? record->scale.value_or(scale) : scale);
    if (std::isnan(row.value)) continue;
    read.rows.push_back(std::move(row));
  }
  return read;
}

/// Of a list, an array, or a dict's values.
std::optional<std::vector<double>> column_numbers(const Value& values) {
  if (!values.is_dict()) return values.numbers();
  std::vector<double> numbers;
  for (int i = 0; i < values.size(); ++i) {
    const Value value = values.pair(i).second;
    if (!value.is_number() && !value.is_none()) return std::nullopt;
    numbers.push_back(value.is_number() ? value.number() : std::nan(""));
  }
  return numbers;
}

Measurements measured_in(const Value& root, const std::string& name, const CsvColumn& column,
                         double scale);

Measurements from_columns(const NamedValues& named, const std::string& name,
                          const CsvColumn& column, double given_scale) {
  const double scale = named.scale.value_or(given_scale);
  // A data frame's columns may be dicts by the numbers of its rows.
  const Value& values = *named.value;
  const auto numbers = column_numbers(values);
  if (!named.architecture && !named.index) {
    if (!numbers || values.is_dict()) return measured_in(values, name, column, scale);
    return in_order(*numbers, name, column, scale);
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
    if (std::isnan((*numbers)[i])) continue;
    const std::string where = name + ": entry " + std::to_string(i + 1) + ": ";
    Measurement row;
    if (key_numbers) {
      row.index = index_of((*key_numbers)[i], where);
    } else if (keys.is_list()) {
      row = keyed(keys.item(static_cast<int>(i)), where);
    } else if (keys.is_dict()) {
      row = keyed(keys.pair(static_cast<int>(i)).second, where);
    }
    row.value = (*numbers)[i] * scale;
    if (!is_in_range(row.value, column)) {
      refuse_value(where, number_text((*numbers)[i]), column);
    }
    read.rows.push_back(std::move(row));
  }
  return read;
}

/// Throws Error that says what a record lacks.
[[noreturn]] void refuse_record(const Value& record, bool is_first, const std::string& where,
                                const CsvColumn& column) {
  std::vector<std::string> fields;
  for (int i = 0; i < record.size(); ++i) {
    const Value key = record.pair(i).first;
    fields.push_back(key.is_text() ? key.text() : "");
  }
  const HeaderReading reading = read_header(fields, column);
  std::string why = reading.doubt.empty() ? reading.hint : reading.doubt;
  if (!is_first) why = std::string("has no ") + column.name + " as others have: leave it out";
  throw Error(where +
              (why.empty()
                   ? std::string("expected the fields architecture or index, and ") + column.name
                   : why));
}

/// [{"latency_ms": number}, ...]: in the benchmark's order.
std::optional<std::vector<double>> numbers_of_records(const Value& list, const CsvColumn& column,
                                                      double scale, const std::string& where) {
  std::vector<double> numbers;
  for (int i = 0; i < list.size(); ++i) {
    const Value record = list.item(i);
    const bool is_alone = record.is_dict() && record.size() == 1;
    const auto named = is_alone ? record_value(record, column, where) : std::nullopt;
    if (!named || (!named->value->is_number() && !named->value->is_none())) return std::nullopt;
    numbers.push_back(named->value->is_none()
                          ? std::nan("")
                          : named->value->number() * named->scale.value_or(scale));
  }
  return numbers;
}

Measurements from_records(const Value& root, const std::string& name, const CsvColumn& column,
                          double scale) {
  if (const auto numbers = numbers_of_records(root, column, scale, name + ": ")) {
    return in_order(*numbers, name, column, 1);
  }
  Measurements read{.file = name, .in_order = false, .positions = 0, .rows = {}};
  for (int i = 0; i < root.size(); ++i) {
    const std::string where = name + ": entry " + std::to_string(i + 1) + ": ";
    const Value record = root.item(i);
    if (!record.is_dict()) {
      throw Error(where + "is " + record.description() + "; expected a record as the first is");
    }
    const NamedValues named = named_values(record, column, where);
    if (!named.value || (!named.architecture && !named.index)) {
      refuse_record(record, i == 0, where, column);
    }
    Measurement row = keyed(named.architecture ? *named.architecture : *named.index, where);
    if (named.value->is_none()) continue;
    row.value = value_in(*named.value, where, column, named.scale.value_or(scale));
    read.rows.push_back(std::move(row));
  }
  return read;
}

/// Whether a dict tells of one network.
bool is_record(const Value& dict, const CsvColumn& column, const std::string& where) {
  const NamedValues named = named_values(dict, column, where);
  const auto& key = named.architecture ? named.architecture : named.index;
  return key && (key->is_text() || key->is_number());
}

/// {"architecture": text, "latency_ms": number}: the one line of a file of lines.
Measurements from_one_record(const NamedValues& named, const std::string& name,
                             const CsvColumn& column, double scale) {
  const std::string where = name + ": entry 1: ";
  Measurements read{.file = name, .in_order = false, .positions = 0, .rows = {}};
  read.rows.push_back(keyed(named.architecture ? *named.architecture : *named.index, where));
  read.rows[0].value = value_in(*named.value, where, column, named.scale.value_or(scale));
  return read;
}

/// [[text or index, number], ...]; two whole numbers each could be anything.
bool all_pairs(const Value& list) {
  bool all_whole = true;
  for (int i = 0; i < list.size(); ++i) {
    const Value pair = list.item(i);
    if (!pair.is_list() || pair.size() != 2) return false;
    const Value key = pair.item(0), value = pair.item(1);
    if (!key.is_text() && !is_whole(key)) return false;
    // An array's index is as little an integer as its values are.
    all_whole = all_whole && !key.is_text() &&
                (value.is_integer() || (is_whole(value) && !key.is_integer()));
  }
  return list.size() > 0 && !all_whole;
}

/// Rows of an index and a number, as a two-dimensional array.
std::optional<Measurements> from_two_columns(const Value& array, const std::string& name,
                                             const CsvColumn& column, double scale) {
  if (array.shape().size() != 2 || array.shape()[1] != 2) return std::nullopt;
  constexpr double most = 1 << 30;
  const std::vector<double> numbers = array.tensor_numbers();
  Measurements read{.file = name, .in_order = false, .positions = 0, .rows = {}};
  bool all_whole = true;
  for (std::size_t i = 0; i < numbers.size(); i += 2) {
    const double index = numbers[i], value = numbers[i + 1] * scale;
    if (!(index >= 0 && index < most) || std::floor(index) != index) return std::nullopt;
    if (std::isnan(value)) continue;
    all_whole = all_whole && std::floor(value) == value;
    if (!is_in_range(value, column)) return std::nullopt;
    read.rows.push_back({.key = {}, .index = static_cast<int>(index), .value = value, .line = 0});
  }
  return all_whole ? std::nullopt : std::optional(checked_pairs(std::move(read), column));
}

/// The index of a data frame: as many texts as there are rows, or their numbers from 0.
enum class FrameIndex { none, texts, row_numbers };

FrameIndex kind_of_index(const std::optional<Value>& index, int rows) {
  if (!index || !index->is_list() || index->size() != rows || rows == 0) return FrameIndex::none;
  bool all_texts = true, all_numbers = true;
  for (int i = 0; i < rows; ++i) {
    const Value item = index->item(i);
    all_texts = all_texts && item.is_text();
    all_numbers = all_numbers && item.is_integer() && item.integer() == i;
  }
  return all_texts ? FrameIndex::texts : all_numbers ? FrameIndex::row_numbers : FrameIndex::none;
}

/// {"columns": [...], "index": [...], "data": [[...], ...]}: a data frame's to_json(orient="split"),
/// and a series' with "name" for "columns" and plain numbers as data.
std::optional<Measurements> from_split_frame(const Value& root, const std::string& name,
                                             const CsvColumn& column, double scale) {
  const auto columns = root.find("columns"), data = root.find("data"), series = root.find("name"),
             index = root.find("index");
  if (!data || !data->is_list()) return std::nullopt;
  std::vector<std::string> names;
  for (int i = 0; i < (columns && columns->is_list() ? columns->size() : 0); ++i) {
    names.push_back(columns->item(i).is_text() ? columns->item(i).text() : "");
  }
  if (!columns && series && series->is_text()) names = {series->text()};
  const HeaderReading reading = read_header(names, column);
  if (!reading.header) return std::nullopt;
  const TableHeader& header = *reading.header;
  const FrameIndex kind = kind_of_index(index, data->size());
  if (!header.names_networks() && kind == FrameIndex::none) return std::nullopt;
  const bool says_unit = has_unit_of_time(names[header.value]);
  Measurements read{.file = name, .in_order = false, .positions = 0, .rows = {}};
  if (!header.names_networks() && kind == FrameIndex::row_numbers) {
    read.in_order = true;
    read.positions = static_cast<std::size_t>(data->size());
  }
  for (int i = 0; i < data->size(); ++i) {
    const std::string where = name + ": entry " + std::to_string(i + 1) + ": ";
    const Value record = data->item(i);
    const bool is_row = record.is_list() && record.size() == static_cast<int>(names.size());
    if (columns && !is_row) return std::nullopt;
    const auto place =
        static_cast<int>(header.architecture ? *header.architecture : header.index.value_or(0));
    Measurement row = keyed(header.names_networks() ? record.item(place) : index->item(i), where);
    const Value value = columns ? record.item(static_cast<int>(header.value)) : record;
    if (value.is_none()) continue;
    row.value = value_in(value, where, column, says_unit ? header.scale : scale);
    read.rows.push_back(std::move(row));
  }
  return read;
}

/// Whether a value says of itself whose numbers it holds.
bool is_table(const Value& value, const CsvColumn& column, const std::string& where) {
  if (value.is_list()) return value.size() > 0 && record_value(value.item(0), column, where);
  if (!value.is_dict() || value.size() == 0) return false;
  if (named_values(value, column, where).value) return true;
  const auto [key, first] = value.pair(0);
  return key.is_text() && key.text().find('~') != std::string::npos &&
         (first.is_number() || record_value(first, column, where));
}

/// The unit that stands beside a table, in its document or in another part of it ("meta").
std::optional<double> scale_beside(const Value& root, const CsvColumn& column,
                                   const std::string& where) {
  std::optional<double> scale;
  for (int i = 0; i < root.size() && !scale; ++i) {
    const auto [key, value] = root.pair(i);
    if (!key.is_text()) continue;
    scale = stated_scale(key.text(), value, column, where);
    if (!scale && value.is_dict()) {
      for (int j = 0; j < value.size() && !scale; ++j) {
        const auto [inner, text] = value.pair(j);
        if (inner.is_text()) scale = stated_scale(inner.text(), text, column, where);
      }
    }
  }
  return scale;
}

/// Of {"device": "raspi4", "results": a table} the table, if there is just one.
std::optional<Value> table_in(const Value& root, const CsvColumn& column,
                              const std::string& where) {
  std::optional<Value> found;
  for (int i = 0; i < root.size(); ++i) {
    const auto [key, value] = root.pair(i);
    if (!key.is_text() || parse_whole_number(key.text()) ||
        key.text().find('~') != std::string::npos)
      return std::nullopt;
    if (!is_table(value, column, where)) continue;
    if (found) return std::nullopt;
    found = value;
  }
  return found;
}

/// A list of texts that are numbers.
std::optional<std::vector<double>> numbers_as_texts(const Value& list, const CsvColumn& column,
                                                    double scale) {
  std::vector<double> numbers;
  for (int i = 0; i < list.size(); ++i) {
    if (!list.item(i).is_text()) return std::nullopt;
    const std::string& text = list.item(i).text();
    const auto number = read_number(text, DecimalMark::point);
    const auto value = number ? in_column(*number, column, scale) : std::nullopt;
    if (!value && !is_missing(text)) return std::nullopt;
    numbers.push_back(value.value_or(std::nan("")));
  }
  return numbers;
}

[[noreturn]] void refuse_object(const Value& root, const std::string& name) {
  const std::string& object = root.object_name();
  if (object.starts_with("torch.nn.") || object.starts_with("torchvision.models.")) {
    throw Error(name + ": holds a PyTorch model (" + quote(object) + "), not measurements of one");
  }
  std::string remedy = "the numbers alone, as a list, an array or a CSV";
  if (object.starts_with("pandas.")) remedy = "it as CSV, by frame.to_csv('latencies.csv')";
  if (object.starts_with("torch."))
    remedy = "its numbers by numpy.save('latencies.npy', tensor.numpy())";
  if (object.starts_with("numpy."))
    remedy = "plain numbers by numpy.save, e.g. array.astype('float64')";
  throw Error(name + ": holds " + root.description() + ": save " + remedy);
}

bool is_weights(const Value& dict) {
  bool differ = false;
  for (int i = 0; i < dict.size(); ++i) {
    const Value value = dict.pair(i).second;
    if (!value.is_tensor()) return false;
    differ = differ || value.size() != dict.pair(0).second.size();
  }
  return differ;
}

/// `scale` is the unit's that the parts around it say.
Measurements measured_in(const Value& root, const std::string& name, const CsvColumn& column,
                         double scale) {
  const std::string where = name + ": ";
  const auto numbers = root.numbers();
  if (numbers && !numbers->empty()) return in_order(*numbers, name, column, scale);
  if (root.is_tensor()) {
    if (auto read = from_two_columns(root, name, column, scale)) return *read;
    throw Error(where + "holds " + root.description() +
                "; expected one row of numbers: keep one of each network, e.g. the median");
  }
  if (root.is_list() && root.size() > 0) {
    const Value first = root.item(0);
    // NumPy saves a dict as an array of one object.
    const bool is_wrapped =
        root.size() == 1 && (first.is_list() || first.is_tensor() ||
                             (first.is_dict() && !is_record(first, column, where)));
    if (is_wrapped) return measured_in(first, name, column, scale);
    if (first.is_dict()) return from_records(root, name, column, scale);
    if (const auto texts = numbers_as_texts(root, column, scale)) {
      return in_order(*texts, name, column, 1);
    }
    if (all_pairs(root)) return checked_pairs(from_pairs(root, name, column, scale), column);
  }
  if (root.is_dict() && root.size() > 0) {
    NamedValues named = named_values(root, column, where);
    if (named.value && is_record(root, column, where)) {
      if (named.value->is_number() || named.value->is_text()) {
        return from_one_record(named, name, column, scale);
      }
      named.architecture.reset();  // {"name": "raspi4", "latency_ms": [...]}: the device's
      named.index.reset();
    }
    if (named.value) return from_columns(named, name, column, scale);
    const double beside = scale_beside(root, column, where).value_or(scale);
    if (auto frame = from_split_frame(root, name, column, beside)) return *frame;
    if (const auto table = table_in(root, column, where)) {
      return measured_in(*table, name, column, beside);
    }
    refuse_weights(root, name);
    int at = 0;  // of the first that is no unit
    while (at + 1 < root.size() && root.pair(at).first.is_text() &&
           stated_scale(root.pair(at).first.text(), root.pair(at).second, column, where)) {
      ++at;
    }
    const auto [key, first] = root.pair(at);
    const bool is_network = key.is_text() && key.text().find('~') != std::string::npos;
    const bool may_be_value = first.is_text() && (is_network || is_missing(first.text()) ||
                                                  read_number(first.text(), DecimalMark::point));
    const auto one = first.numbers();
    if (first.is_number() || record_value(first, column, where) || first.is_none() ||
        may_be_value || (one && one->size() == 1)) {
      return from_pairs(root, name, column, beside);
    }
    const std::string each = where + "holds " + root.description() + ", the first of which, " +
                             key.description() + ", is " + first.description();
    if (first.is_list() || first.is_tensor()) {
      throw Error(each + (is_network ? ": keep one number of each network, e.g. the median"
                                     : ": save the one that is meant, or call it " +
                                           std::string(column.name)));
    }
    if (first.is_dict()) {
      throw Error(each + ": call the one of its values that is meant " + column.name);
    }
    throw Error(each + "; expected " + column.name + " of each network");
  }
  if (root.is_object()) refuse_object(root, name);
  const std::string first = root.is_list() && root.size() > 0
                                ? ", the first of which is " + root.item(0).description()
                                : "";
  throw Error(name + ": holds " + root.description() + first +
              "; expected numbers by architecture, e.g. a " +
              "CSV that begins with 'architecture," + column.name + "'");
}

}  // namespace

void refuse_weights(const Value& root, const std::string& name) {
  bool holds_weights = root.find("state_dict") || is_weights(root);
  for (int i = 0; i < root.size() && !holds_weights; ++i) {
    const Value value = root.pair(i).second;
    holds_weights = value.is_dict() && is_weights(value);
  }
  if (!holds_weights) return;
  throw Error(name + ": holds a network's weights (" + std::to_string(root.size()) +
              " entries), not measurements");
}

Measurements measurements_in(const Value& root, const std::string& name, const CsvColumn& column) {
  return measured_in(root, name, column, 1);
}

}  // namespace tenprobes::datasets
