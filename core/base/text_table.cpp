#include "core/base/text_table.h"

#include <algorithm>
#include <cctype>

#include "core/base/error.h"
#include "core/base/limits.h"
#include "core/base/lines.h"

namespace tenprobes {
namespace {

class Splitter {
 public:
  Splitter(std::string_view text, char separator, const std::string& name)
      : text_(text), separator_(separator), name_(name) {}

  std::vector<Record> run(std::size_t most) {
    std::vector<Record> records;
    while (at_ < text_.size() && records.size() < most) {
      Record record = next();
      const bool is_empty = std::all_of(record.fields.begin(), record.fields.end(),
                                        [](const std::string& field) { return field.empty(); });
      if (is_empty) continue;
      if (records.size() >= limits::table_rows) {
        throw Error(at_line(name_, record.line) + "is beyond the " +
                    std::to_string(limits::table_rows) + " rows that are read");
      }
      records.push_back(std::move(record));
    }
    return records;
  }

 private:
  bool ends_line(char c) const { return c == '\n' || c == '\r'; }
  bool at_line_end() const { return at_ >= text_.size() || ends_line(text_[at_]); }
  bool is_blank(char c) const { return c == ' ' || (c == '\t' && separator_ != '\t'); }
  void skip_blanks() {
    while (at_ < text_.size() && is_blank(text_[at_])) ++at_;
  }

  void pass_line_end() {
    if (at_ >= text_.size()) return;
    if (text_[at_] == '\r' && at_ + 1 < text_.size() && text_[at_ + 1] == '\n') ++at_;
    ++at_;
    ++line_;
  }

  Record next() {
    Record record{{}, line_};
    for (;;) {
      skip_blanks();
      if (separator_ == ' ' && at_line_end() && !record.fields.empty()) break;
      record.fields.push_back(field());
      if (record.fields.size() > limits::columns) {
        throw Error(at_line(name_, record.line) + "has more than the " +
                    std::to_string(limits::columns) + " columns that are read");
      }
      if (at_line_end()) break;
      ++at_;  // the separator
    }
    pass_line_end();
    return record;
  }

  std::string field() {
    if (at_ < text_.size() && text_[at_] == '"') return quoted_field();
    const std::size_t begin = at_;
    while (!at_line_end() && text_[at_] != separator_) ++at_;
    check_length(at_ - begin);
    return std::string(trimmed(text_.substr(begin, at_ - begin)));
  }

  std::string quoted_field() {
    const int opened = line_;
    std::string field;
    for (++at_;; ++at_) {
      if (at_ >= text_.size() || field.size() > limits::field_bytes) {
        throw Error(at_line(name_, opened) + "a quote (\") is opened and not closed");
      }
      const char c = text_[at_];
      if (c == '"') {
        if (at_ + 1 >= text_.size() || text_[at_ + 1] != '"') break;
        ++at_;
      } else if (c == '\n' || (c == '\r' && (at_ + 1 >= text_.size() || text_[at_ + 1] != '\n'))) {
        ++line_;
      }
      field += c;
    }
    ++at_;
    skip_blanks();
    if (!at_line_end() && text_[at_] != separator_ && separator_ != ' ') {
      throw Error(at_line(name_, line_) + "text follows a closing quote (\")");
    }
    if (separator_ == ' ' && !at_line_end()) --at_;
    return std::string(trimmed(field));
  }

  void check_length(std::size_t length) const {
    if (length > limits::field_bytes) {
      throw Error(at_line(name_, line_) + "a field has more than the " +
                  limits::size_text(limits::field_bytes) + " that are read of one");
    }
  }

  std::string_view text_;
  char separator_;
  const std::string& name_;
  std::size_t at_ = 0;
  int line_ = 1;
};

}  // namespace

std::vector<Record> split_records(std::string_view text, char separator, const std::string& name,
                                  std::size_t most) {
  return Splitter(text, separator, name).run(most);
}

std::vector<Record> first_records(std::string_view text, char separator, const std::string& name) {
  for (std::size_t most = 10; most > 0; --most) {
    try {
      return split_records(text, separator, name, most);
    } catch (const Error&) {
      continue;
    }
  }
  return {};
}

bool is_rule(const Record& record) {
  bool any = false;
  for (const std::string& field : record.fields) {
    if (field.find_first_not_of("-=+:| ") != std::string::npos) return false;
    any = any || field.size() > 1;
  }
  return any;
}

char take_separator_line(std::string_view& text) {
  const std::size_t end = text.find_first_of("\r\n");
  std::string_view line = trimmed(text.substr(0, end));
  if (line.size() >= 2 && line.front() == '"' && line.back() == '"') {
    line = line.substr(1, line.size() - 2);
  }
  if (!line.starts_with("sep=") || line.size() != 5) return '\0';
  text.remove_prefix(std::min(end, text.size()));  // its line end stays: lines are counted by it
  return line[4];
}

std::string csv_field(std::string_view text) {
  const bool is_padded = text.starts_with(' ') || text.ends_with(' ');
  if (!is_padded && text.find_first_of(",\"\r\n") == std::string_view::npos) {
    return std::string(text);
  }
  std::string quoted = "\"";
  for (const char c : text) quoted.append(c == '"' ? 2 : 1, c);
  return quoted + '"';
}

std::string plain_name(std::string_view name) {
  std::string plain;
  char before = ' ';
  for (const char c : trimmed(name)) {
    if (c >= 'A' && c <= 'Z' && before >= 'a' && before <= 'z') plain += '_';
    before = c;
    const bool is_gap = c == ' ' || c == '-' || c == '_' || c == '.' || c == '\t';
    if (!is_gap) {
      plain += static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
    } else if (!plain.empty() && plain.back() != '_') {
      plain += '_';
    }
  }
  while (plain.ends_with('_')) plain.pop_back();
  return plain;
}

}  // namespace tenprobes
