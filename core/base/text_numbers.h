// Numbers in text, strictly: the whole field is one decimal number, or it is none.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace tenprobes {

/// "12", "-1.5e+02"; surrounding blanks are passed over. nullopt for anything else: nothing, more
/// than 64 characters, hexadecimal, "nan", "inf", or out of a double's range.
std::optional<double> parse_number(std::string_view text);

/// A whole number from 0 that an int holds; nullopt for anything else.
std::optional<int> parse_whole_number(std::string_view text);

/// The shortest of the usual notations that keeps six digits, e.g. "12.5".
std::string number_text(double number);

/// The shortest decimal notation that reads as the same number.
std::string exact_number_text(double number);

/// ASCII letters in lower case, all else as it is.
std::string lower_case(std::string_view text);

/// Of ASCII, whatever the locale.
constexpr bool is_digit(char c) {
  return c >= '0' && c <= '9';
}
constexpr bool is_letter(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

/// Without blanks (space, tab, CR) at both ends.
std::string_view trimmed(std::string_view text);

}  // namespace tenprobes
