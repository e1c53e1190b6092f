// One architecture on the command line: by its index or by its text.
//
//   add_architecture_options(*command, options.architecture);      // --index, --architecture
//   const Architecture a = read_architecture(options.architecture, *space);
//   document.update(names_of(*space, a));                             // {"space", "architecture", "index"}
#pragma once

#include <CLI/CLI.hpp>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>

#include "core/search_space/search_space.h"

namespace tenprobes::native {

struct ArchitectureOptions {
  std::optional<int> index;
  std::string text;

  /// By just one of them.
  bool is_given() const { return index.has_value() == text.empty(); }
};

void add_architecture_options(CLI::App& command, ArchitectureOptions& options);

/// Throws Error where there is no such architecture; cells are read in any notation.
Architecture read_architecture(const ArchitectureOptions& options, const SearchSpace& space);

/// {"space", "architecture", "index" (where the space is enumerable)}.
nlohmann::ordered_json names_of(const SearchSpace& space, const Architecture& architecture);

/// For people: its index, where it has one, and its text.
std::string shown_name(const SearchSpace& space, const Architecture& architecture);

}  // namespace tenprobes::native
