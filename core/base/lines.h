// The lines of a text file.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "core/base/text_numbers.h"

namespace tenprobes {

/// Walks over the lines that are not empty, without blanks at their ends.
class Lines {
 public:
  explicit Lines(std::string_view bytes) : rest_(bytes) {
    if (rest_.starts_with("\xef\xbb\xbf")) rest_.remove_prefix(3);
  }

  std::optional<std::string_view> next() {
    while (!rest_.empty()) {
      const std::size_t end = rest_.find('\n');
      const std::string_view line = trimmed(rest_.substr(0, end));
      rest_ = end == std::string_view::npos ? std::string_view() : rest_.substr(end + 1);
      ++number_;
      if (!line.empty()) return line;
    }
    return std::nullopt;
  }

  /// Of the line that next() gave last, from 1.
  int number() const { return number_; }

 private:
  std::string_view rest_;
  int number_ = 0;
};

/// How an error begins: "raspi4.csv, line 7: ".
inline std::string at_line(const std::string& name, int line) {
  return name + ", line " + std::to_string(line) + ": ";
}

}  // namespace tenprobes
