// The manual and the shell's completion, made from the very commands and options that are parsed.
//
//   for (const ManualPage& page : manual_pages(app)) write_file(folder / page.name, page.text);
//   const std::string script = bash_completion(app);       // source <(tenprobes manual --bash)
#pragma once

#include <CLI/CLI.hpp>
#include <string>
#include <vector>

namespace tenprobes::native {

struct ManualPage {
  std::string name;  ///< of its file: "tenprobes-adapt.1"
  std::string text;  ///< as man(7) reads it
};

/// One of the program and one of each subcommand, those below it included.
std::vector<ManualPage> manual_pages(const CLI::App& program);

/// For bash 4 and later: subcommands, options, and the values of options that name spaces, devices,
/// methods or one of a few words; files elsewhere.
std::string bash_completion(const CLI::App& program);

}  // namespace tenprobes::native
