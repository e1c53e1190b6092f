#include "native/named_architecture.h"

#include "core/base/error.h"
#include "core/search/document.h"
#include "core/search_space/cells/notation.h"
#include "native/command.h"

namespace tenprobes::native {

void add_architecture_options(CLI::App& command, ArchitectureOptions& options) {
  command
      .add_option("--index", options.index,
                  "The architecture by its index, where the space numbers them")
      ->check(not_a_string());
  command.add_option("--architecture", options.text, "The architecture by its string");
}

Architecture read_architecture(const ArchitectureOptions& options, const SearchSpace& space) {
  if (options.index) {
    if (space.size() == 0) {
      throw Error("--index: the architectures of " + space.title() +
                  " are too many to be numbered: name one by --architecture");
    }
    return space.at(*options.index);
  }
  if (space.form() == Form::cells) return parse_cell_notation(options.text);
  return space.parse(options.text);
}

nlohmann::ordered_json names_of(const SearchSpace& space, const Architecture& architecture) {
  nlohmann::ordered_json names = {{"space", space.name()}};
  names.update(search::architecture_json(space, architecture));
  return names;
}

std::string shown_name(const SearchSpace& space, const Architecture& architecture) {
  const std::string text = space.text(architecture);
  return space.size() > 0 ? std::to_string(space.index_of(architecture)) + "  " + text : text;
}

}  // namespace tenprobes::native
