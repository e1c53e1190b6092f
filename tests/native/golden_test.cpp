// The program prints the golden figures, and goes on with what it saved before.
#include "tests/golden/golden.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <sstream>
#include <vector>

#include "tests/native/program.h"

namespace tenprobes::native {
namespace {

const std::string source = TENPROBES_SOURCE_FOLDER;
const std::string folder = source + "/tests/golden";

/// In the repository's folder, without a store.
ProgramRun run_there(const std::string& arguments) {
  return run_program(arguments, "cd '" + source + "' && TENPROBES_STORE=/nowhere");
}

struct Command {
  std::string name, arguments;
};
void PrintTo(const Command& command, std::ostream* stream) {
  *stream << command.name;
}

std::vector<Command> commands() {
  std::vector<Command> commands;
  std::istringstream lines(golden::read_bytes(folder + "/commands.txt"));
  for (std::string line; std::getline(lines, line);) {
    std::istringstream words(line);
    Command command;
    if (line.empty() || line.front() == '#' || !(words >> command.name)) continue;
    std::getline(words >> std::ws, command.arguments);
    commands.push_back(command);
  }
  return commands;
}

class GoldenFigures : public testing::TestWithParam<Command> {};

TEST_P(GoldenFigures, ComeOutAgain) {
  const ProgramRun run = run_there(GetParam().arguments);
  ASSERT_EQ(run.exit_code, 0) << run.err;
  const auto golden = golden::read_golden(folder + "/figures/" + GetParam().name + ".json");
  // Predictions of few coefficients tie, and how wide a processor adds parts or joins them.
  const double tolerance = GetParam().name.starts_with("predict") ? 1e-4 : 1e-9;
  EXPECT_EQ(golden::difference(golden, nlohmann::json::parse(run.out), tolerance), "")
      << "if that is meant: scripts/golden.sh " << GetParam().name;
}

std::string test_name(const testing::TestParamInfo<Command>& test) {
  std::string name = test.param.name;
  std::replace(name.begin(), name.end(), '-', '_');
  return name;
}
INSTANTIATE_TEST_SUITE_P(, GoldenFigures, testing::ValuesIn(commands()), test_name);

TEST(GoldenFiles, WhatIsShippedIsWhatTheFiguresWereMadeWith) {
  const std::string check =
      "cd '" + source + "' && sha256sum --quiet --check '" + folder + "/figures/shipped.sha256'";
  EXPECT_EQ(std::system(check.c_str()), 0) << "if that is meant: scripts/golden.sh";
}

TEST(GoldenFiles, ATraceIsResumed) {
  const TemporaryFolder temporary;
  const std::string trace =
      temporary.write("trace.json", golden::read_bytes(folder + "/old/trace.json"));
  const ProgramRun run =
      run_there("adapt --json --device cmd:tests/golden/device.sh --resume " + trace);
  ASSERT_EQ(run.exit_code, 0) << run.err;
  const auto resumed = nlohmann::json::parse(run.out);
  const nlohmann::json saved = golden::read_golden(folder + "/old/trace.json");
  for (size_t i = 0; i < saved["probes"].size(); ++i) {
    EXPECT_EQ(resumed["probes"][i], saved["probes"][i]) << "what was measured is kept";
  }
  EXPECT_EQ(resumed["probes"].size(), saved["probes"].size() + saved["probes_left"].get<size_t>());
  EXPECT_THAT(run.err, testing::HasSubstr("note: probe 2: method bayes would probe "));
}

TEST(GoldenFiles, ASessionOfThePageIsReplayed) {
  const std::string file = folder + "/old/page-session.json";
  const ProgramRun run = run_there("adapt --json --replay " + file);
  ASSERT_EQ(run.exit_code, 0) << run.err;
  nlohmann::json saved = golden::read_golden(file);
  saved.erase("page");  // which only the page reads
  nlohmann::json replayed = nlohmann::json::parse(run.out);
  // What is recommended of the same probes is what this version believes.
  EXPECT_LE(replayed["recommended"]["latency_ms"], saved["budget_ms"]);
  replayed.erase("recommended");
  saved.erase("recommended");
  EXPECT_EQ(golden::difference(saved, replayed), "");
}

TEST(GoldenFiles, DevicesAnswer) {
  for (const char* name : {"page-device", "page-twin"}) {
    const ProgramRun run =
        run_there("adapt --json --method random --budget-quantile 0.5 --device " + folder +
                  "/old/" + name + ".json");
    EXPECT_EQ(run.exit_code, 0) << run.err;
  }
}

TEST(GoldenFiles, WeightsAdaptOrSayWhyNot) {
  for (const char* kind : {"acquisition", "edit", "whole-cell"}) {
    const ProgramRun run = run_there(
        "adapt --json --device raspi4 --probes 3 --budget-quantile 0.5 --weights "
        "tests/golden/old/weights-" +
        std::string(kind) + ".safetensors");
    if (kind == std::string("whole-cell") && run.exit_code == 2) {
      EXPECT_NE(run.err.find("whole-cell"), std::string::npos) << run.err;
    } else {
      EXPECT_EQ(run.exit_code, 0) << kind << ": " << run.err;
    }
  }
}

}  // namespace
}  // namespace tenprobes::native
