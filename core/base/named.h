// Lists of named things, for sentences and for tables by name.
//
//   std::string names = listed(kinds, &Kind::name);          // "controller, edit, random"
//   std::string choice = joined(kinds, " or ", &Kind::name); // "controller or edit or random"
//   const Kind& kind = named(kinds, "random", "method");     // throws Error that lists the names
//   bool known = lists("ms,msec,millis", "msec");            // true
#pragma once

#include <algorithm>
#include <functional>
#include <iterator>
#include <string>
#include <string_view>
#include <type_traits>
#include <vector>

#include "core/base/error.h"

namespace tenprobes {

/// The texts, or what `text` says of each, with the separator between them.
template <class List, class Text = std::identity>
std::string joined(const List& list, std::string_view separator, Text text = {}) {
  std::string result;
  for (const auto& each : list) {
    if (!result.empty()) result += separator;
    result += std::string_view(std::invoke(text, each));
  }
  return result;
}

/// The same between commas.
template <class List, class Text = std::identity>
std::string listed(const List& list, Text text = {}) {
  return joined(list, ", ", text);
}

/// The one of this `name`; `what` is how the sentence calls such things.
template <class List>
const auto& named(const List& list, std::string_view name, const std::string& what) {
  for (const auto& each : list) {
    if (each.name == name) return each;
  }
  using Kind = std::decay_t<decltype(*std::begin(list))>;
  throw Error(what + " '" + std::string(name.substr(0, 40)) + "' is unknown: the " + what +
              "s are " + listed(list, &Kind::name));
}

/// What stands between the commas of a list, be it nothing.
inline std::vector<std::string_view> pieces(std::string_view list) {
  std::vector<std::string_view> found;
  for (std::size_t begin = 0; begin <= list.size();) {
    const std::size_t end = std::min(list.find(',', begin), list.size());
    found.push_back(list.substr(begin, end - begin));
    begin = end + 1;
  }
  return found;
}

/// Whether a comma-separated list holds the name.
inline bool lists(std::string_view list, std::string_view name) {
  for (;;) {
    const std::size_t end = list.find(',');
    if (list.substr(0, end) == name) return true;
    if (end == std::string_view::npos) return false;
    list.remove_prefix(end + 1);
  }
}

}  // namespace tenprobes
