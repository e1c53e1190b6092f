// Files that are no measurements, told by how they begin, so that the sentence can name them and say
// what to do.
//
//   if (const auto sentence = foreign_file(bytes)) throw Error(name + ": " + *sentence);
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace tenprobes {

/// "is a web page, not the file itself: ..."; nullopt for what is none of the known ones.
std::optional<std::string> foreign_file(std::string_view bytes);

}  // namespace tenprobes
