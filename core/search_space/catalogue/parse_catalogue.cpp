// Reads what catalogue.h describes.
#include <algorithm>
#include <limits>
#include <map>
#include <utility>

#include "core/base/csv_fields.h"
#include "core/base/error.h"
#include "core/base/lines.h"
#include "core/base/quote.h"
#include "core/base/text_numbers.h"
#include "core/search_space/catalogue/catalogue.h"

namespace tenprobes {
inline namespace search_space {
namespace {

constexpr std::size_t longest_name = 200, most_features = 32;

/// What a column is: one of these, or the place of a feature.
constexpr int name_column = -1, quality_column = -2, group_column = -3;

/// The value of a comment such as "# title: My models", or nothing.
std::string_view comment_value(std::string_view line, std::string_view key) {
  line = trimmed(line.substr(1));
  if (!line.starts_with(key) || !line.substr(key.size()).starts_with(":")) return {};
  return trimmed(line.substr(key.size() + 1));
}

bool is_word(std::string_view text) {
  return !text.empty() && std::none_of(text.begin(), text.end(), [](char c) {
    return !(c >= 'a' && c <= 'z') && !(c >= 'A' && c <= 'Z') && !(c >= '0' && c <= '9') &&
           c != '_';
  }) && !(text[0] >= '0' && text[0] <= '9');
}

void check_text(std::string_view text, const char* what, const std::string& where) {
  const bool visible = std::none_of(text.begin(), text.end(), [](char c) {
    return static_cast<unsigned char>(c) < ' ' || c == '\x7f';
  });
  if (text.empty() || text.size() > longest_name || !visible) {
    throw Error(where + what + " " + quote(text) + " is not a text of 1 to " +
                std::to_string(longest_name) + " bytes without control characters");
  }
}

class Reader {
 public:
  Reader(std::string_view csv, const std::string& name) : lines_(csv), name_(name) {}

  CatalogueRows read() {
    while (const auto line = lines_.next()) {
      if (line->front() == '#') {
        read_comment(*line);
      } else if (columns_.empty()) {
        read_header(*line);
      } else {
        read_row(*line);
      }
    }
    if (columns_.empty()) {
      throw Error(name_ + ": empty; expected a header such as 'name,quality,gmacs,mparams,group'");
    }
    if (rows_.names.empty()) throw Error(name_ + ": no row follows the header");
    refuse_repeated_names();
    return std::move(rows_);
  }

 private:
  std::string here() const { return at_line(name_, lines_.number()); }

  void read_comment(std::string_view line) {
    for (const auto& [key, text] :
         {std::pair<std::string_view, std::string*>{"title", &rows_.title},
          {"quality", &rows_.quality_label}}) {
      const std::string_view value = comment_value(line, key);
      if (value.empty()) continue;
      check_text(value, "the comment", here());
      *text = value;
    }
  }

  void read_header(std::string_view line) {
    const std::vector<std::string> fields = csv_fields(line);
    for (std::size_t i = 0; i < fields.size(); ++i) {
      const std::string& field = fields[i];
      if (std::count(fields.begin(), fields.end(), field) > 1) {
        throw Error(here() + "the column " + quote(field) + " comes twice");
      }
      if (field == "name" || field == "quality" || field == "group") {
        columns_.push_back(field == "name"      ? name_column
                           : field == "quality" ? quality_column
                                                : group_column);
        continue;
      }
      if (!is_word(field)) {
        throw Error(here() + "the column " + quote(field) +
                    " is not called by letters, digits and underscores, as a feature must be");
      }
      columns_.push_back(static_cast<int>(rows_.features.size()));
      rows_.features.push_back(field);
    }
    for (const auto& [column, name] :
         {std::pair{name_column, "name"}, {quality_column, "quality"}}) {
      if (std::count(columns_.begin(), columns_.end(), column) == 0) {
        throw Error(here() +
                    "expected a header that names the columns name and quality, e.g. "
                    "'name,quality,gmacs,mparams,group'; " +
                    name + " is missing");
      }
    }
    if (rows_.features.size() > most_features) {
      throw Error(here() + std::to_string(rows_.features.size()) +
                  " features are too many: at most " + std::to_string(most_features) + " are read");
    }
    rows_.values.resize(rows_.features.size());
  }

  void read_row(std::string_view line) {
    std::vector<std::string> fields = csv_fields(line);
    if (fields.size() != columns_.size()) {
      throw Error(here() + "expected " + std::to_string(columns_.size()) +
                  " fields as in the header, with quotes closed, in " + quote(line));
    }
    int group = -1;
    for (std::size_t i = 0; i < fields.size(); ++i) {
      std::string& field = fields[i];
      if (columns_[i] == name_column) {
        check_text(field, "the name", here());
        rows_.names.push_back(std::move(field));
      } else if (columns_[i] == quality_column) {
        const std::optional<double> quality = parse_number(field);
        if (!quality) throw Error(here() + "the quality " + quote(field) + " is not a number");
        rows_.quality.push_back(*quality);
      } else if (columns_[i] == group_column) {
        if (!field.empty()) group = group_named(field);
      } else {
        const auto feature = static_cast<std::size_t>(columns_[i]);
        rows_.values[feature].push_back(read_feature(field, rows_.features[feature]));
      }
    }
    rows_.group_of.push_back(group);
    line_of_.push_back(lines_.number());
  }

  double read_feature(std::string_view field, const std::string& feature) const {
    if (trimmed(field).empty()) return std::numeric_limits<double>::quiet_NaN();
    const std::optional<double> value = parse_number(field);
    if (!value || *value <= 0) {
      throw Error(here() + feature + " " + quote(field) +
                  " is not a positive number (nothing stands where it is not known)");
    }
    return *value;
  }

  int group_named(const std::string& name) {
    const auto [found, is_new] =
        group_places_.try_emplace(name, static_cast<int>(rows_.groups.size()));
    if (is_new) {
      check_text(name, "the group", here());
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
      throw Error(at_line(name_, line_of_[order[i]]) + "the name " + quote(rows_.names[order[i]]) +
                  " stands on line " + std::to_string(line_of_[order[i - 1]]) +
                  " already; each network has its own");
    }
  }

  Lines lines_;
  const std::string& name_;
  CatalogueRows rows_;
  std::vector<int> columns_;
  std::vector<int> line_of_;  // by row
  std::map<std::string, int> group_places_;
};

/// "folder/mine.csv" -> "mine".
std::string stem_of(std::string_view name) {
  if (const auto slash = name.find_last_of("/\\"); slash != std::string_view::npos) {
    name.remove_prefix(slash + 1);
  }
  if (const auto dot = name.find_last_of('.'); dot != std::string_view::npos && dot > 0) {
    name = name.substr(0, dot);
  }
  return std::string(name);
}

}  // namespace

std::shared_ptr<const CatalogueSpace> parse_catalogue(std::string_view csv,
                                                      const std::string& name) {
  CatalogueRows rows = Reader(csv, name).read();
  const std::string stem = stem_of(name);
  if (rows.title.empty()) rows.title = stem;
  if (rows.quality_label.empty()) rows.quality_label = "quality";
  return std::make_shared<const CatalogueSpace>(stem, std::move(rows));
}

bool looks_like_catalogue(std::string_view bytes) {
  Lines lines(bytes);
  auto line = lines.next();
  while (line && line->front() == '#') line = lines.next();
  if (!line) return false;
  const std::vector<std::string> fields = csv_fields(*line);
  return std::find(fields.begin(), fields.end(), "name") != fields.end() &&
         std::find(fields.begin(), fields.end(), "quality") != fields.end();
}

}  // namespace search_space
}  // namespace tenprobes
