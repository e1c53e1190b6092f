#include "core/base/json_lines.h"

#include "core/base/json_text.h"
#include "core/base/lines.h"
#include "core/base/text_encoding.h"

namespace tenprobes {
namespace {

/// Whether `value` is `document` or in it; `before` counts what stands in front.
bool holds_value(const Json& document, const Json* value, std::size_t& before) {
  if (&document == value) return true;
  ++before;
  if (!document.is_structured()) return false;
  for (const Json& each : document) {
    if (holds_value(each, value, before)) return true;
  }
  return false;
}

}  // namespace

Error with_line(const JsonFault& fault, const Json& document, std::string_view bytes,
                const std::string& name) {
  std::size_t before = 0;
  if (!holds_value(document, fault.value(), before)) return Error(fault.what());
  const int line = json_line(utf8_text(bytes, name), before);
  std::string sentence = fault.what();
  if (!sentence.starts_with(name)) return Error(at_line(name, line) + sentence);
  return Error(sentence.insert(name.size(), ", line " + std::to_string(line)));
}

}  // namespace tenprobes
