// What the page ships, as far as tests ask for it, read from the repository.
//
//   App app(shipped());
#pragma once

#include <cstdlib>
#include <filesystem>
#include <string>

#include "core/search_space/spaces.h"
#include "tests/golden/golden.h"
#include "web/app/app.h"

namespace tenprobes::app {

inline std::string in_source(const std::string& path) {
  return std::string(std::getenv("TENPROBES_SOURCE")) + "/" + path;
}

inline std::map<std::string, std::string> files_in(const std::string& folder, bool endings) {
  std::map<std::string, std::string> files;
  for (const auto& file : std::filesystem::directory_iterator(in_source(folder))) {
    if (!file.is_regular_file()) continue;
    const std::filesystem::path& path = file.path();
    files[(endings ? path.filename() : path.stem()).string()] = golden::read_bytes(path.string());
  }
  return files;
}

inline Resources shipped() {
  Resources files;
  files.controller_weights = golden::read_bytes(in_source("pretrained/controller.safetensors"));
  files.edit_weights = golden::read_bytes(in_source("pretrained/controller-edit.safetensors"));
  files.proxy_table = golden::read_bytes(in_source("assets/proxies.safetensors"));
  files.surrogate = golden::read_bytes(in_source("pretrained/accuracy.safetensors"));
  files.lessons = files_in("assets/lessons", false);
  files.device_presets = files_in("assets/devices", false);
  files.qualities = files_in("assets/qualities", false);
  for (const BuiltInSpace& space : built_in_spaces()) {
    const std::string asset(space.asset);
    if (!asset.empty()) files.spaces[asset] = golden::read_bytes(in_source(asset));
  }
  for (const auto& folder : std::filesystem::directory_iterator(in_source("assets/devices"))) {
    if (!folder.is_directory()) continue;
    const std::string space = folder.path().filename().string();
    files.space_presets[space] = files_in("assets/devices/" + space, true);
  }
  return files;
}

}  // namespace tenprobes::app
