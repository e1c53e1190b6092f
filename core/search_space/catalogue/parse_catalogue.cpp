// Reads what catalogue.h describes.
#include <algorithm>
#include <limits>
#include <map>
#include <utility>

#include "core/base/error.h"
#include "core/base/file_names.h"
#include "core/base/foreign_files.h"
#include "core/base/limits.h"
#include "core/base/lines.h"
#include "core/base/named.h"
#include "core/base/number_text.h"
#include "core/base/quote.h"
#include "core/base/text_encoding.h"
#include "core/base/text_numbers.h"
#include "core/base/text_table.h"
#include "core/search_space/catalogue/catalogue.h"

namespace tenprobes {
inline namespace search_space {
namespace {

/// What a column is: one of these, or the place of a feature.
constexpr int name_column = -1, quality_column = -2, group_column = -3, passed_over = -4;

bool holds(const std::vector<std::string>& fields, std::string_view wanted) {
  return std::find(fields.begin(), fields.end(), wanted) != fields.end();
}

/// What tables of models call the three columns; where several stand and none is ours, it is unclear.
constexpr std::pair<std::string_view, std::string_view> other_names[] = {
    {"name", "name,model,model_name,network"},
    {"quality", "quality,accuracy,acc,top1,top_1,top1_acc,top_1_acc,top1_accuracy,top_1_accuracy"},
    {"group", "group,family"}};

/// Features whose unit is said, by the name that stands for both (catalogue.h).
struct UnitOfFeature {
  std::string_view name, unit, feature;
};
constexpr UnitOfFeature features_with_units[] = {
    {"macs", "g", "gmacs"},      {"macs", "m", "mmacs"},
    {"params", "m", "mparams"},  {"parameters", "m", "mparams"},
    {"#params", "m", "mparams"}, {"activations", "m", "mactivations"}};

struct NameAndUnit {
  std::string name, unit;
};

/// "Params (M)" and "Params [M]" are {params, m}.
NameAndUnit split_unit(std::string_view field) {
  for (const auto& [open, close] : {std::pair('(', ')'), std::pair('[', ']')}) {
    const std::size_t begin = field.find(open);
    if (begin == std::string_view::npos || !field.ends_with(close)) continue;
    return {plain_name(field.substr(0, begin)),
            plain_name(field.substr(begin + 1, field.size() - begin - 2))};
  }
  return {plain_name(field), ""};
}

struct Header {
  std::vector<std::string> fields;  ///< the three columns called as catalogue.h calls them
  bool is_percent = false;          ///< whether the quality is called an accuracy
  std::string doubt;                ///< several columns that the quality could be
};

Header in_our_names(std::vector<std::string> fields) {
  Header header{std::move(fields), false, ""};
  for (std::string& field : header.fields) {
    const auto [name, unit] = split_unit(field);
    for (const UnitOfFeature& each : features_with_units) {
      if (each.name == name && each.unit == unit) field = each.feature;
    }
  }
  for (const auto& [ours, others] : other_names) {
    if (holds(header.fields, ours)) continue;
    std::vector<std::string*> found;
    for (std::string& field : header.fields) {
      const auto [name, unit] = split_unit(field);
      const bool has_unit = !unit.empty() && (ours != "quality" || unit != "%");
      if (!has_unit && lists(others, name)) found.push_back(&field);
    }
    if (found.size() > 1 && ours == "quality") {
      header.doubt = ": " + quote(*found[0]) + " and " + quote(*found[1]) + " could both be it";
    }
    if (found.size() != 1) continue;
    const auto [name, unit] = split_unit(*found[0]);
    if (ours == "quality") header.is_percent = name != ours || unit == "%";
    *found[0] = ours;
  }
  return header;
}

struct HeaderPlace {
  char separator = ',';
  std::size_t record = 0;
  bool is_found = false;
};

/// The first record that names both columns, by whichever separator: a title may stand above it. Where
/// none does, the first record of all.
HeaderPlace find_header(std::string_view text, char said, const std::string& name) {
  for (const char separator : {',', ';', '\t', '|', ' '}) {
    if (said != '\0' && separator != said) continue;
    const std::vector<Record> records = first_records(text, separator, name);
    for (std::size_t i = 0; i < records.size(); ++i) {
      // Words between blanks are a header where as many fields follow, or one more: a row's number.
      const std::size_t width = records[i].fields.size();
      const std::size_t next = i + 1 < records.size() ? records[i + 1].fields.size() : 0;
      if (separator == ' ' && next != width && next != width + 1) continue;
      const Header header = in_our_names(records[i].fields);
      if (holds(header.fields, "name") && holds(header.fields, "quality")) {
        return {separator, i, true};
      }
    }
  }
  return {said != '\0' ? said : ',', 0, false};
}

/// The value of a comment such as "# title: My models", or nothing.
std::string_view comment_value(std::string_view line, std::string_view key) {
  line = trimmed(line.substr(1));
  if (!line.starts_with(key) || !line.substr(key.size()).starts_with(":")) return {};
  return trimmed(line.substr(key.size() + 1));
}

bool is_word(std::string_view text) {
  const auto is_part = [](char c) { return is_letter(c) || is_digit(c) || c == '_'; };
  return !text.empty() && !is_digit(text[0]) && std::all_of(text.begin(), text.end(), is_part);
}

/// ", e.g. 'params_m'" for "Params (M)".
std::string suggestion(std::string_view field) {
  const auto [name, unit] = split_unit(field);
  const std::string word = unit.empty() ? name : name + "_" + unit;
  return is_word(word) ? ", e.g. " + quote(word) : "";
}

void check_text(std::string_view text, const char* what, const std::string& where) {
  if (!is_utf8(text)) {
    throw Error(where + what + " " + quote(text) + " is not UTF-8: save the file as UTF-8");
  }
  const bool is_line = text.find_first_of("\r\n\t") == std::string_view::npos;
  if (text.empty() || text.size() > limits::name_bytes || !is_line ||
      has_control_characters(text)) {
    throw Error(where + what + " " + quote(text) + " is not a text of 1 to " +
                std::to_string(limits::name_bytes) + " bytes without control characters");
  }
}

class Reader {
 public:
  Reader(std::string_view csv, const std::string& name) : name_(name) { take_comments(csv); }

  /// Whether a header names what each network needs.
  bool has_header() {
    std::string_view text = text_;
    const char said = take_separator_line(text);
    return find_header(text, said, name_).is_found;
  }

  /// The same, where neither the other columns nor the networks' names say that the table is another:
  /// of cells, or of latencies.
  bool is_catalogue() {
    std::string_view text = text_;
    const char said = take_separator_line(text);
    const HeaderPlace place = find_header(text, said, name_);
    if (!place.is_found) return false;
    const auto records = split_records(text, place.separator, name_, place.record + 2);
    const std::vector<std::string>& header = records[place.record].fields;
    if (holds(header, "name") && holds(header, "quality")) return true;
    const auto other = [](const std::string& field) {
      return field.find('~') != std::string::npos ||
             plain_name(field).find("latency") != std::string::npos;
    };
    return std::none_of(header.begin(), header.end(), other) &&
           (records.size() == place.record + 1 ||
            std::none_of(records.back().fields.begin(), records.back().fields.end(), other));
  }

  CatalogueRows read() {
    std::string_view text = text_;
    const char said = take_separator_line(text);
    const HeaderPlace place = find_header(text, said, name_);
    separator_ = place.separator;
    records_ = split_records(text, separator_, name_);
    if (records_.empty()) {
      throw Error(at_line(name_, 1) +
                  "empty; expected a header such as 'name,quality,gmacs,mparams,group'");
    }
    Record header = std::move(records_[place.record]);
    records_.erase(records_.begin(),
                   records_.begin() + static_cast<std::ptrdiff_t>(place.record) + 1);
    std::erase_if(records_, is_rule);
    if (separator_ == ' ') drop_row_names(header.fields.size());
    read_header(header);
    drop_summaries();
    if (records_.empty()) throw Error(at_line(name_, header.line) + "no row follows the header");
    for (Record& record : records_) check_width(record);
    for (std::size_t i = 0; i < columns_.size(); ++i) read_column(i);
    if (rows_.group_of.empty()) rows_.group_of.assign(records_.size(), -1);
    refuse_repeated_names();
    return std::move(rows_);
  }

 private:
  /// Keeps the text without its comments; lines are counted as before.
  void take_comments(std::string_view csv) {
    std::string text = utf8_text(csv, name_);
    if (text.find('\n') == std::string::npos) std::replace(text.begin(), text.end(), '\r', '\n');
    int number = 0;
    for (std::size_t at = 0; at < text.size();) {
      const std::size_t end = std::min(text.find('\n', at), text.size() - 1) + 1;
      const std::string_view line = std::string_view(text).substr(at, end - at);
      const std::string_view words = trimmed(line.substr(0, line.find_last_not_of("\r\n") + 1));
      ++number;
      if (words.starts_with('#') || words.starts_with("//")) {
        read_comment(words, at_line(name_, number));
        text_ += '\n';
      } else {
        text_ += line;
      }
      at = end;
    }
  }

  void read_comment(std::string_view line, const std::string& where) {
    for (const auto& [key, text] :
         {std::pair<std::string_view, std::string*>{"title", &rows_.title},
          {"quality", &rows_.quality_label}}) {
      const std::string_view value = comment_value(line, key);
      if (value.empty()) continue;
      check_text(value, "the comment", where);
      *text = value;
    }
  }

  /// As data frames print themselves: the number of each row before it.
  void drop_row_names(std::size_t columns) {
    const bool all = std::all_of(records_.begin(), records_.end(), [&](const Record& record) {
      return record.fields.size() == columns + 1;
    });
    if (!all) return;
    for (Record& record : records_) record.fields.erase(record.fields.begin());
  }

  /// Last rows that sum up the others ("Total", "mean").
  void drop_summaries() {
    const auto place = std::find(columns_.begin(), columns_.end(), name_column) - columns_.begin();
    const auto key = static_cast<std::size_t>(place);
    while (records_.size() > 1 && records_.back().fields.size() > key &&
           is_summary_name(records_.back().fields[key])) {
      records_.pop_back();
    }
  }

  /// Whether a column holds words: notes, links, ways of interpolation.
  bool holds_words(std::size_t i) const {
    bool any = false;
    for (const Record& record : records_) {
      if (i >= record.fields.size() || is_missing(record.fields[i])) continue;
      if (std::string_view("0123456789+-.,<>~").find(record.fields[i][0]) != std::string::npos) {
        return false;
      }
      any = true;
    }
    return any;
  }

  void read_header(Record& record) {
    const std::string where = at_line(name_, record.line);
    while (!record.fields.empty() && record.fields.back().empty()) record.fields.pop_back();
    const Header header = in_our_names(std::move(record.fields));
    const std::vector<std::string>& fields = header.fields;
    is_percent_ = header.is_percent;
    constexpr std::string_view known[] = {"gmacs", "mmacs", "mparams", "mactivations"};
    for (std::size_t i = 0; i < fields.size(); ++i) {
      const std::string& field = fields[i];
      if (std::count(fields.begin(), fields.end(), field) > 1) {
        throw Error(where + "the column " + quote(field) + " comes twice");
      }
      if (field == "name" || field == "quality" || field == "group") {
        columns_.push_back(field == "name"      ? name_column
                           : field == "quality" ? quality_column
                                                : group_column);
        continue;
      }
      const bool is_known = std::find(std::begin(known), std::end(known), field) != std::end(known);
      // A data frame's numbers of rows, or words.
      const bool counts_rows =
          i == 0 && (field.empty() || field == "Unnamed: 0" || field == "index");
      if (counts_rows || (!is_known && holds_words(i))) {
        columns_.push_back(passed_over);
        continue;
      }
      if (!is_word(field)) {
        throw Error(where + "the column " + quote(field) +
                    " is not called by letters, digits and underscores, as a feature must be" +
                    suggestion(field));
      }
      columns_.push_back(static_cast<int>(rows_.features.size()));
      rows_.features.push_back(field);
    }
    for (const auto& [column, name] :
         {std::pair{name_column, "name"}, {quality_column, "quality"}}) {
      if (std::count(columns_.begin(), columns_.end(), column) == 0) {
        throw Error(where +
                    "expected a header that names the columns name and quality, e.g. "
                    "'name,quality,gmacs,mparams,group'; " +
                    name + " is missing" + (column == quality_column ? header.doubt : ""));
      }
    }
    if (rows_.features.size() > limits::features) {
      throw Error(where + std::to_string(rows_.features.size()) +
                  " features are too many: at most " + std::to_string(limits::features) +
                  " are read");
    }
    rows_.values.resize(rows_.features.size());
  }

  void check_width(Record& record) const {
    while (record.fields.size() > columns_.size() && record.fields.back().empty()) {
      record.fields.pop_back();
    }
    if (record.fields.size() == columns_.size()) return;
    throw Error(at_line(name_, record.line) + "has " + std::to_string(record.fields.size()) +
                " fields; expected " + std::to_string(columns_.size()) + " as in the header");
  }

  void read_column(std::size_t i) {
    if (columns_[i] == passed_over) return;
    const bool is_text = columns_[i] == name_column || columns_[i] == group_column;
    const DecimalMark mark = is_text ? DecimalMark::point : mark_of(i);
    for (const Record& record : records_) {
      const std::string& field = record.fields[i];
      const std::string where = at_line(name_, record.line);
      if (columns_[i] == name_column) {
        check_text(field, "the name", where);
        rows_.names.push_back(field);
      } else if (columns_[i] == quality_column) {
        const auto quality = read_number(field, mark);
        if (!quality || quality->milliseconds) {
          throw Error(where + "the quality " + quote(field) + " is not a number");
        }
        if (is_percent_ && (quality->value < 0 || quality->value > 100)) {
          throw Error(where + "the accuracy " + quote(field) +
                      " is not a percentage from 0 to 100");
        }
        rows_.quality.push_back(quality->value);
      } else if (columns_[i] == group_column) {
        rows_.group_of.push_back(field.empty() ? -1 : group_named(field, where));
      } else {
        const auto feature = static_cast<std::size_t>(columns_[i]);
        rows_.values[feature].push_back(read_feature(field, mark, rows_.features[feature], where));
      }
    }
  }

  DecimalMark mark_of(std::size_t i) const {
    std::vector<std::string_view> cells;
    for (const Record& record : records_) cells.push_back(record.fields[i]);
    return clear_decimal_mark(
        cells, separator_, [this](std::size_t row) { return at_line(name_, records_[row].line); });
  }

  static double read_feature(std::string_view field, DecimalMark mark, const std::string& feature,
                             const std::string& where) {
    if (is_missing(field)) return std::numeric_limits<double>::quiet_NaN();
    const auto number = read_number(field, mark);
    if (!number || number->milliseconds || number->value <= 0) {
      throw Error(where + feature + " " + quote(field) +
                  " is not a positive number (nothing stands where it is not known)");
    }
    return number->value;
  }

  int group_named(const std::string& name, const std::string& where) {
    const auto [found, is_new] =
        group_places_.try_emplace(name, static_cast<int>(rows_.groups.size()));
    if (is_new) {
      check_text(name, "the group", where);
      rows_.groups.push_back(name);
    }
    return found->second;
  }

  void refuse_repeated_names() const {
    std::vector<std::size_t> order(rows_.names.size());
    for (std::size_t i = 0; i < order.size(); ++i) order[i] = i;
    std::sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) {
      return rows_.names[a] != rows_.names[b] ? rows_.names[a] < rows_.names[b] : a < b;
    });
    for (std::size_t i = 1; i < order.size(); ++i) {
      if (rows_.names[order[i]] != rows_.names[order[i - 1]]) continue;
      throw Error(at_line(name_, records_[order[i]].line) + "the name " +
                  quote(rows_.names[order[i]]) + " stands on line " +
                  std::to_string(records_[order[i - 1]].line) +
                  " already; each network has its own");
    }
  }

  const std::string& name_;
  std::string text_;
  char separator_ = ',';
  bool is_percent_ = false;      // whether the quality is an accuracy
  std::vector<Record> records_;  // the rows
  CatalogueRows rows_;
  std::vector<int> columns_;
  std::map<std::string, int> group_places_;
};

}  // namespace

std::shared_ptr<const CatalogueSpace> parse_catalogue(std::string_view csv,
                                                      const std::string& name) {
  if (const auto sentence = foreign_file(csv); sentence && !csv.empty()) {
    throw Error(name + ": " + *sentence);
  }
  CatalogueRows rows = Reader(csv, name).read();
  const std::string stem = stem_of(name);
  if (rows.title.empty()) rows.title = stem;
  if (rows.quality_label.empty()) rows.quality_label = "quality";
  return std::make_shared<const CatalogueSpace>(stem, std::move(rows));
}

bool looks_like_catalogue(std::string_view bytes) {
  try {
    return Reader(bytes, "").is_catalogue();
  } catch (const Error&) {
    return false;
  }
}

bool names_catalogue_columns(std::string_view bytes) {
  try {
    return Reader(bytes, "").has_header();
  } catch (const Error&) {
    return false;
  }
}

}  // namespace search_space
}  // namespace tenprobes
