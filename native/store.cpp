#include "native/store.h"

#include <algorithm>
#include <cstdlib>

#include "core/base/named.h"
#include "core/base/text_numbers.h"
#include "native/command.h"
#include "native/files.h"

namespace tenprobes::native {
namespace {

namespace fs = std::filesystem;

std::optional<std::string> variable(const char* name) {
  const char* value = std::getenv(name);
  if (value == nullptr || *value == '\0') return std::nullopt;
  return value;
}

std::optional<fs::path> find_store_folder() {
  if (const auto store = variable("TENPROBES_STORE")) return fs::path(*store);
  if (const auto data = variable("XDG_DATA_HOME")) return fs::path(*data) / "tenprobes";
  if (const auto home = variable("HOME")) return fs::path(*home) / ".local/share/tenprobes";
  return std::nullopt;
}

struct KindFiles {
  const char *name, *extension;
};
// In the order of StoreKind.
constexpr KindFiles kind_files[] = {
    {"latency", ".csv"}, {"accuracy", ".csv"}, {"scores", ".txt"}, {"predictor", ".safetensors"}};

const char* extension(StoreKind kind) {
  return kind_files[static_cast<std::size_t>(kind)].extension;
}

bool is_store_name(const std::string& name) {
  constexpr std::size_t longest = 64;
  const auto is_letter_or_digit = [](char c) { return is_letter(c) || is_digit(c); };
  return !name.empty() && name.size() <= longest && is_letter_or_digit(name[0]) &&
         std::all_of(name.begin(), name.end(), [&](char c) {
           return is_letter_or_digit(c) || c == '.' || c == '_' || c == '-';
         });
}

fs::path path_of(StoreKind kind, const std::string& name) {
  return store_folder() / name_of(kind) / (name + extension(kind));
}

}  // namespace

std::string_view name_of(StoreKind kind) {
  return kind_files[static_cast<std::size_t>(kind)].name;
}

fs::path store_folder() {
  if (const auto folder = find_store_folder()) return *folder;
  throw Error("there is no place to keep imported tables: set TENPROBES_STORE to a folder");
}

std::optional<fs::path> stored_file(StoreKind kind, const std::string& name) {
  if (!find_store_folder() || !is_store_name(name)) return std::nullopt;
  fs::path path = path_of(kind, name);
  std::error_code ignored;
  if (!fs::is_regular_file(path, ignored)) return std::nullopt;
  return path;
}

std::vector<std::string> stored_names(StoreKind kind) {
  std::vector<std::string> names;
  const auto folder = find_store_folder();
  if (!folder) return names;
  std::error_code ignored;
  for (const fs::directory_entry& entry :
       fs::directory_iterator(*folder / name_of(kind), ignored)) {
    const fs::path& path = entry.path();
    if (path.extension() == extension(kind) && is_store_name(path.stem().string())) {
      names.push_back(path.stem().string());
    }
  }
  std::sort(names.begin(), names.end());
  return names;
}

fs::path stored_or_path(StoreKind kind, const std::string& name_or_path) {
  if (const auto path = stored_file(kind, name_or_path)) return *path;
  if (exists(name_or_path)) return name_or_path;
  const std::string known = listed(stored_names(kind));
  throw Error("'" + shown(name_or_path) + "' is neither a file nor an imported table (" +
              std::string(name_of(kind)) + ": " + (known.empty() ? "none yet" : known) +
              "); 'tenprobes data import FILE' imports one");
}

void check_keep(StoreKind kind, const std::string& name, std::string_view bytes, bool replace) {
  if (!is_store_name(name)) {
    throw Error(
        "'" + name +
        "' cannot name a table: expected 1 to 64 of A-Z a-z 0-9 . _ - beginning with a letter"
        " or digit");
  }
  for (const auto& [of, reserved] : {std::pair(StoreKind::latency, "this-machine"),
                                     {StoreKind::accuracy, "estimate"},
                                     {StoreKind::scores, "shipped"},
                                     {StoreKind::scores, "exact"}}) {
    if (kind == of && name == reserved) {
      throw Error("'" + name + "' means something else already: add --name for another name");
    }
  }
  const auto present = stored_file(kind, name);
  if (present && !replace && read_file(*present) != bytes) {
    throw Error("the " + std::string(name_of(kind)) + " table '" + name +
                "' is there already with other content: add --replace, or --name for another name");
  }
}

fs::path keep(StoreKind kind, const std::string& name, std::string_view bytes, bool replace) {
  check_keep(kind, name, bytes, replace);
  fs::path path = path_of(kind, name);
  std::error_code error;
  fs::create_directories(path.parent_path(), error);
  if (error) throw Failure(path.parent_path().string() + ": cannot be made: " + error.message());
  write_file(path, bytes);
  return path;
}

void remove_stored(StoreKind kind, const std::string& name) {
  const auto path = stored_file(kind, name);
  if (!path) {
    throw Error("no " + std::string(name_of(kind)) + " table is called '" + name +
                "'; 'tenprobes data list' names them all");
  }
  std::error_code error;
  fs::remove(*path, error);
  if (error) throw Failure(path->string() + ": cannot be removed: " + error.message());
}

}  // namespace tenprobes::native
