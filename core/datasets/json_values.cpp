#include "core/datasets/json_values.h"

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
    const std::string_view line = trimmed(text.substr(at, end - at));
    if (!line.empty()) {
      if (line[0] != '{' && line[0] != '[') return "";
      if (++documents == 1 && !is_document(line)) return "";
      if (documents > 1) list.insert(document_end, 1, ',');
      list += line;
      document_end = list.size();
    }
    if (end < text.size()) list += '\n';
    at = end + 1;
  }
  return documents > 1 ? list + "]" : "";
}

/// NaN, which Python's json.dumps() writes, as null: nothing was measured.
std::string without_nan(std::string text) {
  constexpr std::string_view word = "NaN";
  bool in_text = false;
  std::string plain;
  for (std::size_t at = 0; at < text.size(); ++at) {
    if (in_text && text[at] == '\\' && at + 1 < text.size()) {
      plain += text[at++];
    } else if (text[at] == '"') {
      in_text = !in_text;
    } else if (!in_text && std::string_view(text).substr(at).starts_with(word)) {
      plain += "null";
      at += word.size() - 1;
      continue;
    }
    plain += text[at];
  }
  return plain;
}

}  // namespace

Document parse_json_values(std::string_view bytes, const std::string& name) {
  if (bytes.size() > limits::json_bytes) parse_json<Json>(bytes, name);  // says so
  std::string text = utf8_text(bytes, name);
  if (text.find("NaN") != std::string::npos) text = without_nan(std::move(text));
  if (const std::string list = list_of_lines(text); !list.empty()) text = list;
  Document document;
  document.root_node = add(document, parse_json<Json>(text, name));
  return document;
}

}  // namespace tenprobes::datasets
