#include "core/base/quote.h"

#include "core/base/text_encoding.h"

namespace tenprobes {
namespace {

/// Bytes of the character that `lead` begins.
std::size_t length_from(char lead) {
  const auto byte = static_cast<unsigned char>(lead);
  return byte < 0x80 ? 1 : byte < 0xe0 ? 2 : byte < 0xf0 ? 3 : 4;
}

/// Whether a whole character is seen as itself. Not so are U+0080 to U+009F, U+00AD, the marks of
/// U+200B to U+200F, U+2028 to U+202E and U+2060 to U+206F (of them those that turn the direction of
/// text), the byte-order mark, and what is for private use or none at all (U+E000 on in 3 bytes up to
/// U+F8FF, U+FFF0 to U+FFFF, planes 14 to 16).
bool is_visible(std::string_view character) {
  if (character.size() == 1) return character[0] >= ' ' && character[0] <= '~';
  if (!is_utf8(character)) return false;
  const auto between = [&](std::string_view first, std::string_view last) {
    return character.size() == first.size() && character >= first && character <= last;
  };
  return !between("\xc2\x80", "\xc2\x9f") && character != "\xc2\xad" &&
         !between("\xe2\x80\x8b", "\xe2\x80\x8f") && !between("\xe2\x80\xa8", "\xe2\x80\xae") &&
         !between("\xe2\x81\xa0", "\xe2\x81\xaf") && !between("\xee\x80\x80", "\xef\xa3\xbf") &&
         character != "\xef\xbb\xbf" && !between("\xef\xbf\xb0", "\xef\xbf\xbf") &&
         !between("\xf3\xa0\x80\x80", "\xf4\x8f\xbf\xbf");
}

}  // namespace

std::string quote(std::string_view text, std::size_t most) {
  std::string quoted = "'";
  std::size_t at = 0;
  while (at < text.size()) {
    const std::string_view character = text.substr(at, length_from(text[at]));
    const bool is_seen = is_visible(character);
    const std::size_t taken = is_seen ? character.size() : 1;
    if (at + taken > most) break;
    quoted += is_seen ? std::string(character) : "?";
    at += taken;
  }
  return quoted + (at < text.size() ? "...'" : "'");
}

std::string shell_quoted(std::string_view text) {
  constexpr std::string_view plain =
      "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-+=:,./@%";
  const bool is_plain = text.find_first_not_of(plain) == std::string_view::npos;
  if (!text.empty() && is_plain) return std::string(text);
  std::string quoted = "'";
  for (const char c : text) quoted += c == '\'' ? std::string("'\\''") : std::string(1, c);
  return quoted + "'";
}

}  // namespace tenprobes
