#include "web/entry/resources.h"

#include <cerrno>
#include <cstring>
#include <fstream>
#include <iterator>

#include "core/base/error.h"
#include "core/search_space/spaces.h"

namespace tenprobes::entry {

namespace fs = std::filesystem;

namespace {

std::string read_if_there(const fs::path& path) {
  if (!fs::exists(path)) return {};
  std::ifstream stream(path, std::ios::binary);
  std::string bytes((std::istreambuf_iterator<char>(stream)), {});
  if (!stream) throw Error(path.string() + ": cannot be read: " + std::strerror(errno));
  return bytes;
}

/// Every file of a folder, by its name.
std::map<std::string, std::string> read_files(const fs::path& folder) {
  std::map<std::string, std::string> files;
  if (!fs::exists(folder)) return files;
  for (const fs::directory_entry& entry : fs::directory_iterator(folder)) {
    if (entry.is_regular_file()) files[entry.path().filename().string()] = read_if_there(entry);
  }
  return files;
}

std::map<std::string, std::string> read_spaces(const fs::path& home) {
  std::map<std::string, std::string> spaces;
  for (const BuiltInSpace& space : built_in_spaces()) {
    const std::string asset(space.asset);
    if (!asset.empty()) spaces[asset] = read_if_there(home / asset);
  }
  return spaces;
}

std::map<std::string, std::map<std::string, std::string>> read_presets(const fs::path& home) {
  std::map<std::string, std::map<std::string, std::string>> presets;
  for (const BuiltInSpace& space : built_in_spaces()) {
    if (space.asset.empty()) continue;
    auto& files = presets[std::string(space.name)];
    files = read_files(home / "assets/devices" / space.name);
    if (files.empty()) files = read_files(home / "assets" / space.name);
  }
  return presets;
}

/// Every JSON file of a folder, by its name without the extension.
std::map<std::string, std::string> read_documents(const fs::path& folder) {
  std::map<std::string, std::string> documents;
  if (!fs::exists(folder)) return documents;
  for (const fs::directory_entry& entry : fs::directory_iterator(folder)) {
    if (entry.path().extension() != ".json") continue;
    documents[entry.path().stem().string()] = read_if_there(entry.path());
  }
  return documents;
}

}  // namespace

app::Resources read_resources(const fs::path& home) {
  return {.controller_weights = read_if_there(home / "pretrained/controller.safetensors"),
          .edit_weights = read_if_there(home / "pretrained/controller-edit.safetensors"),
          .proxy_table = read_if_there(home / "assets/proxies.safetensors"),
          .device_presets = read_documents(home / "assets/devices"),
          .spaces = read_spaces(home),
          .space_presets = read_presets(home),
          .surrogate = read_if_there(home / "pretrained/accuracy.safetensors"),
          .help_weights = read_if_there(home / "pretrained/help.safetensors"),
          .lessons = read_documents(home / "assets/lessons"),
          .qualities = read_documents(home / "assets/qualities"),
          .quality = read_if_there(home / "assets/quality.bin")};
}

Fonts read_fonts(const fs::path& folder) {
  return {.regular = read_if_there(folder / "Inter-Regular.otf"),
          .semibold = read_if_there(folder / "Inter-SemiBold.otf")};
}

}  // namespace tenprobes::entry
