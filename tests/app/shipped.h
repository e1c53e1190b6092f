// What the page ships, as far as tests ask for it, read from the repository.
//
//   App app(shipped());
#pragma once

#include <cstdlib>
#include <string>

#include "web/entry/resources.h"

namespace tenprobes::app {

inline std::string in_source(const std::string& path) {
  return std::string(std::getenv("TENPROBES_SOURCE")) + "/" + path;
}

inline Resources shipped() {
  Resources files = entry::read_resources(in_source(""));
  files.help_weights.clear();  // a curve more, and the longest to wait for
  return files;
}

}  // namespace tenprobes::app
