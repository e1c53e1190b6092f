#include "core/datasets/json_values.h"

#include "core/base/json_text.h"

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

}  // namespace

Document parse_json_values(std::string_view bytes, const std::string& name) {
  Document document;
  document.root_node = add(document, parse_json<Json>(bytes, name));
  return document;
}

}  // namespace tenprobes::datasets
