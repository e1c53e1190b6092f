// Names that files give to what is in them.
//
//   std::string name = stem_of("measured/raspi4.pt");     // "raspi4"
#pragma once

#include <string>
#include <string_view>

namespace tenprobes {

/// Without folders and extension.
inline std::string stem_of(std::string_view file) {
  file.remove_prefix(file.find_last_of("/\\") + 1);  // npos + 1 is 0
  const std::size_t dot = file.rfind('.');
  return std::string(dot == 0 ? file : file.substr(0, dot));
}

}  // namespace tenprobes
