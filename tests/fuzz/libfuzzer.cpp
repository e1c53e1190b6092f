// libFuzzer's way in (preset fuzz). TENPROBES_FUZZ names the target; with TENPROBES_FUZZ_SEEDS=FOLDER
// every target's seeds and dictionary are written there instead, as FOLDER/NAME/ and NAME.dict, and
// their names printed.
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>

#include "tests/fuzz/targets.h"

namespace {

using tenprobes::fuzz::Target;

void write_seeds(const std::filesystem::path& folder) {
  for (const Target& target : tenprobes::fuzz::all_targets()) {
    std::filesystem::create_directories(folder / target.name);
    int number = 0;
    for (const std::string& seed : target.seeds()) {
      std::ofstream(folder / target.name / std::to_string(number++), std::ios::binary) << seed;
    }
    std::ofstream dictionary(folder / (target.name + ".dict"));
    if (target.words.empty()) dictionary << "\"x\"\n";  // an empty dictionary is refused
    for (const std::string& word : target.words) {
      dictionary << '"';
      for (const char c : word) {
        char text[8];
        std::snprintf(text, sizeof text, "\\x%02x", static_cast<unsigned char>(c));
        dictionary << text;
      }
      dictionary << "\"\n";
    }
    std::puts(target.name.c_str());
  }
}

const Target& chosen() {
  static const Target target = [] {
    const char* name = std::getenv("TENPROBES_FUZZ");
    for (Target& each : tenprobes::fuzz::all_targets()) {
      if (name != nullptr && each.name == name) return std::move(each);
    }
    std::fprintf(stderr, "TENPROBES_FUZZ should name a target\n");
    std::exit(2);
  }();
  return target;
}

}  // namespace

extern "C" int LLVMFuzzerInitialize(int*, char***) {
  if (const char* folder = std::getenv("TENPROBES_FUZZ_SEEDS")) {
    write_seeds(folder);
    std::exit(0);
  }
  chosen();
  return 0;
}

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  tenprobes::fuzz::read_safely(chosen(), {reinterpret_cast<const char*>(data), size});
  return 0;
}
