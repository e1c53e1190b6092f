// Reading the JSON documents of sessions, with one clear sentence for what is wrong with one.
//
//   const Json json = parse_document(text, name, "tenprobes-session");
//   const Fields fields(json, name);
//   const double budget = fields.latency("budget_ms");  // throws Error: what, where, what is right
#pragma once

#include <string>
#include <string_view>

#include "core/base/json_fields.h"
#include "core/search_space/search_space.h"

namespace tenprobes::search {

inline constexpr int document_version = 1;

/// Whether the text begins as a document of this format.
bool is_document(std::string_view text, const std::string& format);

/// Throws Error, `name` being the file's, unless the text is a JSON object of this "format" and
/// "version", no deeper and no longer than a session's.
Json parse_document(std::string_view text, const std::string& name, const std::string& format);

/// {"architecture", "index"}: how documents name one; the index only where the space enumerates them.
Json architecture_json(const SearchSpace& space, const Architecture& architecture);

}  // namespace tenprobes::search
