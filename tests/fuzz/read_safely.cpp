#include "core/base/error.h"
#include "tests/fuzz/targets.h"

namespace tenprobes::fuzz {

void read_safely(const Target& target, std::string_view bytes) {
  try {
    target.read(bytes);
  } catch (const Error&) {
    // One sentence: that is what hostile input should get.
  }
}

}  // namespace tenprobes::fuzz
