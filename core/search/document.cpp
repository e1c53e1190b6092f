#include "core/search/document.h"

#include "core/base/json_text.h"

namespace tenprobes::search {

bool is_document(std::string_view text, const std::string& format) {
  return text.substr(0, 200).find("\"" + format + "\"") != std::string_view::npos;
}

Json parse_document(std::string_view text, const std::string& name, const std::string& format) {
  constexpr int deepest = 6;  // a session is flat
  Json json = parse_json<Json>(text, name, limits::json_bytes, deepest);
  Fields(json, name).require_format(format, "session");
  return json;
}

}  // namespace tenprobes::search
