// Foreign text and numbers inside our sentences.
#pragma once

#include <cstdio>
#include <string>
#include <string_view>

namespace tenprobes {

/// 'text', cut after so many bytes, with a question mark for whatever is no visible character: control
/// characters, those that steer how text is laid out, and bytes that are no UTF-8.
std::string quote(std::string_view text, std::size_t most = 60);

/// The shortest of the usual notations that keeps six digits, e.g. "12.5".
inline std::string number_text(double number) {
  char text[32];
  std::snprintf(text, sizeof text, "%g", number);
  return text;
}

}  // namespace tenprobes
