// Text as editors and spreadsheets save it.
//
//   std::string text = utf8_text(bytes, "mine.csv");
#pragma once

#include <string>
#include <string_view>

namespace tenprobes {

/// The text in UTF-8, without a byte-order mark and without the zeros or Ctrl-Z that some programs
/// end files with: UTF-8 as it is, UTF-16 of either byte order (told by its mark, or by the zero
/// bytes that text in a Latin alphabet has there) and UTF-32 alike. What is none of them stays
/// as it is: `is_utf8` tells. Throws Error on what is cut in a character.
std::string utf8_text(std::string_view bytes, const std::string& name);

bool is_utf8(std::string_view text);

/// Whether a terminal may take a part of the text for a command: any control character but line ends
/// and tabs, those of 8 bits (U+0080 to U+009F) too.
bool has_control_characters(std::string_view text);

/// Appends the character's UTF-8 form; U+FFFD's where `code` is no character.
void append_utf8(std::string& text, char32_t code);

}  // namespace tenprobes
