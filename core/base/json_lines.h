// Errors about values of a JSON document that name the line.
//
//   const Json document = parse_json<Json>(bytes, "raspi4.json");
//   const double noise = with_lines(document, bytes, "raspi4.json", [&] {
//     return Fields(document, "raspi4.json").number("noise", 0, 1);
//   });
//   // Error: "raspi4.json, line 7: 'noise' is 3; it must be from 0 to 1"
#pragma once

#include <string>
#include <string_view>

#include "core/base/json_fields.h"

namespace tenprobes {

/// The error with the line of the value in it; as it is where the value is not the document's.
/// `bytes` are those of which the document was parsed, and `name` is how errors call the file.
Error with_line(const JsonFault& fault, const Json& document, std::string_view bytes,
                const std::string& name);

/// What `work` returns, which reads the document.
template <class Work>
auto with_lines(const Json& document, std::string_view bytes, const std::string& name,
                Work&& work) {
  try {
    return work();
  } catch (const JsonFault& fault) {
    throw with_line(fault, document, bytes, name);
  }
}

/// What `work` returns; what it finds wrong is a fault of the value.
template <class Work>
auto blaming(const Json& value, Work&& work) {
  try {
    return work();
  } catch (const Error& error) {
    throw JsonFault(value, error.what());
  }
}

}  // namespace tenprobes
