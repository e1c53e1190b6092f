#include "native/spaces.h"

#include <cstdio>
#include <nlohmann/json.hpp>

#include "core/base/error.h"
#include "core/base/lines.h"
#include "core/base/named.h"
#include "core/base/text_numbers.h"
#include "core/datasets/file_kind.h"
#include "core/datasets/value.h"
#include "core/devices/plausibility.h"
#include "core/search_space/catalogue/catalogue.h"
#include "native/files.h"

namespace tenprobes::native {
namespace {

std::string known_names() {
  return listed(built_in_spaces(), &BuiltInSpace::name);
}

/// The space that a device file names; empty where the path is none or names none.
std::string space_named_in(const std::string& path) {
  std::error_code unreadable;
  if (!std::filesystem::is_regular_file(path, unreadable)) return "";
  if (path.ends_with(".csv")) {
    const std::string table = read_file(path);
    for (Lines lines(table); const auto line = lines.next();) {
      constexpr std::string_view says = "# space:";
      if (!line->starts_with('#')) break;
      if (line->starts_with(says)) return std::string(trimmed(line->substr(says.size())));
    }
  }
  if (!path.ends_with(".json")) return "";
  const auto json = nlohmann::json::parse(read_file(path), nullptr, false);
  if (!json.is_object()) return "";
  const auto text = [&json](const char* field) {
    const auto found = json.find(field);
    return found != json.end() && found->is_string() ? found->get<std::string>() : std::string();
  };
  if (std::string named = text("space"); !named.empty()) return named;
  // Devices of a layered space say it in their format: tenprobes-SPACE-device.
  constexpr std::string_view before = "tenprobes-", behind = "-device";
  const std::string format = text("format");
  const bool says = format.starts_with(before) && format.ends_with(behind) &&
                    format.size() > before.size() + behind.size();
  const std::string named =
      says ? format.substr(before.size(), format.size() - before.size() - behind.size()) : "";
  return built_in_space(named) ? named : "";
}

}  // namespace

void add_space_option(CLI::App& command, std::string& space) {
  command.add_option("--space", space,
                     "The search space: " + known_names() +
                         ", or a file that describes one: a catalogue (.csv with name, quality and"
                         " cost features) or a layered space (.json). Default: the one that the"
                         " device file names, else " +
                         std::string(built_in_spaces().front().name));
}

std::shared_ptr<const SearchSpace> open_space(const std::string& name_or_path) {
  if (auto space = find_space(name_or_path)) return space;
  throw Error("space '" + name_or_path + "' is neither known nor a file: the known ones are " +
              known_names());
}

std::shared_ptr<const SearchSpace> open_space(const std::string& space,
                                              const std::vector<std::string>& devices) {
  auto given = space.empty() ? nullptr : open_space(space);
  for (const std::string& device : devices) {
    const std::string named = space_named_in(device);
    if (named.empty() || (given && named == given->name())) continue;
    if (!given) return open_space(named);
    throw Error("device '" + device + "' is one of " + named + ", not of " + given->name() +
                ": leave out --space, or name that one");
  }
  if (given) return given;
  return open_space(std::string(built_in_spaces().front().name));
}

std::shared_ptr<const SearchSpace> find_space(const std::string& name) {
  if (const BuiltInSpace* known = built_in_space(name)) {
    const std::string bytes =
        known->asset.empty() ? "" : read_file(shipped_file(std::string(known->asset)));
    return make_space(*known, bytes);
  }
  std::error_code unreadable;
  if (!std::filesystem::is_regular_file(name, unreadable)) return nullptr;
  const std::string bytes = read_file(name);
  try {
    const auto folder = std::filesystem::path(name).parent_path();
    auto space = parse_space(bytes, name,
                             [&](const std::string& beside) { return read_file(folder / beside); });
    note(name, devices::doubts_about(*space));
    return space;
  } catch (const Error&) {
    if (datasets::is_container(bytes) && bytes.find('\0') != std::string::npos) {
      datasets::identify(bytes, name);  // an archive or a workbook says what it is
    }
    if (!datasets::is_own_document(bytes) && !names_catalogue_columns(bytes)) {
      datasets::refuse_other_kind(bytes, name, datasets::FileKind::catalogue, "a search space");
    }
    throw;
  }
}

}  // namespace tenprobes::native
