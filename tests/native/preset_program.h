// The program without a store: names mean presets, whatever the person at this machine has
// imported.
#pragma once

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "tests/native/program.h"

namespace tenprobes::native {

inline ProgramRun run(const std::string& arguments) {
  return run_program(arguments, "TENPROBES_STORE=/nowhere");
}

inline nlohmann::json json_of(const std::string& arguments) {
  const ProgramRun result = run(arguments + " --json");
  EXPECT_EQ(result.exit_code, 0) << result.err;
  return nlohmann::json::parse(result.out);
}

}  // namespace tenprobes::native
