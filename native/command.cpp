#include "native/command.h"

#include <charconv>
#include <iostream>

#include "native/commands.h"

namespace tenprobes::native {
namespace {

template <class Integer>
bool is_whole(const std::string& text) {
  Integer number = 0;
  const char* const end = text.data() + text.size();
  const auto [read, error] = std::from_chars(text.data(), end, number);
  return error == std::errc() && read == end;
}

std::string fault_of_whole(const std::string& text) {
  const bool is_good = is_whole<std::int64_t>(text) || is_whole<std::uint64_t>(text);
  return is_good ? "" : quote(text) + " is not a whole number in digits, of 64 bits at most";
}

std::string fault_of_number(const std::string& text) {
  return text.empty() ? "'' is not a number" : "";
}

}  // namespace

void check_numbers(CLI::App& command) {
  for (CLI::Option* option : command.get_options()) {
    const std::string type = option->get_type_name();
    if (type.starts_with("INT") || type.starts_with("UINT")) {
      option->check(CLI::Validator([](std::string& text) { return fault_of_whole(text); }, ""));
    }
    if (type.starts_with("FLOAT")) {
      option->check(CLI::Validator([](std::string& text) { return fault_of_number(text); }, ""));
    }
  }
  for (CLI::App* below : command.get_subcommands({})) check_numbers(*below);
}

std::string version() {
  return TENPROBES_VERSION;
}

std::string build_facts() {
  return TENPROBES_FACTS;
}

void print_json(const nlohmann::ordered_json& document) {
  std::cout << document.dump(2) << '\n';
}

}  // namespace tenprobes::native
