// Foreign text and numbers inside our sentences.
#pragma once

#include <cstdio>
#include <string>
#include <string_view>

namespace tenprobes {

/// 'text', cut after 60 characters, with anything but printable ASCII shown as a question mark.
inline std::string quote(std::string_view text) {
  constexpr std::size_t limit = 60;
  std::string quoted = "'";
  for (const char c : text.substr(0, limit)) quoted += c >= ' ' && c <= '~' ? c : '?';
  return quoted + (text.size() > limit ? "...'" : "'");
}

/// The shortest of the usual notations that keeps six digits, e.g. "12.5".
inline std::string number_text(double number) {
  char text[32];
  std::snprintf(text, sizeof text, "%g", number);
  return text;
}

}  // namespace tenprobes
