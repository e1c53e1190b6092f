// What is shipped with the page and arrives after it has started: App::supply() brings it, by parts.
//
//   try { bench.change(wanted); }
//   catch (const Awaited& part) { fetch(part.name); }     // and ask again once it is there
#pragma once

#include <array>
#include <string>
#include <string_view>

#include "core/base/error.h"

namespace tenprobes::app {

struct LatePart {
  std::string_view name;
  std::string_view words;  ///< what it is, several of them
};

inline constexpr std::array<LatePart, 5> late_parts = {
    {{"accuracy", "The estimates of accuracy"},
     {"spaces", "The other search spaces and their devices"},
     {"edit", "The edit controller's weights"},
     {"proxies", "The training-free scores"},
     {"help", "HELP's weights"}}};

inline std::string words_of_part(std::string_view part) {
  for (const LatePart& late : late_parts) {
    if (late.name == part) return std::string(late.words);
  }
  throw Error("'" + std::string(part) + "' is no part of the page that comes later");
}

/// A sentence without its end: "HELP's weights are still on their way".
inline std::string on_its_way(std::string_view part) {
  return words_of_part(part) + " are still on their way";
}

/// A whole sentence.
inline std::string missed(std::string_view part, const std::string& reason) {
  return words_of_part(part) + " could not be fetched (" + reason + ").";
}

/// Something was asked for that needs a part which has not arrived. It can be asked again then.
class Awaited : public Error {
 public:
  explicit Awaited(std::string_view part) : Error(on_its_way(part)), name(part) {}
  std::string name;  ///< of the part
};

}  // namespace tenprobes::app
