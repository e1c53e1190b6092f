#include "core/search/document.h"

#include "core/base/json_text.h"
#include "core/datasets/file_kind.h"

namespace tenprobes::search {

bool is_document(std::string_view text, const std::string& format) {
  return text.substr(0, 200).find("\"" + format + "\"") != std::string_view::npos;
}

Json parse_document(std::string_view text, const std::string& name, const std::string& format) {
  const auto first = text.find_first_not_of(" \t\r\n");
  if (first != std::string_view::npos && !datasets::is_own_document(text)) {
    datasets::refuse_other_kind(text, name, datasets::FileKind::json, "a session");
  }
  Json json = parse_json<Json>(text, name, limits::json_bytes, limits::session_depth);
  Fields(json, name).require_format(format, "session");
  return json;
}

Json architecture_json(const SearchSpace& space, const Architecture& architecture) {
  Json json = {{"architecture", space.text(architecture)}};
  if (space.size() > 0) json["index"] = space.index_of(architecture);
  return json;
}

}  // namespace tenprobes::search
