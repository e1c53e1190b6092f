// JSON as a Document, so that what is read of pickles is read of JSON too: {"architecture": ms}, a
// list of numbers, a list of records.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "core/datasets/value.h"

namespace tenprobes::datasets {

/// What a program assigns: "latency_ms = [4.6, 5.2]", or as Python shows an array, "array([4.6])",
/// which has no name.
struct AssignedText {
  std::string_view name, value;
};

/// nullopt for anything else; looks at the beginning only.
std::optional<AssignedText> assigned_text(std::string_view text);

/// Also JSON lines, what Python prints of lists, dicts and arrays ('single' quotes, None, nan,
/// np.float64(4.6), tuples, a comma before the end), and such a value with its name, as a dict.
/// Throws Error on anything else that parse_json() refuses (core/base/json_text.h).
Document parse_json_values(std::string_view bytes, const std::string& name);

}  // namespace tenprobes::datasets
