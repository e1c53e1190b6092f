// Where a fault lies, said once for all that may go wrong there.
//
//   located("raspi4.json", [&] { validate(model); });   // Error: "raspi4.json: base_ms is -1; ..."
#pragma once

#include <string>

#include "core/base/error.h"

namespace tenprobes {

/// What `work` returns; the sentence of an Error that it throws begins with `where`.
template <class Work>
auto located(const std::string& where, Work&& work) {
  try {
    return work();
  } catch (const Error& error) {
    throw Error(where + ": " + error.what());
  }
}

}  // namespace tenprobes
