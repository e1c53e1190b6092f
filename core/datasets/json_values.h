// JSON as a Document, so that what is read of pickles is read of JSON too: {"architecture": ms}, a
// list of numbers, a list of records.
#pragma once

#include <string>
#include <string_view>

#include "core/datasets/value.h"

namespace tenprobes::datasets {

/// Also JSON lines, and what Python prints of lists and dicts ('single' quotes, None, nan,
/// np.float64(4.6), tuples, a comma before the end). Throws Error on anything else that parse_json()
/// refuses (core/base/json_text.h).
Document parse_json_values(std::string_view bytes, const std::string& name);

}  // namespace tenprobes::datasets
