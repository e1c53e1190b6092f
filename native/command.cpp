#include "native/command.h"

#include <iostream>

#include "native/commands.h"

namespace tenprobes::native {

std::string version() {
  return TENPROBES_VERSION;
}

std::string build_facts() {
  return TENPROBES_FACTS;
}

void print_json(const nlohmann::ordered_json& document) {
  std::cout << document.dump(2) << '\n';
}

}  // namespace tenprobes::native
