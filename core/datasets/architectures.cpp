#include "core/datasets/architectures.h"

#include "core/base/error.h"
#include "core/datasets/value.h"

namespace tenprobes::datasets {

std::vector<Cell> parse_architecture_index(std::string_view bytes, const std::string& name) {
  const Document document = read_document(bytes, name);
  const Value root = document.root();
  if (!root.is_dict() || root.size() != cell_count) {
    throw Error(name + ": holds " + root.description() +
                "; expected a dict of 15625 architectures to their indices");
  }
  std::vector<Cell> architectures(cell_count);
  std::vector<bool> seen_index(cell_count), seen_architecture(cell_count);
  for (int i = 0; i < cell_count; ++i) {
    const auto [key, value] = root.pair(i);
    if (!key.is_text() || !value.is_integer() || value.integer() < 0 ||
        value.integer() >= cell_count) {
      throw Error(name + ": entry " + std::to_string(i) + " maps " + key.description() + " to " +
                  value.description() + "; expected an architecture and an index from 0 to 15624");
    }
    Cell architecture;
    try {
      architecture = parse_cell(key.text());
    } catch (const Error& error) {
      throw Error(name + ": entry " + std::to_string(i) + ": " + error.what());
    }
    const auto index = static_cast<std::size_t>(value.integer());
    const auto own = static_cast<std::size_t>(index_of(architecture));
    if (seen_index[index] || seen_architecture[own]) {
      throw Error(name + ": the architecture or the index of entry " + std::to_string(i) +
                  " comes twice");
    }
    seen_index[index] = seen_architecture[own] = true;
    architectures[index] = architecture;
  }
  return architectures;
}

}  // namespace tenprobes::datasets
