// One sentence for a setting that is out of its range.
//
//   check_range("the batch size", 0, 1, 8);   // Error: "... is 0; it must be from 1 to 8"
#pragma once

#include <string>

#include "core/base/error.h"

namespace tenprobes {

inline void check_range(const std::string& what, int value, int low, int high) {
  if (value >= low && value <= high) return;
  throw Error(what + " is " + std::to_string(value) + "; it must be from " + std::to_string(low) +
              " to " + std::to_string(high));
}

}  // namespace tenprobes
