#include "core/base/text_encoding.h"

#include <cstddef>

#include "core/base/error.h"

namespace tenprobes {
namespace {

constexpr std::string_view utf8_mark = "\xef\xbb\xbf", little_mark = "\xff\xfe",
                           big_mark = "\xfe\xff";
constexpr std::string_view wide_little_mark("\xff\xfe\0\0", 4), wide_big_mark("\0\0\xfe\xff", 4);

enum class Order { none, little, big };

/// UTF-32 without a mark: whether of the beginning's characters all are below U+10000 and most below
/// U+0100, which leaves two and three zeros of every four bytes.
Order zeros_of_four(std::string_view bytes) {
  constexpr std::size_t looked_at = 64;
  const std::string_view start = bytes.substr(0, looked_at);
  if (start.size() < 8 || bytes.size() % 4 != 0) return Order::none;
  for (const Order order : {Order::little, Order::big}) {
    std::size_t zeros = 0;
    bool fits = true;
    for (std::size_t at = 0; at + 3 < start.size(); at += 4) {
      const std::string_view four = start.substr(at, 4);
      const bool little = order == Order::little;
      fits = fits && four[little ? 0 : 3] != '\0' && four[little ? 3 : 0] == '\0' &&
             four[little ? 2 : 1] == '\0';
      zeros += four[little ? 1 : 2] == '\0';
    }
    if (fits && zeros * 8 >= start.size()) return order;
  }
  return Order::none;
}

/// Without a mark: whether most of every second byte of the beginning is zero.
Order zero_bytes(std::string_view bytes) {
  constexpr std::size_t looked_at = 64;
  const std::string_view start = bytes.substr(0, looked_at);
  if (start.size() < 4 || bytes.size() % 2 != 0) return Order::none;
  std::size_t even = 0, odd = 0;
  for (std::size_t i = 0; i < start.size(); ++i) {
    if (start[i] == '\0') ++(i % 2 == 0 ? even : odd);
  }
  const std::size_t pairs = start.size() / 2;
  if (even * 4 < pairs && odd * 4 >= pairs * 3) return Order::little;
  if (odd * 4 < pairs && even * 4 >= pairs * 3) return Order::big;
  return Order::none;
}

std::string from_utf16(std::string_view bytes, bool little, const std::string& name) {
  const Error cut(name + ": is UTF-16 text that is cut off or damaged: save it again as UTF-8");
  if (bytes.size() % 2 != 0) throw cut;
  const auto unit = [&](std::size_t at) {
    const auto first = static_cast<unsigned char>(bytes[at]);
    const auto second = static_cast<unsigned char>(bytes[at + 1]);
    return static_cast<char32_t>(little ? first | second << 8 : first << 8 | second);
  };
  std::string text;
  text.reserve(bytes.size() / 2);
  for (std::size_t at = 0; at < bytes.size(); at += 2) {
    char32_t code = unit(at);
    if (code >= 0xd800 && code < 0xe000) {
      if (code >= 0xdc00 || at + 3 >= bytes.size()) throw cut;
      const char32_t low = unit(at += 2);
      if (low < 0xdc00 || low >= 0xe000) throw cut;
      code = 0x10000 + ((code - 0xd800) << 10) + (low - 0xdc00);
    }
    append_utf8(text, code);
  }
  return text;
}

std::string from_utf32(std::string_view bytes, bool little, const std::string& name) {
  if (bytes.size() % 4 != 0) {
    throw Error(name + ": is UTF-32 text that is cut off or damaged: save it again as UTF-8");
  }
  std::string text;
  for (std::size_t at = 0; at < bytes.size(); at += 4) {
    char32_t code = 0;
    for (std::size_t i = 0; i < 4; ++i) {
      code = code << 8 | static_cast<unsigned char>(bytes[at + (little ? 3 - i : i)]);
    }
    append_utf8(text, code);
  }
  return text;
}

std::string decoded(std::string_view bytes, const std::string& name) {
  if (bytes.starts_with(utf8_mark)) return std::string(bytes.substr(utf8_mark.size()));
  if (bytes.starts_with(wide_little_mark)) return from_utf32(bytes.substr(4), true, name);
  if (bytes.starts_with(wide_big_mark)) return from_utf32(bytes.substr(4), false, name);
  if (bytes.starts_with(little_mark)) return from_utf16(bytes.substr(2), true, name);
  if (bytes.starts_with(big_mark)) return from_utf16(bytes.substr(2), false, name);
  const Order wide = zeros_of_four(bytes);
  if (wide != Order::none) return from_utf32(bytes, wide == Order::little, name);
  const Order order = zero_bytes(bytes);
  if (order != Order::none) return from_utf16(bytes, order == Order::little, name);
  return std::string(bytes);
}

}  // namespace

void append_utf8(std::string& text, char32_t code) {
  const auto add = [&](char32_t byte) {
    text += static_cast<char>(static_cast<unsigned char>(byte));
  };
  constexpr char32_t last = 0x10ffff, unknown = 0xfffd;
  if (code > last || (code >= 0xd800 && code < 0xe000)) code = unknown;
  if (code < 0x80) {
    add(code);
  } else if (code < 0x800) {
    add(0xc0 | code >> 6);
    add(0x80 | (code & 0x3f));
  } else if (code < 0x10000) {
    add(0xe0 | code >> 12);
    add(0x80 | (code >> 6 & 0x3f));
    add(0x80 | (code & 0x3f));
  } else {
    add(0xf0 | code >> 18);
    add(0x80 | (code >> 12 & 0x3f));
    add(0x80 | (code >> 6 & 0x3f));
    add(0x80 | (code & 0x3f));
  }
}

bool has_control_characters(std::string_view text) {
  for (std::size_t at = 0; at < text.size(); ++at) {
    const auto byte = static_cast<unsigned char>(text[at]);
    const auto next = at + 1 < text.size() ? static_cast<unsigned char>(text[at + 1]) : 0;
    if (byte == 0x7f || (byte < 0x20 && byte != '\n' && byte != '\r' && byte != '\t')) return true;
    if (byte == 0xc2 && next >= 0x80 && next < 0xa0) return true;
  }
  return false;
}

bool is_utf8(std::string_view text) {
  std::size_t at = 0;
  while (at < text.size()) {
    const auto lead = static_cast<unsigned char>(text[at]);
    const std::size_t length = lead < 0x80   ? 1
                               : lead < 0xc2 ? 0
                               : lead < 0xe0 ? 2
                               : lead < 0xf0 ? 3
                               : lead < 0xf5 ? 4
                                             : 0;
    if (length == 0 || at + length > text.size()) return false;
    for (std::size_t i = 1; i < length; ++i) {
      const auto next = static_cast<unsigned char>(text[at + i]);
      // The second byte's range also rules out what is written too long, surrogates, and what lies
      // beyond the last character (The Unicode Standard, table 3-7).
      const unsigned low = i > 1 ? 0x80 : lead == 0xe0 ? 0xa0 : lead == 0xf0 ? 0x90 : 0x80;
      const unsigned high = i > 1 ? 0xbf : lead == 0xed ? 0x9f : lead == 0xf4 ? 0x8f : 0xbf;
      if (next < low || next > high) return false;
    }
    at += length;
  }
  return true;
}

std::string utf8_text(std::string_view bytes, const std::string& name) {
  std::string text = decoded(bytes, name);
  while (text.size() > 1 && (text.back() == '\0' || text.back() == '\x1a')) text.pop_back();
  return text;
}

}  // namespace tenprobes
