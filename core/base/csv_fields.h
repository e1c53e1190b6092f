// One line of a comma-separated file.
//
//   std::vector<std::string> fields = csv_fields("resnet50, 80.4, \"a, b\"");     // three
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace tenprobes {

/// The fields, without blanks at their ends; quoted ones ("..." with "" for a quote) as they are.
/// Empty if a quote is not closed, text follows it, or there are more than a thousand fields.
std::vector<std::string> csv_fields(std::string_view line);

}  // namespace tenprobes
