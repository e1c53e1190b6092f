#include "core/base/json_text.h"

#include <cctype>
#include <cmath>
#include <cstdlib>

#include "core/base/foreign_files.h"
#include "core/base/text_numbers.h"

namespace tenprobes {
namespace {

bool is_blank(char c) {
  return c == ' ' || c == '\t' || c == '\r' || c == '\n';
}

/// The number that stands at a place, and whether a double can hold it.
bool is_too_large(std::string_view text, std::size_t at) {
  constexpr std::string_view parts = "0123456789+-.eE";
  const std::size_t begin = text.substr(0, at).find_last_not_of(parts);
  const std::string_view number = text.substr(begin == std::string_view::npos ? 0 : begin + 1);
  const std::string digits(number.substr(0, number.find_first_not_of(parts)));
  return !digits.empty() && std::isinf(std::strtod(digits.c_str(), nullptr));
}

/// What people and programs write that JSON does not have.
std::string reason(std::string_view text, std::size_t at) {
  const std::string_view rest = text.substr(at);
  std::size_t before = at;
  while (before > 0 && is_blank(text[before - 1])) --before;
  const char previous = before > 0 ? text[before - 1] : '\0';
  if (rest.empty() || rest.find_first_not_of(" \t\r\n") == std::string_view::npos) {
    return text.find_first_not_of(" \t\r\n") == std::string_view::npos
               ? "the document is empty"
               : "the document ends too early: was it cut off?";
  }
  std::size_t end = at + 1;
  while (end < text.size() && static_cast<unsigned char>(text[end]) >= 0x80) ++end;
  if (!is_utf8(text.substr(0, end))) return "a character is not UTF-8: save the file as UTF-8";
  if (rest[0] == '\'') return "text stands in 'single' quotes where JSON has \"double\" ones";
  if (rest[0] == '#' || rest.starts_with("//") || rest.starts_with("/*")) {
    return "JSON has no comments: take them out";
  }
  if ((rest[0] == '}' || rest[0] == ']') && previous == ',') {
    return "a comma stands before the closing bracket: take it out";
  }
  for (const std::string_view word : {"NaN", "nan", "Infinity", "-Infinity", "inf", "-inf"}) {
    if (rest.starts_with(word)) return std::string(word) + " is no number in JSON: leave it out";
  }
  for (const std::string_view word : {"None", "True", "False"}) {
    if (rest.starts_with(word)) {
      return std::string(word) + " is Python's: JSON has null, true and false";
    }
  }
  if (previous == '{' || (previous == ',' && is_digit(rest[0]))) {
    return "the name of a value must stand in \"double\" quotes";
  }
  if (is_too_large(text, at)) return "a number is too large";
  if (nlohmann::json::accept(text.substr(0, at))) {
    return "something follows the end of the document: take it out";
  }
  const bool in_number = (is_digit(previous) || previous == '.') && before == at &&
                         std::isalnum(static_cast<unsigned char>(rest[0])) != 0;
  if (in_number || rest[0] == '+' || rest[0] == '.') {
    return "JSON has numbers like 0.5 and -1e-3, without a plus sign, zeros or letters before them";
  }
  return "this is not JSON";
}

/// Of the byte that the parser read last; a word begins where its letters begin.
std::size_t place_of(std::string_view text, std::size_t at) {
  std::size_t place = std::min(at > 0 ? at - 1 : 0, text.size());
  const auto is_word = [](char c) { return is_letter(c) || c == '-'; };
  while (place > 0 && place < text.size() && is_word(text[place]) && is_word(text[place - 1])) {
    --place;
  }
  return place;
}

}  // namespace

void refuse_foreign(std::string_view bytes, const std::string& name) {
  if (bytes.find_first_not_of(" \t\r\n") == std::string_view::npos) return;
  if (const auto sentence = foreign_file(bytes)) throw Error(name + ": " + *sentence);
}

std::string json_fault(std::string_view text, std::size_t at) {
  const std::size_t place = place_of(text, at);
  const std::string_view before = text.substr(0, place);
  const auto line = 1 + std::count(before.begin(), before.end(), '\n');
  const std::size_t newline = before.rfind('\n');
  const std::size_t column = newline == std::string_view::npos ? place + 1 : place - newline;
  return "line " + std::to_string(line) + ", column " + std::to_string(column) + ": " +
         reason(text, place);
}

int json_line(std::string_view text, std::size_t value) {
  constexpr std::string_view blanks = " \t\r\n", between = " \t\r\n,:]}";
  int line = 1;
  for (std::size_t at = 0; at < text.size(); ++at) {
    if (text[at] == '\n') ++line;
    if (between.find(text[at]) != std::string_view::npos) continue;
    bool is_name = false;
    if (text[at] == '"') {
      while (++at < text.size() && text[at] != '"') at += text[at] == '\\';
      const std::size_t next = text.find_first_not_of(blanks, at + 1);
      is_name = next != std::string_view::npos && text[next] == ':';
    } else if (text[at] != '[' && text[at] != '{') {
      at = std::min(text.find_first_of(between, at), text.size()) - 1;
    }
    if (!is_name && value-- == 0) break;
  }
  return line;
}

}  // namespace tenprobes
