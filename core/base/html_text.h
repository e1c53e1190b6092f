// Text that stands in HTML as what it is.
//
//   std::string html = "<p>" + escaped("a < b") + "</p>";
#pragma once

#include <string>

namespace tenprobes {

/// As an element's contents or a quoted attribute's value.
inline std::string escaped(const std::string& text) {
  std::string html;
  for (const char c : text) {
    html += c == '<'   ? "&lt;"
            : c == '>' ? "&gt;"
            : c == '&' ? "&amp;"
            : c == '"' ? "&quot;"
                       : std::string(1, c);
  }
  return html;
}

}  // namespace tenprobes
