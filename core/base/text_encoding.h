// Text as editors and spreadsheets save it.
//
//   std::string text = utf8_text(bytes, "mine.csv");
#pragma once

#include <string>
#include <string_view>

namespace tenprobes {

/// The text in UTF-8, without a byte-order mark: UTF-8 as it is, UTF-16 of either byte order (told
/// by its mark, or by the zero bytes that text in a Latin alphabet has there) converted. What is
/// neither stays as it is: `is_utf8` tells. Throws Error on UTF-16 that is cut in a character, and
/// on UTF-32.
std::string utf8_text(std::string_view bytes, const std::string& name);

bool is_utf8(std::string_view text);

/// Appends the character's UTF-8 form; `code` is at most 0x10ffff.
void append_utf8(std::string& text, char32_t code);

}  // namespace tenprobes
