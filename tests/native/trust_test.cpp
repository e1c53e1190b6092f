// What people really bring and what really goes wrong, tried on the program itself.
#include <gtest/gtest.h>

#include <set>

#include "core/search_space/cells/cell.h"
#include "tests/native/program.h"

namespace tenprobes::native {
namespace {

const std::string few_rows = "index,latency_ms\n1,5\n2,6\n3,7\n";

void expect_refused(const ProgramRun& run, const std::string& words, int code = 2) {
  EXPECT_EQ(run.exit_code, code) << run.out << run.err;
  EXPECT_NE(run.err.find(words), std::string::npos) << run.err;
  EXPECT_EQ(run.err.find("unexpected"), std::string::npos) << run.err;
}

TEST(Outputs, AFullDiskUnderStdoutIsAFailure) {
  for (const char* command :
       {"devices list", "adapt --device raspi4 --probes 2 --budget-ms 50 --method random --json"}) {
    expect_refused(run_program(command, "", {.out = "/dev/full"}),
                   "the output could not be written", 1);
  }
}

TEST(Outputs, AreCheckedBeforeAnyWork) {
  const TemporaryFolder folder;
  const std::string inside = folder.path().string();
  for (const std::string command :
       {"proxies compute", "train", "surrogate fit --cifar10 x --cifar100 x --imagenet x"}) {
    expect_refused(run_program(command + " --out " + inside + "/nowhere/x"), "does not exist");
  }
  expect_refused(run_program("train --out " + inside), "it is a folder");
  expect_refused(run_program("train --out ''"), "is empty");
  expect_refused(
      run_program("bench --device raspi4 --methods random --out " + inside + "/nowhere/x"),
      "does not exist");
}

TEST(Outputs, AreNoneOfTheInputs) {
  const TemporaryFolder folder;
  const std::string table = folder.write("mine.csv", few_rows);
  expect_refused(run_program("adapt --device " + table +
                             " --probes 2 --budget-ms 9 --method random --save " + table),
                 "mine.csv: would be overwritten by the output");
  EXPECT_EQ(whole_file(table), few_rows);
  const std::string config = folder.write("c.json", "{\"steps\": 4}");
  expect_refused(run_program("train --config " + config + " --out " + config),
                 "would be overwritten");
  EXPECT_EQ(whole_file(config), "{\"steps\": 4}");
}

TEST(Training, ACheckpointIsNotReplacedUnasked) {
  const TemporaryFolder folder;
  const std::string config = folder.write("c.json",
                                          "{\"kind\": \"edit\", \"hidden\": 8, \"environments\": "
                                          "8, \"horizon\": 8, \"minibatch\": 16, \"steps\": 512}");
  const std::string train = "train --threads 1 --config " + config + " --out " +
                            (folder.path() / "w.safetensors").string();
  ASSERT_EQ(run_program(train).exit_code, 0);
  const std::string checkpoint = whole_file(folder.path() / "w.checkpoint.safetensors");
  expect_refused(run_program(train), "go on with it by --resume");
  EXPECT_EQ(whole_file(folder.path() / "w.checkpoint.safetensors"), checkpoint);
  EXPECT_EQ(run_program(train + " --force").exit_code, 0);

  // A killed run has written points that its checkpoint does not know; they come once only.
  const auto curve_path = folder.path() / "w.curve.jsonl";
  const std::string curve = whole_file(curve_path);
  std::ofstream(curve_path, std::ios::app) << "{\"steps\": 99999}\n{\"steps\": 100";
  ASSERT_EQ(run_program("train --threads 1 --resume " +
                        (folder.path() / "w.checkpoint.safetensors").string() + " --out " +
                        (folder.path() / "w.safetensors").string())
                .exit_code,
            0);
  EXPECT_EQ(whole_file(curve_path), curve);
}

TEST(Training, TooMuchAtOnceIsRefused) {
  const TemporaryFolder folder;
  const std::string config =
      folder.write("c.json", "{\"kind\": \"edit\", \"environments\": 65536, \"horizon\": 4096}");
  expect_refused(run_program("train --config " + config + " --out " +
                             (folder.path() / "w.safetensors").string()),
                 "environments x horizon is 268435456: at most");
}

TEST(Names, ThatAreNotUtf8AreRefusedBeforeAnythingIsMeasured) {
  const TemporaryFolder folder;
  const std::string path = folder.write("caf\xe9.csv", few_rows);
  expect_refused(
      run_program("adapt --device '" + path + "' --probes 1 --budget-ms 9 --method random"),
      "is not UTF-8");
  expect_refused(run_program("session --external --name 'x\xff' --probes 1 --budget-ms 9"),
                 "is not UTF-8");
  expect_refused(run_program("adapt --device 'x\033[2J' --budget-ms 9"), "control characters");
}

TEST(Names, ThatAreTooLongAreNoFiles) {
  const std::string endless(5000, 'a');
  for (const char* option : {"--scores", "--weights", "--device", "--accuracy", "--resume"}) {
    const ProgramRun run = run_program(
        std::string("adapt --device raspi4 --budget-ms 50 --probes 1 --method controller ") +
        option + " " + endless);
    EXPECT_EQ(run.exit_code, 2) << option << run.err;
    EXPECT_EQ(run.err.find("unexpected"), std::string::npos) << run.err;
    EXPECT_LT(run.err.size(), 1000u) << option;
  }
}

TEST(Sentences, HoldNoJargonAndNothingForTheTerminal) {
  const TemporaryFolder folder;
  const std::string broken = folder.write("d.json", "{\"format\": nope");
  for (const char* option : {"--budget-ms 5 --device", "--replay"}) {
    expect_refused(run_program(std::string("adapt ") + option + " " + broken),
                   "line 1, column 12: this is not JSON");
  }
  for (const std::string& text :
       {std::string("architecture,latency_ms\n\033]0;owned\007\033[31mred,5\n"),
        std::string("architecture,latency_ms\na\0b,5\n", 30)}) {
    const ProgramRun run = run_program("data import " + folder.write("e.csv", text),
                                       "TENPROBES_STORE=" + folder.path().string());
    EXPECT_EQ(run.exit_code, 2);
    EXPECT_EQ(run.err.find_first_of("\033\007"), std::string::npos);
    EXPECT_NE(run.err.find("expected |op~0|"), std::string::npos) << run.err;
  }
}

TEST(Sentences, NothingOfADevicesFileReachesTheTerminal) {
  const TemporaryFolder folder;
  std::string device =
      whole_file(std::string(TENPROBES_SOURCE_FOLDER) + "/assets/devices/raspi4.json");
  device.insert(device.find("\"name\": \"") + 9, "\\u001b]0;owned\\u0007");
  expect_refused(run_program("adapt --budget-ms 30 --probes 1 --method random --device " +
                             folder.write("d.json", device)),
                 "'name' holds control characters");
}

TEST(Outputs, TwoOfOneNameAreRefused) {
  const TemporaryFolder folder;
  const std::string out = (folder.path() / "x").string();
  expect_refused(run_program("bench --device raspi4 --methods random --probes 1 --seeds 1 --out " +
                             out + " --html " + out),
                 "is named for two outputs");
}

TEST(Doors, SayTheSame) {
  const TemporaryFolder folder;
  const std::string store = "TENPROBES_STORE=" + (folder.path() / "store").string();
  const std::string page = folder.write("raspi4.pt", "<!DOCTYPE html>\n<html>Sign in</html>");
  const std::string import = run_program("data import " + page, store).err;
  EXPECT_NE(import.find("is a web page, not the file itself"), std::string::npos);
  EXPECT_EQ(run_program("adapt --budget-ms 5 --device " + page, store).err, import);
  const std::string german = folder.write(
      "mine.csv",
      "\xef\xbb\xbfIndex;Latenz;Latency (ms)\n1;x;\"5,25\"\n2;y;\"6,5\"\n3;z;\"7,125\"\n");
  const ProgramRun run = run_program(
      "adapt --device " + german + " --probes 3 --budget-ms 6 --method random --json", store);
  EXPECT_EQ(run.exit_code, 0) << run.err;
  EXPECT_NE(run.out.find("5.25"), std::string::npos);
  EXPECT_EQ(run_program("data import " + german + " --name mine", store).exit_code, 0);
}

TEST(Doors, NameWhatIsOfAnotherKind) {
  const TemporaryFolder folder;
  const std::string page = folder.write("page", "<!DOCTYPE html>\n<html>Sign in</html>");
  const std::string table = folder.write("table.csv", few_rows);
  const std::string models = folder.write("models.csv", "name,quality,gmacs\na,70,1\nb,75,2\n");
  const std::string rest = " --budget-ms 9 --probes 1 --method ";
  for (const char* option :
       {"--device ", "--space ", "--accuracy ", "--quality ", "--scores ", "--weights "}) {
    expect_refused(
        run_program(
            "adapt " + std::string(option == std::string("--device ") ? "" : "--device raspi4 ") +
            option + page + rest + (option == std::string("--weights ") ? "controller" : "random")),
        "is a web page, not the file itself");
  }
  for (const auto& [options, sentence] : std::initializer_list<std::pair<std::string, std::string>>{
           {"--space " + table, "holds a latency table, not a search space"},
           {"--accuracy " + table, "holds a latency table, not accuracies"},
           {"--scores " + table, "holds a latency table, not training-free scores"},
           {"--device " + models, "holds a catalogue of networks (a search space), not the"},
           {"--space " + models + " --device " + page, "is a web page"}}) {
    expect_refused(
        run_program("adapt " +
                    (options.find("--device") == std::string::npos ? "--device raspi4 " + options
                                                                   : options) +
                    rest + "random"),
        sentence);
  }
  expect_refused(run_program("adapt --replay " + table), "holds a latency table, not a session");
  expect_refused(run_program("adapt --replay " + std::string(TENPROBES_SOURCE_FOLDER) +
                             "/assets/devices/raspi4.json"),
                 "it holds a device, not a session");
  expect_refused(run_program("adapt --replay " + folder.write("l.json", R"({"3": 5.5})")),
                 "holds a latency table, not a session");
  expect_refused(run_program("adapt --device raspi4 --budget-ms 10ms"),
                 "--budget-ms is given '10ms', which it does not take");
  expect_refused(run_program("adapt --device raspi4 --seed -1" + rest + "random"),
                 "-1 is not a number from 0 on");
  for (const std::string number : {"18446744073709551616", "''", "1e3", "1.5", "10ms"}) {
    for (const std::string option : {"--seed ", "--probes "}) {
      expect_refused(
          run_program("adapt --device raspi4 --budget-ms 9 --method random " + option + number),
          "is not a whole number in digits");
    }
  }
  expect_refused(run_program("adapt --device raspi4 --budget-ms 9 --probes 5000000000"),
                 "--probes is given '5000000000', which is too large");
  expect_refused(run_program("adapt --device raspi4 --budget-ms ''"), "'' is not a number");
  expect_refused(run_program("bench --device raspi4 --methods random --budget-quantiles nan"),
                 "at a share of 0..1, not nan");
}

TEST(Doors, NameWhatAnEmptyListLeaves) {
  const TemporaryFolder folder;
  const std::string store = "TENPROBES_STORE=" + folder.path().string();
  const ProgramRun data = run_program("data list", store);
  EXPECT_NE(data.err.find("'tenprobes data import FILE'"), std::string::npos) << data.err;
  EXPECT_EQ(run_program("data list --json", store).err, "");
  const ProgramRun devices = run_program("devices list --space ofa-mobilenetv3");
  EXPECT_NE(devices.err.find("synthetic:SEED"), std::string::npos) << devices.err;
  EXPECT_EQ(run_program("devices list --space ofa-mobilenetv3 --json").err, "");
}

TEST(Doors, AskForDevicesOfOneSpace) {
  const TemporaryFolder folder;
  const std::string space = folder.write("mine.csv", "name,quality,gmacs\na,70,1\nb,75,2\n");
  std::string device =
      whole_file(std::string(TENPROBES_SOURCE_FOLDER) + "/assets/devices/raspi4.json");
  device.insert(device.find("\"name\""), "\"space\": \"nas-bench-201\", ");
  const std::string adapt =
      "adapt --budget-ms 30 --probes 1 --method random --device " + folder.write("d.json", device);
  EXPECT_EQ(run_program(adapt).exit_code, 0);
  expect_refused(run_program(adapt + " --space " + space), "is one of nas-bench-201, not of mine");
  const std::string twin = (folder.path() / "twin.json").string();
  ASSERT_EQ(run_program("devices fit --device raspi4 --out " + twin).exit_code, 0);
  EXPECT_NE(whole_file(twin).find("\"space\": \"nas-bench-201\""), std::string::npos);
}

TEST(Doors, SayWhereABudgetDecidesNothing) {
  const TemporaryFolder folder;
  const std::string adapt =
      "adapt --device " + folder.write("mine.csv", few_rows) + " --probes 1 --method random ";
  EXPECT_NE(run_program(adapt + "--budget-ms 0.001").err.find("no network keeps to a budget"),
            std::string::npos);
  EXPECT_NE(run_program(adapt + "--budget-ms 1000").err.find("every network keeps to a budget"),
            std::string::npos);
}

TEST(Doors, DoubtWhatCanHardlyBe) {
  const TemporaryFolder folder;
  std::string seconds = "index,latency_ms\n", constant = seconds;
  for (int i = 0; i < 60; ++i) {
    seconds += std::to_string(i) + ",0.00" + std::to_string(1000 + i) + "\n";
    constant += std::to_string(i) + ",7\n";
  }
  const std::string rest = " --probes 1 --budget-quantile .5 --method random";
  EXPECT_NE(run_program("adapt --device " + folder.write("s.csv", seconds) + rest)
                .err.find("if the file is in seconds"),
            std::string::npos);
  EXPECT_NE(run_program("adapt --device " + folder.write("c.csv", constant) + rest)
                .err.find("were they measured?"),
            std::string::npos);
}

TEST(Doors, DoubtATwinOfOtherNetworks) {
  const TemporaryFolder folder;
  std::string table = "index,latency_ms\n";
  for (int i = 0; i < 300; ++i) {
    table += std::to_string(i) + "," + std::to_string(1 + i * 7919 % 101) + "\n";
  }
  const ProgramRun run =
      run_program("devices fit --json --device " + folder.write("other.csv", table) + " --out " +
                  (folder.path() / "twin.json").string());
  EXPECT_EQ(run.exit_code, 0) << run.err;
  EXPECT_NE(run.err.find("the twin predicts no better than the mean latency"), std::string::npos)
      << run.err;
}

/// A session whose device gives these lines, whatever it is asked.
ProgramRun external(const std::string& answers) {
  const TemporaryFolder folder;
  const std::string input = folder.write("answers", answers);
  return run_program("session --external --probes 2 --budget-ms 20 --method fixed", "",
                     {.in = input});
}

TEST(Answers, ThatProgramsReallyGiveAreRead) {
  const std::string good = "{\"latency_ms\": 12.5}\n";
  for (const std::string& first : std::initializer_list<std::string>{
           "{\"latency_ms\": 12.5, \"error\": null}\n", "{\"latency_ms\": \"12.5\"}\r\n",
           "\n\n" + good, "INFO warming up\n" + good, "12.5 ms\n", "\xef\xbb\xbf" + good,
           "{\"LATENCY_MS\": 12.5}\n"}) {
    const ProgramRun run = external(first + "12.5");  // the last line without its end
    EXPECT_EQ(run.exit_code, 0) << first << run.err;
    EXPECT_NE(run.out.find("\"recommended\""), std::string::npos);
  }
  expect_refused(external("{\"latency_ms\": NaN}\n"), "NaN is no number in JSON", 1);
  expect_refused(external("{'latency_ms': 12.5}\n"), "'single' quotes", 1);
  expect_refused(external("{\"error\": \"out of memory\"}\n"), "the device reports 'out of memory'",
                 1);
  expect_refused(external("1e300\n"), "up to 1000000", 1);
  expect_refused(external("INFO only\n"), "ended before it answered", 1);
}

}  // namespace
}  // namespace tenprobes::native
