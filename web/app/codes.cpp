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

}  // namespace

std::string code_of(const SearchSpace& space, const Architecture& architecture) {
  if (space.size() > 0) return std::to_string(space.index_of(architecture));
  std::string code;
  for (int i = 0; i < architecture.size(); ++i) {
    code += digits[static_cast<size_t>(architecture[i]) % digits.size()];
  }
  return code;
}

Architecture architecture_of(const SearchSpace& space, std::string_view code) {
  if (space.size() > 0) return enumerated(space, code);
  const auto positions = space.positions();
  if (code.size() != positions.size()) {
    refuse(space, code, std::to_string(positions.size()) + " digits, one a position");
  }
  Architecture architecture(static_cast<int>(positions.size()));
  for (size_t i = 0; i < code.size(); ++i) {
    const size_t choice = digits.find(code[i]);
    if (choice >= positions[i].choices.size()) {
      refuse(space, code,
             "a digit below " + std::to_string(positions[i].choices.size()) + " at position " +
                 std::to_string(i + 1));
    }
    architecture.set(static_cast<int>(i), static_cast<int>(choice));
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
