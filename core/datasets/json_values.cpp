#include "core/datasets/json_values.h"

#include <algorithm>
#include <vector>

#include "core/base/json_text.h"
#include "core/base/text_numbers.h"

namespace tenprobes::datasets {
namespace {

using Json = nlohmann::ordered_json;

/// As deep as parse_json() goes at most.
int add(Document& document, const Json& json) {
  Document::Node node;
  if (json.is_boolean()) {
    node.value = json.get<bool>();
  } else if (json.is_number_float() || json.is_number_unsigned()) {
    const double number = json.get<double>();
    if (json.is_number_unsigned() && number < 9e18) {
      node.value = json.get<std::int64_t>();
    } else {
      node.value = number;
    }
  } else if (json.is_number()) {
    node.value = json.get<std::int64_t>();
  } else if (json.is_string()) {
    node.value = json.get<std::string>();
  } else if (json.is_array()) {
    Document::List list;
    for (const Json& item : json) list.items.push_back(add(document, item));
    node.value = std::move(list);
  } else if (json.is_object()) {
    Document::Dict dict;
    for (const auto& [key, value] : json.items()) {
      dict.items.push_back(static_cast<int>(document.nodes.size()));
      document.nodes.push_back({key, 0, true});
      dict.items.push_back(add(document, value));
    }
    node.value = std::move(dict);
  }
  document.nodes.push_back(std::move(node));
  return static_cast<int>(document.nodes.size()) - 1;
}

/// What Python's print() and json.dumps() write of lists and dicts, as JSON: NaN and None as null,
/// texts in double quotes, tuples as lists, numbers without their types.
class FromPython {
 public:
  explicit FromPython(std::string_view text) : text_(text) {}

  std::string run() {
    while (at_ < text_.size()) {
      const char c = text_[at_];
      if (c == '"' || c == '\'') {
        take_text(c);
      } else if (is_letter(c)) {
        take_word();
      } else if (c == ')' && !dropped_.empty()) {
        if (!dropped_.back()) json_ += ']';
        dropped_.pop_back();
        ++at_;
      } else if (c == '(') {
        dropped_.push_back(false);
        json_ += '[';
        ++at_;
      } else if (is_blank(c) || c == ',') {
        take_gap();
      } else {
        json_ += c;
        ++at_;
        const bool ends_bare = c == '.' && at_ > 1 && is_digit(text_[at_ - 2]) &&
                               (at_ == text_.size() || !is_digit(text_[at_]));
        if (ends_bare) json_ += '0';  // "1." of an array
      }
    }
    return std::move(json_);
  }

 private:
  static bool is_letter(char c) { return tenprobes::is_letter(c) || c == '_'; }
  static bool is_blank(char c) { return c == ' ' || c == '\n' || c == '\r' || c == '\t'; }

  void take_text(char quote) {
    json_ += '"';
    for (++at_; at_ < text_.size() && text_[at_] != quote; ++at_) {
      if (text_[at_] == '\\' && at_ + 1 < text_.size()) {
        const char next = text_[++at_];
        if (next != '\'') json_ += '\\';
        json_ += next;
      } else {
        if (text_[at_] == '"') json_ += '\\';
        json_ += text_[at_];
      }
    }
    json_ += '"';
    ++at_;
  }

  void take_word() {
    const std::size_t begin = at_;
    while (at_ < text_.size() && (is_letter(text_[at_]) || is_digit(text_[at_]) ||
                                  (text_[at_] == '.' && !text_.substr(at_).starts_with("...")))) {
      ++at_;
    }
    const std::string_view word = text_.substr(begin, at_ - begin);
    const char before = begin > 0 ? text_[begin - 1] : ' ';
    if (is_digit(before) || before == '.') {  // the exponent of a number
      json_ += word;
    } else if (at_ < text_.size() && text_[at_] == '(') {
      dropped_.push_back(true);
      ++at_;
    } else if (word == "NaN" || word == "nan" || word == "None") {
      json_ += "null";
    } else if (word == "True" || word == "False") {
      json_ += word == "True" ? "true" : "false";
    } else {
      json_ += word;
    }
  }

  /// Blanks and a comma: between two numbers one is missing where NumPy prints them, before a
  /// bracket one is too many.
  void take_gap() {
    const std::size_t begin = at_;
    while (at_ < text_.size() && (is_blank(text_[at_]) || text_[at_] == ',')) ++at_;
    const std::string_view gap = text_.substr(begin, at_ - begin);
    if (!dropped_.empty() && dropped_.back() && is_option()) {
      at_ = std::min(text_.find(')', at_), text_.size());
      return;
    }
    const char before = begin > 0 ? text_[begin - 1] : ' ',
               next = at_ < text_.size() ? text_[at_] : ' ';
    const bool ends_number = is_digit(before) || before == '.';
    const bool begins_number = is_digit(next) || next == '-' || next == '.';
    const bool ends = next == ']' || next == '}' || next == ')';
    for (const char c : gap) {
      if (c != ',' || !ends) json_ += c;
    }
    if (gap.find(',') == std::string_view::npos && ends_number && begins_number) json_ += ',';
  }

  /// Whether "dtype=float32" comes: behind a value, in the parentheses of its type.
  bool is_option() const {
    std::size_t end = at_;
    while (end < text_.size() && is_letter(text_[end])) ++end;
    return end > at_ && end < text_.size() && text_[end] == '=';
  }

  std::string_view text_;
  std::string json_;
  std::size_t at_ = 0;
  std::vector<bool> dropped_;  // of each open parenthesis, whether it stands behind a type
};

bool is_document(std::string_view line) {
  try {
    parse_json<Json>(line, "");
    return true;
  } catch (const Error&) {
    return false;
  }
}

/// JSON lines, a document a line, as one list: commas go where lines end, so that faults are still
/// found in their lines. Empty if the text is something else.
std::string list_of_lines(std::string_view text) {
  std::string list = "[";
  std::size_t document_end = 0;  // in the list, of the last document
  int documents = 0;
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t end = std::min(text.find('\n', at), text.size());
    std::string_view line = trimmed(text.substr(at, end - at));
    if (line.ends_with(',')) line.remove_suffix(1);
    if (!line.empty()) {
      if (line[0] != '{' && line[0] != '[') return "";
      if (++documents == 1 && !is_document(FromPython(line).run())) return "";
      if (documents > 1) list.insert(document_end, 1, ',');
      list += line;
      document_end = list.size();
    }
    if (end < text.size()) list += '\n';
    at = end + 1;
  }
  return documents > 1 ? list + "]" : "";
}

/// As it is, else as Python's. What is wrong is said of the text as it is.
Json parse_leniently(const std::string& text, const std::string& name) {
  try {
    return parse_json<Json>(text, name);
  } catch (const Error&) {
    const std::string plain = FromPython(text).run();
    if (text.find(" ...") != std::string::npos) {
      throw Error(name +
                  ": '...' stands for numbers that were left out when it was printed: save all of "
                  "them, e.g. by numpy.save");
    }
    if (plain == text || !is_document(plain)) throw;
    return parse_json<Json>(plain, name);
  }
}

}  // namespace

std::optional<AssignedText> assigned_text(std::string_view text) {
  constexpr std::size_t longest_name = 100;
  const auto skip_blanks = [&] {
    text.remove_prefix(std::min(text.find_first_not_of(" \t\r\n"), text.size()));
  };
  const auto word = [&] {
    const auto is_part = [](char c) { return is_letter(c) || is_digit(c) || c == '_' || c == '.'; };
    const auto end = std::find_if_not(text.begin(), text.end(), is_part);
    return text.substr(0, static_cast<std::size_t>(end - text.begin()));
  };
  skip_blanks();
  for (const std::string_view keyword : {"var ", "let ", "const "}) {
    if (text.starts_with(keyword)) text.remove_prefix(keyword.size());
  }
  skip_blanks();
  std::string_view name = word();
  if (name.size() > longest_name) return std::nullopt;
  const std::string_view whole = text;
  text.remove_prefix(name.size());
  skip_blanks();
  if (!name.empty() && text.starts_with('=') && !text.starts_with("==")) {
    text.remove_prefix(1);
    skip_blanks();
  } else {
    name = {};
    text = whole;
  }
  const std::string_view type = word();
  constexpr std::string_view types[] = {"array", "np.array", "numpy.array", "tensor",
                                        "torch.tensor"};
  const bool is_array = std::find(std::begin(types), std::end(types), type) != std::end(types) &&
                        text.substr(type.size()).starts_with('(');
  const bool is_list = !name.empty() && (text.starts_with('[') || text.starts_with('{'));
  return is_array || is_list ? std::optional(AssignedText{name, text}) : std::nullopt;
}

Document parse_json_values(std::string_view bytes, const std::string& name) {
  if (bytes.size() > limits::json_bytes) parse_json<Json>(bytes, name);  // says so
  std::string text = utf8_text(bytes, name);
  if (text.find('\n') == std::string::npos) std::replace(text.begin(), text.end(), '\r', '\n');
  if (const std::string list = list_of_lines(text); !list.empty()) text = list;
  if (const auto assigned = assigned_text(text)) {
    std::string_view value = assigned->value;
    value = value.substr(0, value.find_last_not_of(" \t\r\n;") + 1);
    const std::string key(assigned->name);
    text = key.empty() ? std::string(value) : "{\"" + key + "\": " + std::string(value) + "}";
  }
  Document document;
  document.root_node = add(document, parse_leniently(text, name));
  return document;
}

}  // namespace tenprobes::datasets
