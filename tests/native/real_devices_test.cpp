// Devices that are really measured, as a user runs them: this machine, programs, scripts.
#include <gtest/gtest.h>

#include <algorithm>
#include <nlohmann/json.hpp>
#include <sstream>

#include "core/search/report.h"
#include "core/search_space/cells/cell.h"
#include "core/search_space/cells/notation.h"
#include "native/spaces.h"
#include "tests/native/program.h"

namespace tenprobes::native {
namespace {

using nlohmann::json;

constexpr const char* quick = " --repeats 12 --timing-seconds 0.1 ";
const std::string examples = TENPROBES_EXAMPLES;

ProgramRun run_shell(const std::string& command) {
  const TemporaryFolder folder;
  const std::string out = (folder.path() / "out").string(), err = (folder.path() / "err").string();
  const int status = std::system(
      ("TENPROBES='" TENPROBES_PROGRAM "' " + command + " >'" + out + "' 2>'" + err + "'").c_str());
  return {WIFEXITED(status) ? WEXITSTATUS(status) : -1, whole_file(out), whole_file(err)};
}

bool is_one_sentence(const std::string& text) {
  const size_t last = text.rfind("tenprobes: ");  // behind the progress
  return last != std::string::npos &&
         std::count(text.begin() + static_cast<std::ptrdiff_t>(last), text.end(), '\n') == 1;
}

class RealDevices : public testing::Test {
 protected:
  TemporaryFolder folder;
  std::string trace = (folder.path() / "trace.json").string();
  /// Answers like a device; keeps a list of what it was asked.
  std::string asked = (folder.path() / "asked").string();
  std::string script(const std::string& name, const std::string& body) {
    std::string path = folder.write(name, "#!/bin/sh\necho \"$1\" >> '" + asked + "'\n" + body);
    std::filesystem::permissions(path, std::filesystem::perms::owner_all);
    return path;
  }
  long count_asked() {
    const std::string text = whole_file(asked);
    return std::count(text.begin(), text.end(), '\n');
  }
};

TEST_F(RealDevices, ProbeTimesOneNetwork) {
  const ProgramRun run = run_program("probe --index 1462 --json" + std::string(quick));
  ASSERT_EQ(run.exit_code, 0) << run.err;
  const json probe = json::parse(run.out);
  EXPECT_EQ(probe["index"], 1462);
  EXPECT_GT(probe["median_ms"], 0);
  EXPECT_LE(probe["quartiles_ms"][0], probe["median_ms"]);
  EXPECT_GE(probe["quartiles_ms"][1], probe["median_ms"]);
  EXPECT_GE(probe["repeats"], 6);
  EXPECT_GT(probe["clock_tick_us"], 0);
}

TEST_F(RealDevices, MoreWorkTakesLonger) {
  const auto median = [&](const std::string& options) {
    const ProgramRun run = run_program("probe --json" + std::string(quick) + options);
    EXPECT_EQ(run.exit_code, 0) << run.err;
    return json::parse(run.out)["median_ms"].get<double>();
  };
  // What else runs here may disturb one of them.
  const auto holds = [&] {
    const double base = median("--index 1462");  // all 3x3
    return 2 * median("--index 1835") < base &&  // all skip
           median("--index 1462 --batch 8") > 3 * base &&
           median("--index 1462 --precision float64") > base;
  };
  EXPECT_TRUE(holds() || holds() || holds() || holds());
}

TEST_F(RealDevices, ThisMachineEndsWithAFeasibleMeasuredRecommendation) {
  const ProgramRun run =
      run_program("adapt --device this-machine --probes 10 --budget-quantile 0.25 --json --save " +
                  trace + quick);
  ASSERT_EQ(run.exit_code, 0) << run.err;
  const json session = json::parse(run.out);
  EXPECT_EQ(session["device_kind"], "measured");
  EXPECT_EQ(session["budget_probes"].size(), 6u);
  ASSERT_EQ(session["probes"].size(), 10u);
  EXPECT_GT(session["probes"][0]["spread"]["repeats"], 5);
  EXPECT_EQ(session["recommended"]["feasible"], true);
  EXPECT_LE(session["recommended"]["latency_ms"], session["budget_ms"]);
  EXPECT_EQ(std::count(run.err.begin(), run.err.end(), '\n'), 17) << "each probe as it lands";
  EXPECT_EQ(whole_file(trace), run.out);

  const std::string twin = (folder.path() / "twin.json").string();
  const ProgramRun fit =
      run_program("devices fit --trace " + trace + " --group CPU --json --out " + twin);
  ASSERT_EQ(fit.exit_code, 0) << fit.err;
  EXPECT_EQ(json::parse(fit.out)["rows"], 16);
  const ProgramRun again = run_program("adapt --device " + twin + " --budget-quantile 0.25 --json");
  EXPECT_EQ(again.exit_code, 0) << again.err;
  EXPECT_EQ(json::parse(again.out)["device_kind"], "twin");
}

TEST_F(RealDevices, ProbeWritesATableOfAStratifiedSample) {
  const std::string table = (folder.path() / "machine.csv").string();
  const ProgramRun run = run_program("probe --sample 8 --seed 4 --json --out " + table + quick);
  ASSERT_EQ(run.exit_code, 0) << run.err;
  const std::string text = whole_file(table);
  EXPECT_EQ(std::count(text.begin(), text.end(), '\n'), 9);
  const ProgramRun adapt = run_program("adapt --device " + table +
                                       " --probes 3 --budget-quantile 0.5 --method bayes --json");
  EXPECT_EQ(adapt.exit_code, 0) << adapt.err;
}

TEST_F(RealDevices, AProgramIsCalledForEachProbe) {
  const std::string device = script("device.sh", "echo measuring; printf '%s' \"${#1}.5\"\n");
  const ProgramRun run = run_program("adapt --device 'cmd:" + device +
                                     "' --probes 4 --budget-ms 85 --method random --json");
  ASSERT_EQ(run.exit_code, 0) << run.err;
  const json session = json::parse(run.out);
  EXPECT_EQ(session["device_kind"], "external");
  EXPECT_EQ(count_asked(), 4);
  for (const json& probe : session["probes"]) {
    EXPECT_EQ(probe["latency_ms"], probe["architecture"].get<std::string>().size() + 0.5);
  }
}

TEST_F(RealDevices, WhateverAProgramDoesTheSessionIsKeptAndResumed) {
  const std::string good = script("good.sh", "echo 12.5\n");
  const std::string expected =
      run_program("adapt --json --probes 8 --budget-ms 20 --method random --device 'cmd:" + good +
                  "'")
          .out;
  for (const auto& [fault, what] : std::vector<std::pair<std::string, std::string>>{
           {"sleep 100", "did not answer within 2 seconds"},
           {"echo rubbish", "rubbish"},
           {"echo '{\"latency_ms\": NaN}'", "NaN"},
           {"exit 3", "exit code 3"},
           {"kill -9 $$", "signal 9"},
           {"echo '{\"error\": \"too hot\"}'", "too hot"},
           {"yes", "without end"},
           {"exec no-such-program", "not found"}}) {
    std::filesystem::remove(asked);
    // The fifth call fails.
    const std::string device = script("device.sh", "if [ $(wc -l < '" + asked + "') = 5 ]; then " +
                                                       fault + "; else echo 12.5; fi\n");
    const std::string spec = " --device 'cmd:" + device + "'";
    // Long for what answers on a busy machine.
    const std::string timeout = fault == "sleep 100" ? " --timeout 2" : " --timeout 60";
    const ProgramRun failed = run_program(
        "adapt --json --probes 8 --budget-ms 20 --method random --save " + trace + spec + timeout);
    EXPECT_EQ(failed.exit_code, 1) << fault;
    EXPECT_EQ(failed.out, "");
    EXPECT_TRUE(is_one_sentence(failed.err)) << failed.err;
    EXPECT_NE(failed.err.find(what), std::string::npos) << failed.err;
    EXPECT_NE(failed.err.find("--resume " + trace), std::string::npos) << failed.err;
    EXPECT_EQ(json::parse(whole_file(trace))["probes"].size(), 4u);
    const ProgramRun resumed = run_program("adapt --json --resume " + trace + spec);
    ASSERT_EQ(resumed.exit_code, 0) << resumed.err;
    EXPECT_EQ(count_asked(), 5 + 4) << "a probe was repeated";
    json session = json::parse(resumed.out), whole = json::parse(expected);
    session.erase("device");
    whole.erase("device");
    EXPECT_EQ(session, whole);
    EXPECT_EQ(whole_file(trace), resumed.out);
  }
}

TEST_F(RealDevices, NetworksOfLayersRunHere) {
  std::string skips = "k3_e3";
  for (int layer = 1; layer < 22; ++layer) skips += "|skip";
  const ProgramRun probe =
      run_program("probe --space fbnet --architecture '" + skips + "' --json" + quick);
  ASSERT_EQ(probe.exit_code, 0) << probe.err;
  EXPECT_EQ(json::parse(probe.out)["architecture"], skips);
  EXPECT_GT(json::parse(probe.out)["median_ms"], 0);
  const std::string table = (folder.path() / "table.csv").string();
  ASSERT_EQ(run_program("probe --space fbnet --sample 3 --out " + table + quick).exit_code, 0);
  const std::string rows = whole_file(table);
  EXPECT_EQ(std::count(rows.begin(), rows.end(), '\n'), 4);
  const ProgramRun adapted = run_program(
      "adapt --space fbnet --device this-machine --probes 3 --budget-quantile 0.6 --json" +
      std::string(quick));
  ASSERT_EQ(adapted.exit_code, 0) << adapted.err;
  const json session = json::parse(adapted.out);
  EXPECT_EQ(session["space"], "fbnet");
  ASSERT_EQ(session["probes"].size(), 3u);
  EXPECT_EQ(session["probes"][0]["spread"]["repeats"].is_number(), true);
}

TEST_F(RealDevices, ListsOfNumbersCannotBeRun) {
  const std::string space = folder.write("own.json", R"({"format": "tenprobes-space", "version": 1,
      "name": "own", "shapes": {"a": {"x": [["dense", 1e6, 1e4, 100, 2, 16]], "skip": []}},
      "positions": ["a", "a"]})");
  for (const std::string& arguments : std::vector<std::string>{
           "probe --architecture 'x|skip'", "export --architecture 'x|skip' --out " + trace,
           "adapt --device this-machine --probes 2 --budget-ms 3"}) {
    const ProgramRun run = run_program(arguments + " --space " + space);
    EXPECT_EQ(run.exit_code, 2) << arguments;
    EXPECT_NE(run.err.find("the choice 'x' of shape 'a' is written as a list of numbers"),
              std::string::npos)
        << run.err;
    EXPECT_TRUE(is_one_sentence(run.err)) << run.err;
  }
}

TEST_F(RealDevices, AnotherDevicesTraceIsNotResumed) {
  const std::string device = script("device.sh", "[ $(wc -l < '" + asked + "') = 3 ] || echo 1\n");
  run_program("adapt --budget-ms 20 --method random --device 'cmd:" + device + "' --save " + trace);
  for (const std::string& arguments : std::vector<std::string>{
           "adapt --device cmd:other --resume " + trace, "adapt --resume " + trace,
           "adapt --device 'cmd: ' --budget-ms 3", "session --budget-ms 3", "session --external",
           "session --external --resume /no/such/file", "probe", "probe --index -1",
           "probe --index 3 --threads 2", "probe --index 3 --batch 0", "probe --index 3 --sample 3",
           "probe --index 3 --precision float16", "probe --sample 3",
           "devices fit --out " + trace + "x", "devices fit --trace " + trace + " --out x.json",
           "bench --device this-machine --methods random"}) {
    const ProgramRun run = run_program(arguments);
    EXPECT_EQ(run.exit_code, 2) << arguments << "\n" << run.err;
    EXPECT_EQ(run.out, "") << arguments;
  }
}

TEST_F(RealDevices, TheExampleInPythonRunsASession) {
  const ProgramRun run = run_shell(examples +
                                   "/external_device.py --probes 4 --budget-quantile 0.5"
                                   " --method bayes --save " +
                                   trace);
  ASSERT_EQ(run.exit_code, 0) << run.err;
  EXPECT_NE(run.out.find(" takes "), std::string::npos) << run.out;
  const search::SessionReport session = search::parse_session(whole_file(trace), trace, find_space);
  EXPECT_EQ(session.probes.size(), 4u);
  EXPECT_EQ(session.budget_probes.size(), 6u);
  EXPECT_EQ(session.probes[0].spread->repeats, 9);
}

TEST_F(RealDevices, TheExampleInShellRunsASession) {
  const ProgramRun run = run_shell(examples + "/external_device.sh --probes 5 --budget-ms 2");
  ASSERT_EQ(run.exit_code, 0) << run.err;
  const json session = json::parse(run.out);
  EXPECT_EQ(session["probes"].size(), 5u);
  EXPECT_EQ(session["recommended"]["feasible"], true);
  for (const json& probe : session["probes"]) {
    const auto counts = operation_counts(cell_at(probe["index"]));
    EXPECT_NEAR(probe["latency_ms"],
                0.5 + 0.9 * counts[3] + 0.2 * counts[2] + 0.15 * counts[4] + 0.02 * counts[1],
                1e-9);
  }
}

TEST_F(RealDevices, AnExternalSessionSpeaksOneDocumentALineAndResumes) {
  const std::string answers = folder.write("answers", "{\"latency_ms\": 9}\n3.5\nrubbish\n");
  const ProgramRun failed = run_shell("'" TENPROBES_PROGRAM
                                      "' session --external --name board"
                                      " --probes 4 --budget-ms 5 --method random --save " +
                                      trace + " < " + answers);
  EXPECT_EQ(failed.exit_code, 1);
  EXPECT_TRUE(is_one_sentence(failed.err)) << failed.err;
  std::istringstream lines(failed.out);
  int number = 0;
  for (std::string line; std::getline(lines, line);) {
    const json proposal = json::parse(line);
    EXPECT_EQ(proposal["probe"], ++number);
    EXPECT_EQ(proposal["operations"].size(), 6u);
    EXPECT_EQ(parse_cell_notation(proposal["architecture"].get<std::string>()),
              cell_at(proposal["index"]));
  }
  EXPECT_EQ(number, 3);
  const std::string rest = folder.write("rest", "8\n7\n");
  const ProgramRun resumed =
      run_shell("'" TENPROBES_PROGRAM "' session --external --resume " + trace + " < " + rest);
  ASSERT_EQ(resumed.exit_code, 0) << resumed.err;
  EXPECT_EQ(std::count(resumed.out.begin(), resumed.out.end(), '\n'), 3);
  const json last = json::parse(resumed.out.substr(resumed.out.rfind("{\"recommended\"")));
  EXPECT_EQ(last["device"], "board");
  EXPECT_EQ(last["recommended"]["latency_ms"], 3.5);
  EXPECT_EQ(last["recommended"]["feasible"], true);
  EXPECT_EQ(last["probes"][3]["latency_ms"], 7);

  const ProgramRun dead = run_shell("'" TENPROBES_PROGRAM
                                    "' session --external --budget-ms 5"
                                    " --method random < /dev/null");
  EXPECT_EQ(dead.exit_code, 1);
  EXPECT_NE(dead.err.find("ended before it answered"), std::string::npos) << dead.err;
  // A pipe that is open for writing too never ends.
  const std::string pipe = trace + ".pipe";
  const ProgramRun slow = run_shell("mkfifo " + pipe +
                                    " && '" TENPROBES_PROGRAM
                                    "' session --external --budget-ms 5"
                                    " --method random --timeout 0.2 <> " +
                                    pipe);
  EXPECT_EQ(slow.exit_code, 1);
  EXPECT_NE(slow.err.find("did not answer within 0.2 seconds"), std::string::npos) << slow.err;
}

}  // namespace
}  // namespace tenprobes::native
