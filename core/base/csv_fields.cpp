#include "core/base/csv_fields.h"

#include <algorithm>

#include "core/base/text_numbers.h"

namespace tenprobes {

std::vector<std::string> csv_fields(std::string_view line) {
  constexpr std::size_t field_limit = 1000;
  std::vector<std::string> fields;
  std::size_t at = 0;
  for (;;) {
    while (at < line.size() && line[at] == ' ') ++at;
    std::string field;
    if (at < line.size() && line[at] == '"') {
      for (++at;; ++at) {
        if (at >= line.size()) return {};
        if (line[at] == '"') {
          if (at + 1 < line.size() && line[at + 1] == '"') {
            ++at;
          } else {
            break;
          }
        }
        field += line[at];
      }
      ++at;
      while (at < line.size() && line[at] == ' ') ++at;
      if (at < line.size() && line[at] != ',') return {};
    } else {
      const std::size_t comma = std::min(line.find(',', at), line.size());
      field = trimmed(line.substr(at, comma - at));
      at = comma;
    }
    fields.push_back(std::move(field));
    if (at >= line.size()) return fields;
    ++at;
    if (fields.size() > field_limit) return {};
  }
}

}  // namespace tenprobes
