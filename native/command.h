// What every subcommand shares.
//
//   void add_adapt(CLI::App& app) {                       // native/commands/adapt.cpp
//     auto options = std::make_shared<Options>();
//     CLI::App* command = app.add_subcommand("adapt", "One adaptation session");
//     add_common(*command, *options);                      // --seed, --json
//     command->callback([options] { run(*options); });
//   }
//
// and one line in the list of commands.h. stdout carries the result (one JSON document with --json),
// stderr everything else. Exit code: 0; 1 for Failure and anything unexpected; 2 for bad usage and
// Error (bad input).
#pragma once

#include <CLI/CLI.hpp>
#include <algorithm>
#include <cstdint>
#include <map>
#include <nlohmann/json.hpp>
#include <sstream>
#include <string>
#include <vector>

#include "core/base/error.h"
#include "core/base/quote.h"

namespace tenprobes::native {

/// Good input, and yet it could not be done (a full disk, a device that stops answering): exit 1.
class Failure : public Error {
 public:
  using Error::Error;
};

struct CommonOptions {
  std::uint64_t seed = 1;
  bool json = false;
};

/// For options that take a number from 0 on; CLI11's own sentence prints the largest double.
inline CLI::Validator not_negative() {
  return CLI::Validator(
      [](std::string& text) -> std::string {
        return text.starts_with('-') ? text + " is not a number from 0 on" : "";
      },
      "");
}

/// Checks what options take as numbers by their text, as CLI11 takes "" for 0 and too large a seed for
/// the largest: for all options of a command and of those below it.
void check_numbers(CLI::App& command);

/// For options that take one of these names.
inline CLI::Validator one_of(const std::vector<std::string>& names) {
  const std::string list = CLI::detail::join(names, ", ");
  return CLI::Validator(
      [names, list](std::string& text) -> std::string {
        const bool known = std::find(names.begin(), names.end(), text) != names.end();
        return known ? "" : quote(text) + " is none of " + list;
      },
      "{" + CLI::detail::join(names, ",") + "}");
}

/// The same for transform(): the value of the name.
template <class Value>
CLI::Validator one_of(const std::map<std::string, Value>& values) {
  std::vector<std::string> names;
  for (const auto& [name, value] : values) names.push_back(name);
  CLI::Validator check = one_of(names), validator = check;
  return validator.operation([values, check](std::string& text) {
    std::string fault = check(text);
    if (fault.empty()) text = std::to_string(static_cast<int>(values.at(text)));
    return fault;
  });
}

/// For lists whose repeated members would count twice.
template <class Value>
void require_different(const std::vector<Value>& values, const std::string& option) {
  for (const Value& value : values) {
    if (std::count(values.begin(), values.end(), value) <= 1) continue;  // 0: of what is no number
    std::ostringstream text;
    text << option << " names " << value << " twice, which would count twice";
    throw Error(text.str());
  }
}

inline void add_common(CLI::App& command, CommonOptions& options) {
  command.add_option("--seed", options.seed, "Seed of every random draw")
      ->check(not_negative())
      ->capture_default_str();
  command.add_flag("--json", options.json, "Print one JSON document on stdout");
}

inline void add_threads(CLI::App& command, int& threads) {
  command.add_option("--threads", threads, "0: one per processor")
      ->check(not_negative())
      ->capture_default_str();
}

/// For options that take an index: an architecture's string has an option of its own.
inline CLI::Validator not_a_string() {
  return CLI::Validator(
      [](std::string& text) -> std::string {
        return text.find('~') == std::string::npos && text.find('|') == std::string::npos
                   ? ""
                   : "this is an architecture's string: give it by --architecture";
      },
      "");
}

/// Prints the document on stdout, two spaces deep.
void print_json(const nlohmann::ordered_json& document);

}  // namespace tenprobes::native
