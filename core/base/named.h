// Lists of named things, for sentences and for tables by name.
//
//   std::string names = listed(kinds, &Kind::name);          // "controller, edit, random"
//   const Kind& kind = named(kinds, "random", "method");     // throws Error that lists the names
#pragma once

#include <functional>
#include <iterator>
#include <string>
#include <string_view>
#include <type_traits>

#include "core/base/error.h"

namespace tenprobes {

/// The texts, or what `text` says of each, between commas.
template <class List, class Text = std::identity>
std::string listed(const List& list, Text text = {}) {
  std::string result;
  for (const auto& each : list) {
    if (!result.empty()) result += ", ";
    result += std::string_view(std::invoke(text, each));
  }
  return result;
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

}  // namespace tenprobes
