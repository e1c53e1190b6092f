// What --space takes.
//
//   add_space_option(*command, options.space);
//   auto space = open_space(options.space, options.devices);
#pragma once

#include <CLI/CLI.hpp>
#include <memory>
#include <string>
#include <vector>

#include "core/search_space/spaces.h"

namespace tenprobes::native {

/// --space.
void add_space_option(CLI::App& command, std::string& space);

/// A built-in space's name or a file's path. Throws Error with the names where nothing is called so.
std::shared_ptr<const SearchSpace> open_space(const std::string& name_or_path);

/// The same; where `space` is empty, the one that the first device file among `devices` names, else
/// the first one.
std::shared_ptr<const SearchSpace> open_space(const std::string& space,
                                              const std::vector<std::string>& devices);

/// The built-in space of this name, or the file's; null where there is none: for saved files.
std::shared_ptr<const SearchSpace> find_space(const std::string& name);

}  // namespace tenprobes::native
