#include "web/app/codes.h"

#include <charconv>

#include "core/base/error.h"
#include "web/app/settings.h"

namespace tenprobes::app {
namespace {

constexpr std::string_view digits = "0123456789abcdefghijklmnopqrstuvwxyz";

[[noreturn]] void refuse(const SearchSpace& space, std::string_view code,
                         const std::string& expected) {
  throw Error("network '" + std::string(code.substr(0, 40)) + "' is none of " + space.title() +
              ": expected " + expected);
}

Architecture enumerated(const SearchSpace& space, std::string_view code) {
  int index = -1;
  const char* end = code.data() + code.size();
  const auto read = std::from_chars(code.data(), end, index);
  if (read.ec != std::errc() || read.ptr != end || index < 0 || index >= space.size() ||
      std::to_string(index) != code) {
    refuse(space, code, "a number from 0 to " + std::to_string(space.size() - 1));
  }
  return space.at(index);
}

/// Base 36: one, or two where a position has more choices than digits.
std::size_t digits_of(const Position& position) {
  return position.choices.size() <= digits.size() ? 1 : 2;
}

std::size_t choice_of(std::string_view code) {
  std::size_t choice = 0;
  for (const char digit : code) {
    const std::size_t value = digits.find(digit);
    if (value == digits.npos) return digits.npos;
    choice = choice * digits.size() + value;
  }
  return choice;
}

}  // namespace

std::string code_of(const SearchSpace& space, const Architecture& architecture) {
  if (space.size() > 0) return std::to_string(space.index_of(architecture));
  std::string code;
  for (int i = 0; i < architecture.size(); ++i) {
    const auto choice = static_cast<std::size_t>(architecture[i]);
    if (digits_of(space.positions()[static_cast<std::size_t>(i)]) == 2) {
      code += digits[choice / digits.size()];
    }
    code += digits[choice % digits.size()];
  }
  return code;
}

Architecture architecture_of(const SearchSpace& space, std::string_view code) {
  if (space.size() > 0) return enumerated(space, code);
  const auto positions = space.positions();
  std::size_t length = 0;
  for (const Position& position : positions) length += digits_of(position);
  if (code.size() != length) {
    refuse(space, code,
           std::to_string(length) +
               " digits, one a position (two where it has more "
               "than " +
               std::to_string(digits.size()) + " choices)");
  }
  Architecture architecture(static_cast<int>(positions.size()));
  std::size_t at = 0;
  for (std::size_t i = 0; i < positions.size(); ++i) {
    const std::size_t choice = choice_of(code.substr(at, digits_of(positions[i])));
    if (choice >= positions[i].choices.size()) {
      refuse(space, code,
             "a digit below " + std::to_string(positions[i].choices.size()) + " at position " +
                 std::to_string(i + 1));
    }
    architecture.set(static_cast<int>(i), static_cast<int>(choice));
    at += digits_of(positions[i]);
  }
  return architecture;
}

std::vector<Architecture> architectures_of(const SearchSpace& space, const std::string& codes) {
  std::vector<Architecture> architectures;
  if (codes == "none") return architectures;
  for (const std::string_view code : pieces(codes)) {
    architectures.push_back(architecture_of(space, code));
  }
  return architectures;
}

}  // namespace tenprobes::app
