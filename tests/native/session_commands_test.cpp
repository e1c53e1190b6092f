// adapt, bench and table as a user runs them.
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <filesystem>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "core/search_space/cells/cell.h"
#include "tests/native/program.h"

namespace tenprobes::native {
namespace {

using nlohmann::json;

/// A device that takes 5 ms more with every 3x3 convolution, as a CSV of every `step`-th row.
std::string table_of(int step) {
  std::string csv = "index,latency_ms\n";
  for (int index = 0; index < cell_count; index += step) {
    const auto counts = operation_counts(cell_at(index));
    csv += std::to_string(index) + "," + std::to_string(1 + 5 * counts[3] + counts[2]) + ".25\n";
  }
  return csv;
}

class SessionCommands : public testing::Test {
 protected:
  TemporaryFolder folder;
  std::string device = folder.write("board.csv", table_of(1));
};

TEST_F(SessionCommands, AdaptProbesTheTableAndRecommendsAFeasibleOne) {
  const ProgramRun run = run_program("adapt --device " + device +
                                     " --probes 10 --budget-quantile 0.25 --method bayes --json");
  ASSERT_EQ(run.exit_code, 0) << run.err;
  const json session = json::parse(run.out);
  EXPECT_EQ(session["format"], "tenprobes-session");
  EXPECT_EQ(session["device"], "board");
  ASSERT_EQ(session["probes"].size(), 10u);
  for (const json& probe : session["probes"]) {
    const auto counts = operation_counts(cell_at(probe["index"]));
    EXPECT_EQ(probe["latency_ms"], 1.25 + 5 * counts[3] + counts[2]);
  }
  EXPECT_EQ(session["recommended"]["feasible"], true);
  EXPECT_LE(session["recommended"]["latency_ms"], session["budget_ms"]);
}

TEST_F(SessionCommands, AdaptSavesAndReplaysToTheSameBytes) {
  const std::string saved = (folder.path() / "session.json").string();
  const ProgramRun run = run_program("adapt --device " + device +
                                     " --budget-ms 9 --method freerea"
                                     " --seed 5 --json --save " +
                                     saved);
  ASSERT_EQ(run.exit_code, 0) << run.err;
  EXPECT_EQ(whole_file(saved), run.out);
  const ProgramRun replayed = run_program("adapt --json --replay " + saved);
  ASSERT_EQ(replayed.exit_code, 0) << replayed.err;
  EXPECT_EQ(replayed.out, run.out);
}

TEST_F(SessionCommands, AdaptStaysWithinAPartialTable) {
  const std::string partial = folder.write("partial.csv", table_of(700));
  const ProgramRun run =
      run_program("adapt --device " + partial + " --budget-quantile 0.5 --method local --json");
  ASSERT_EQ(run.exit_code, 0) << run.err;
  const json session = json::parse(run.out);
  ASSERT_EQ(session["probes"].size(), 10u);
  for (const json& probe : session["probes"]) {
    EXPECT_EQ(probe["index"].get<int>() % 700, 0);
  }
}

TEST_F(SessionCommands, FaultsAreOneSentenceAndExitTwo) {
  const std::string nan = folder.write("nan.csv", "index,latency_ms\n3,nan\n");
  const std::string text = folder.write("weights.safetensors", "these are no weights");
  for (const std::string& arguments : std::vector<std::string>{
           "adapt --device nowhere --budget-ms 3 --method random",
           "adapt --device " + nan + " --budget-ms 3 --method random",
           "adapt --device " + device + " --budget-ms 3 --weights " + text,
           "adapt --device " + device + " --budget-ms 3 --method magic",
           "adapt --device " + device + " --budget-ms -1 --method random",
           "adapt --device " + device + " --budget-quantile 2 --method random",
           "adapt --device " + device + " --probes 0 --budget-ms 3 --method random",
           "adapt --device " + device + " --method random",
           "adapt --device " + device + " --budget-ms 3 --method one-proxy",
           "adapt --device " + device + " --method random --objective scalarised",
           "adapt --replay " + text, "bench --device " + device + " --methods magic",
           "bench --device " + device + " --methods random --seeds 0",
           "bench --device " + device + " --methods random --shuffle-latencies raw",
           "table --json"}) {
    const ProgramRun run = run_program(arguments);
    EXPECT_EQ(run.exit_code, 2) << arguments;
    EXPECT_EQ(run.out, "") << arguments;
    EXPECT_EQ(std::count(run.err.begin(), run.err.end(), '\n'), 1) << arguments << "\n" << run.err;
  }
}

TEST_F(SessionCommands, ScalarisedExponentChangesTheAnswer) {
  const auto latency = [&](const std::string& exponent) {
    const ProgramRun run = run_program(
        "adapt --json --method oracle --objective scalarised"
        " --reference-ms 10 --device " +
        device + " --exponent " + exponent);
    EXPECT_EQ(run.exit_code, 0) << run.err;
    return json::parse(run.out)["recommended"]["latency_ms"].get<double>();
  };
  EXPECT_LT(latency("-2"), latency("0"));
}

// What README says of it, and within 0.9, 0.4 and 0.05 points.
TEST_F(SessionCommands, FindsPretrainedModelsWithinTheReadmesRegret) {
  std::string devices, quantiles = "0.05";
  for (const auto& file : std::filesystem::directory_iterator(
           TENPROBES_SOURCE_FOLDER "/assets/devices/imagenet-pretrained")) {
    devices += " " + file.path().stem().string();
  }
  for (int percent = 10; percent <= 80; percent += 5) {
    quantiles += "," + std::to_string(percent / 100.0);
  }
  const ProgramRun run = run_program(
      "bench --space imagenet-pretrained --methods controller --probes 3,5,10 --seeds 1"
      " --json --budget-quantiles " +
      quantiles + " --device" + devices);
  ASSERT_EQ(run.exit_code, 0) << run.err;
  const json summary = json::parse(run.out)["summary"];
  ASSERT_EQ(summary.size(), 3u);
  const std::string readme = whole_file(TENPROBES_SOURCE_FOLDER "/README.md");
  const double most[] = {0.9, 0.4, 0.05};
  for (std::size_t i = 0; i < 3; ++i) {
    const double regret = summary[i]["quality_regret"];
    EXPECT_LE(regret, most[i]);
    EXPECT_EQ(summary[i]["feasible"], 1.0);
    char shown[16];
    std::snprintf(shown, sizeof shown, "%.2f", regret);
    EXPECT_NE(readme.find(shown), std::string::npos)
        << "README tells another figure than " << shown;
  }
}

TEST_F(SessionCommands, BenchIsTheSameWithAnyNumberOfThreads) {
  const std::string html = (folder.path() / "report.html").string();
  const std::string arguments = "bench --json --device " + device +
                                " --device synthetic:4"
                                " --methods random,fixed,oracle --probes 4 --seeds 3"
                                " --budget-quantiles 0.25,0.5";
  const ProgramRun one = run_program(arguments + " --threads 1");
  const ProgramRun two = run_program(arguments + " --threads 2 --html " + html);
  ASSERT_EQ(one.exit_code, 0) << one.err;
  ASSERT_EQ(two.exit_code, 0) << two.err;
  EXPECT_TRUE(one.out == two.out);
  const json rows = json::parse(one.out)["rows"];
  ASSERT_EQ(rows.size(), 3u * 2 * 2);
  for (const json& row : rows) {
    EXPECT_EQ(row["probes_used"], 4);
    if (row["method"] == "oracle") {
      EXPECT_EQ(row["quality_regret"], 0);
    }
    EXPECT_TRUE(row["accuracy_regret"].is_null());
  }
  const std::string page = whole_file(html);
  EXPECT_EQ(page.find("http"), std::string::npos) << "the report asks for nothing else";
  EXPECT_NE(page.find("<svg"), std::string::npos);
  EXPECT_NE(page.find("prefers-color-scheme: dark"), std::string::npos);
}

TEST_F(SessionCommands, TableHasEveryArchitecture) {
  const ProgramRun run = run_program("table --scores exact");
  ASSERT_EQ(run.exit_code, 0) << run.err;
  EXPECT_EQ(std::count(run.out.begin(), run.out.end(), '\n'), cell_count + 1);
  EXPECT_EQ(run.out.substr(0, run.out.find('\n')).find("index,architecture,quality,accuracy,"), 0u);
  EXPECT_NE(run.out.find("\n15624," + to_string(cell_at(15624)) + ","), std::string::npos);
}

TEST_F(SessionCommands, TrainLearnsOnNamedDevicesAndGoesOnWithThem) {
  const std::string config = folder.write(
      "small.json",
      R"({"kind": "edit", "hidden": 8, "environments": 16, "horizon": 20, "minibatch": 160})");
  const std::string weights = (folder.path() / "w.safetensors").string();
  const auto train = [&](const std::string& options) {
    return run_program("train --threads 1 --json --out " + weights + " " + options);
  };
  const ProgramRun run = train("--config " + config +
                               " --steps 640 --exponent -0.3 "
                               "--train-devices synthetic:5 " +
                               device);
  ASSERT_EQ(run.exit_code, 0) << run.err;
  EXPECT_EQ(json::parse(run.out)["env_steps"], 640);
  EXPECT_NE(run.err.find("640 of 640 steps"), std::string::npos) << run.err;
  const std::string checkpoint = (folder.path() / "w.checkpoint.safetensors").string();
  const ProgramRun more = train("--resume " + checkpoint + " --steps 1280");
  ASSERT_EQ(more.exit_code, 0) << more.err;
  EXPECT_EQ(json::parse(more.out)["total_steps"], 1280);

  const ProgramRun session = run_program(
      "adapt --objective scalarised --reference-ms 10 --exponent -0.3 --probes 5 --json"
      " --device " +
      device + " --weights " + weights);
  ASSERT_EQ(session.exit_code, 0) << session.err;
  EXPECT_EQ(json::parse(session.out)["probes"].size(), 5u);

  const std::string partial = folder.write("partial.csv", table_of(7));
  const ProgramRun refused = train("--force --kind edit --steps 640 --train-devices " + partial);
  EXPECT_EQ(refused.exit_code, 2);
  EXPECT_NE(refused.err.find("partial.csv"), std::string::npos) << refused.err;
  EXPECT_EQ(train("--resume " + checkpoint + " --exponent -0.1").exit_code, 2);
}

TEST_F(SessionCommands, WeightsAreOfTheMethodOfTheirKind) {
  const std::string pretrained = TENPROBES_SOURCE_FOLDER "/pretrained/controller";
  const std::string acquisition = pretrained + ".safetensors",
                    edit = pretrained + "-edit.safetensors";
  const std::string adapt =
      "adapt --device raspi4 --probes 1 --budget-quantile 0.5 --json --weights ";
  const ProgramRun refused = run_program(adapt + acquisition + " --method edit");
  EXPECT_EQ(refused.exit_code, 2);
  EXPECT_NE(refused.err.find("it needs the weights of a controller of kind edit, and these are of "
                             "kind acquisition"),
            std::string::npos)
      << refused.err;
  EXPECT_EQ(run_program(adapt + edit + " --method edit").exit_code, 0);
  const std::string bench =
      "bench --device raspi4 --methods controller,edit --probes 2 --budget-quantiles 0.5 --seeds 1"
      " --json";
  const ProgramRun shipped = run_program(bench);
  for (const auto& [weights, says] :
       {std::pair{acquisition, "of kind acquisition, is the method controller's; edit has"},
        {edit, "of kind edit, is the method edit's; controller has"}}) {
    const ProgramRun both = run_program(bench + " --weights " + weights);
    EXPECT_EQ(both.out, shipped.out) << weights;
    EXPECT_NE(both.err.find(says), std::string::npos) << both.err;
  }
  EXPECT_NE(run_program(adapt + edit + " --method random").err.find("--weights is of no use here"),
            std::string::npos);
}

TEST_F(SessionCommands, AnyFeatureOfALargeSpaceIsAQuality) {
  for (const char* feature : {"mmacs", "mactivations", "mparams"}) {
    const ProgramRun run = run_program(
        "adapt --space fbnet --device pixel3 --probes 2 --budget-quantile 0.5 --json --quality " +
        std::string(feature));
    ASSERT_EQ(run.exit_code, 0) << run.err;
    EXPECT_NE(run.out.find(std::string(feature) + " (a stand-in for quality)"), std::string::npos);
  }
}

TEST_F(SessionCommands, TheScalarisedObjectiveHasAReferenceInALargeSpace) {
  const ProgramRun run = run_program(
      "bench --space fbnet --device pixel3 --methods oracle,random --probes 3 --seeds 1 --json"
      " --budget-quantiles 0.5 --objective scalarised --exponent -0.9");
  ASSERT_EQ(run.exit_code, 0) << run.err;
  const json rows = json::parse(run.out)["rows"];
  EXPECT_LT(std::abs(rows[0]["value_regret"].get<double>()), 0.1)
      << "what breeding finds is as good";
  EXPECT_GT(rows[1]["value_regret"], 1);
}

TEST_F(SessionCommands, WhatAReplayLacksIsNamed) {
  const std::string saved = (folder.path() / "session.json").string();
  const std::string adapt =
      "adapt --probes 2 --budget-ms 9 --device " + device + " --save " + saved;
  ASSERT_EQ(run_program(adapt + " --method oracle").exit_code, 0);
  const ProgramRun oracle = run_program("adapt --replay " + saved);
  EXPECT_EQ(oracle.exit_code, 2);
  EXPECT_NE(oracle.err.find("the method oracle knows the device's latencies beforehand: name it "
                            "with --device"),
            std::string::npos)
      << oracle.err;
  EXPECT_EQ(run_program("adapt --replay " + saved + " --device " + device).exit_code, 0);
  ASSERT_EQ(run_program(adapt + " --method random --quality accuracy").exit_code, 0);
  const ProgramRun other = run_program("adapt --replay " + saved);
  EXPECT_EQ(other.exit_code, 2);
  EXPECT_NE(other.err.find("'CIFAR-10 test accuracy, % (estimated)'"), std::string::npos)
      << other.err;
  EXPECT_EQ(run_program("adapt --quality accuracy --replay " + saved).exit_code, 0);
}

TEST_F(SessionCommands, TrainPlaysInSeveralSpaces) {
  const std::string config = folder.write("few.json", R"({"environments": 4, "minibatch": 16})");
  const std::string weights = (folder.path() / "w.safetensors").string();
  const auto train = [&](const std::string& options) {
    return run_program("train --threads 1 --json --out " + weights + " " + options);
  };
  const ProgramRun run = train("--steps 20 --space fbnet nas-bench-201 --config " + config);
  ASSERT_EQ(run.exit_code, 0) << run.err;
  const std::string checkpoint = (folder.path() / "w.checkpoint.safetensors").string();
  const ProgramRun more = train("--steps 60 --resume " + checkpoint);
  ASSERT_EQ(more.exit_code, 0) << more.err;
  EXPECT_GE(json::parse(more.out)["total_steps"], 60);
  const ProgramRun session = run_program(
      "adapt --space fbnet --device pixel3 --probes 2 --budget-quantile 0.5 --json --weights " +
      weights);
  ASSERT_EQ(session.exit_code, 0) << session.err;
  EXPECT_EQ(train("--resume " + checkpoint + " --space fbnet").exit_code, 2);
  EXPECT_NE(train("--force --space nowhere").err.find("known ones are"), std::string::npos);
  EXPECT_EQ(train("--force --kind edit --steps 640 --space fbnet").exit_code, 2);
}

/// Three choices for each of three layers, small enough to be scored at once.
std::string small_layers() {
  return R"({
    "format": "tenprobes-space", "version": 1, "name": "small",
    "shapes": {"a": {"mbconv": {"in": 8, "out": 8, "side": 16, "kernel": [3, 5], "expansion": 2,
                                "skip": "skip"}}},
    "positions": ["a", "a", "a"],
    "around": {"before": [{"conv": {"in": 3, "out": 8, "kernel": 3, "side": 16}}],
               "behind": [{"pool": {"channels": 8, "side": 16}}, {"linear": {"in": 8, "out": 4}}]}})";
}

TEST_F(SessionCommands, ScoresOfLayeredNetworksMakeAQuality) {
  const std::string space = folder.write("small.json", small_layers());
  const std::string out = (folder.path() / "quality.json").string();
  const std::string score =
      "proxies layers --networks 60 --images 8 --draws 1 --resolution 8 --space ";
  const ProgramRun run = run_program(score + space + " --json --out " + out);
  ASSERT_EQ(run.exit_code, 0) << run.err;
  const json fitted = json::parse(run.out);
  ASSERT_EQ(fitted["scores"].size(), 6u);
  for (const json& row : fitted["scores"]) {
    const std::string score = row["score"];
    if (score == "progressivity") continue;  // the least of all blocks, which no sum tells
    const bool is_az_nas = score == "expressivity" || score == "trainability";
    EXPECT_GT(row["held_out_srcc"], is_az_nas ? 0.2 : 0.6) << row.dump();
  }
  const json quality = json::parse(whole_file(out));
  EXPECT_GT(quality["choices"]["a"]["k5_e2"], quality["choices"]["a"]["skip"]);
  const ProgramRun session =
      run_program("adapt --space " + space + " --device synthetic:3 --probes 3 " +
                  "--budget-quantile 0.5 --json --quality " + out);
  ASSERT_EQ(session.exit_code, 0) << session.err;
  EXPECT_NE(json::parse(session.out)["quality"].get<std::string>().find("training-free points"),
            std::string::npos);
  EXPECT_EQ(run_program(score + "ofa-mobilenetv3").exit_code, 2) << "several resolutions";
  EXPECT_EQ(run_program(score + "nas-bench-201").exit_code, 2);
}

TEST_F(SessionCommands, FbnetHasMacsAndTrainingFreeScoresToMaximise) {
  const auto label = [](const std::string& quality) {
    const ProgramRun run = run_program(
        "adapt --space fbnet --device pixel3 --probes 2 --budget-quantile 0.5 --json" + quality);
    EXPECT_EQ(run.exit_code, 0) << run.err;
    return json::parse(run.out)["quality"].get<std::string>();
  };
  EXPECT_EQ(label(" --quality macs"), label(""));
  EXPECT_NE(label(" --quality training-free").find("NASWOT, logSynflow and AZ-NAS"),
            std::string::npos);
  const ProgramRun none = run_program(
      "adapt --space ofa-mobilenetv3 --device synthetic:1 --probes 2 --budget-quantile 0.5"
      " --quality training-free");
  EXPECT_EQ(none.exit_code, 2);
  EXPECT_NE(none.err.find("no such scores of"), std::string::npos) << none.err;
}

// --- Own spaces, in every command that deals with them --------------------------------------------

class OwnSpaces : public SessionCommands {
 protected:
  std::string models =
      folder.write("models.csv",
                   "name,quality,gmacs,mparams\ntiny,71.2,0.3,2.9\nsmall,74.8,0.6,5.4\n"
                   "medium,78.1,1.8,11.2\nlarge,80.9,4.1,25.6\nhuge,82.3,9.6,52.0\n");
  /// Answers three ms a GMAC as often as `times` says, then fails.
  std::string board(int times) {
    const std::string count = (folder.path() / "count").string();
    std::filesystem::remove(count);
    std::string program = folder.write(
        "board.sh",
        "#!/bin/sh\necho x >> " + count + "\n[ $(wc -l < " + count + ") -gt " +
            std::to_string(times) +
            " ] && exit 1\ncase $1 in tiny) echo 0.9;; small) echo 1.8;; medium) echo 5.4;;"
            " large) echo 12.3;; *) echo 28.8;; esac\n");
    std::filesystem::permissions(program, std::filesystem::perms::owner_all);
    return program;
  }
};

TEST_F(OwnSpaces, AnEndedSessionGoesOnAndIsReplayed) {
  const std::string own = " --space " + models + " --device cmd:" + board(1);
  const std::string trace = (folder.path() / "trace.json").string();
  const ProgramRun ended = run_program("adapt --budget-ms 6 --probes 3 --save " + trace + own);
  ASSERT_EQ(ended.exit_code, 1) << ended.err;
  board(100);
  const ProgramRun resumed = run_program("adapt --json --resume " + trace + own);
  ASSERT_EQ(resumed.exit_code, 0) << resumed.err;
  EXPECT_EQ(json::parse(resumed.out)["recommended"]["architecture"], "medium");
  const ProgramRun replayed = run_program("adapt --json --replay " + trace + " --space " + models);
  EXPECT_EQ(replayed.out, resumed.out) << replayed.err;
  const ProgramRun lost = run_program("adapt --replay " + trace);
  EXPECT_EQ(lost.exit_code, 2);
  EXPECT_NE(lost.err.find("--space FILE"), std::string::npos) << lost.err;
  // Whatever the trace holds is not asked for again.
  EXPECT_EQ(run_program("adapt --resume " + trace + own + " --budget-quantile 0.5").exit_code, 2);
  EXPECT_EQ(run_program("adapt --replay " + trace + " --space " + models + " --probes 3").exit_code,
            0);
  const ProgramRun other =
      run_program("adapt --replay " + trace + " --space " + models + " --seed 9");
  EXPECT_NE(other.err.find("--seed 9: the saved session has 1"), std::string::npos) << other.err;
}

TEST_F(OwnSpaces, ANetworkThatCannotRunIsPassedOver) {
  // The two largest do not fit the device's memory.
  std::string program =
      folder.write("small.sh",
                   "#!/bin/sh\ncase $1 in tiny) echo 0.9;; small) echo 1.8;; medium) echo 5.4;;"
                   " *) echo '{\"cannot_run\": \"out of memory\"}';; esac\n");
  std::filesystem::permissions(program, std::filesystem::perms::owner_all);
  const std::string own = " --json --space " + models + " --device cmd:" + program;
  for (const std::string method : {"controller", "belief", "random", "fixed"}) {
    const ProgramRun run = run_program("adapt --budget-ms 100 --probes 3 --method " + method + own);
    ASSERT_EQ(run.exit_code, 0) << method << run.err;
    const json session = json::parse(run.out);
    EXPECT_EQ(session["probes"].size(), 3u);
    EXPECT_EQ(session["recommended"]["architecture"], "medium") << method;
    for (const auto& name : session.value("cannot_run", json::array()))
      EXPECT_TRUE(name == "large" || name == "huge");
  }
  const std::string trace = (folder.path() / "trace.json").string();
  const ProgramRun first =
      run_program("adapt --budget-quantile 0.9 --probes 3 --save " + trace + own);
  ASSERT_EQ(first.exit_code, 0) << first.err;
  EXPECT_NE(first.err.find("huge is passed over: the device cannot run it: 'out of memory'"),
            std::string::npos)
      << first.err;
  EXPECT_EQ(json::parse(first.out)["cannot_run"].size(), 2u);
  const ProgramRun again = run_program("adapt --json --replay " + trace + " --space " + models);
  EXPECT_EQ(again.out, first.out) << again.err;
  // One that can run nothing ends the session.
  program = folder.write("none.sh", "#!/bin/sh\necho '{\"cannot_run\": \"no\"}'\n");
  std::filesystem::permissions(program, std::filesystem::perms::owner_all);
  const ProgramRun none = run_program("adapt --budget-ms 100 --probes 3 --space " + models +
                                      " --device cmd:" + program);
  EXPECT_EQ(none.exit_code, 1);
  EXPECT_NE(none.err.find("can run none of the networks"), std::string::npos) << none.err;
}

TEST_F(OwnSpaces, NoMoreProbesThanNetworksAreTakenByDefault) {
  const std::string own = " --json --space " + models;
  const ProgramRun run = run_program("adapt --device synthetic:1 --budget-ms 20" + own);
  ASSERT_EQ(run.exit_code, 0) << run.err;
  EXPECT_EQ(json::parse(run.out)["probes"].size(), 5u);
  EXPECT_EQ(run_program("adapt --device synthetic:1 --budget-ms 20 --probes 6" + own).exit_code, 2);
  const ProgramRun bench = run_program(
      "bench --device synthetic:1 --methods random --budget-quantiles 0.5 --seeds 1" + own);
  ASSERT_EQ(bench.exit_code, 0) << bench.err;
  EXPECT_EQ(json::parse(bench.out)["rows"].size(), 1u);
  const ProgramRun predict =
      run_program("predict --device synthetic:1 --methods bayes --seeds 1" + own);
  ASSERT_EQ(predict.exit_code, 0) << predict.err;
  EXPECT_EQ(json::parse(predict.out)["rows"][0]["samples"], 3);
}

TEST_F(OwnSpaces, AQuantileIsOfWhatWasMeasuredAndKeepsToTheBounds) {
  const std::string own = " --json --space " + models + " --device cmd:" + board(100);
  const ProgramRun all = run_program("adapt --budget-quantile 1 --probes 1" + own);
  ASSERT_EQ(all.exit_code, 0) << all.err;
  EXPECT_EQ(json::parse(all.out)["budget_ms"], 28.8) << "all five were measured";
  const ProgramRun bounded =
      run_program("adapt --budget-quantile 0.5 --probes 2 --where 'mparams<=12'" + own);
  ASSERT_EQ(bounded.exit_code, 0) << bounded.err;
  for (const json& probe : json::parse(bounded.out)["budget_probes"]) {
    EXPECT_NE(probe["architecture"], "huge");
    EXPECT_NE(probe["architecture"], "large");
  }
}

TEST_F(OwnSpaces, ALayeredSpacesQualityMayStandBesideIt) {
  json space = json::parse(
      whole_file(std::filesystem::path(TENPROBES_SOURCE_FOLDER) / "assets/spaces/example.json"));
  space["quality"] = {{"kind", "table"}, {"name", "top1"}, {"label", "top-1"}, {"file", "q.csv"}};
  folder.write("q.csv",
               "architecture,top1\nk3_e1|skip|k3_e3|k3|k3|r24,70\nk3_e3|skip|k3_e3|k3|k3|r24,72\n");
  const std::string file = folder.write("own.json", space.dump());
  const ProgramRun run = run_program(
      "adapt --json --device synthetic:3 --budget-ms 1e6 --probes 2"
      " --method belief --space " +
      file);
  ASSERT_EQ(run.exit_code, 0) << run.err;
  EXPECT_EQ(json::parse(run.out)["recommended"]["quality"], 72);
}

TEST_F(OwnSpaces, AreSearchedByATableOfAccuracies) {
  const auto run = [&](const std::string& quality) {
    return run_program(
        "adapt --json --device synthetic:1 --budget-ms 1e6 --probes 2 --method belief"
        " --space " +
        models + " --quality " + quality);
  };
  const std::string table = folder.write("acc.csv", "name,accuracy\ntiny,55\nlarge,50\nsmall,40\n");
  const ProgramRun found = run(table);
  ASSERT_EQ(found.exit_code, 0) << found.err;
  const json document = json::parse(found.out);
  EXPECT_EQ(document["recommended"]["architecture"], "tiny") << "the best that the table names";
  EXPECT_EQ(document["quality"], "accuracy, % (acc.csv)");
  const ProgramRun unknown = run("top1");
  EXPECT_EQ(unknown.exit_code, 2);
  EXPECT_NE(unknown.err.find("it has quality, gmacs, mparams"), std::string::npos) << unknown.err;
  // The first column of a data frame that was saved with its rows' numbers.
  models = folder.write("frame.csv", "Unnamed: 0,name,quality,gmacs\n0,a,70,0.3\n1,b,71,0.6\n");
  const ProgramRun frame = run("quality");
  ASSERT_EQ(frame.exit_code, 0) << frame.err;
  EXPECT_EQ(json::parse(frame.out)["recommended"]["architecture"], "b");
}

TEST_F(SessionCommands, AWrongNameIsToldTheRightOnes) {
  const auto sentence = [](const std::string& arguments) { return run_program(arguments).err; };
  EXPECT_NE(sentence("predict --device raspi4 --query some").find("'some' is none of all, help"),
            std::string::npos);
  EXPECT_NE(
      sentence("adapt --device raspi4 --objective x").find("'x' is none of budget, scalarised"),
      std::string::npos);
  EXPECT_NE(sentence("bench --methods random --device raspi4 raspi4 --seeds 1")
                .find("--device names raspi4 twice"),
            std::string::npos);
}

TEST_F(SessionCommands, WhatIsOfAnotherSpaceIsASentence) {
  const std::string saved = (folder.path() / "fbnet.json").string();
  ASSERT_EQ(run_program("adapt --space fbnet --device raspi4 --budget-quantile 0.3 --probes 2"
                        " --method random --save " +
                        saved)
                .exit_code,
            0);
  const std::string out = " --out " + (folder.path() / "twin.json").string();
  const ProgramRun fitted = run_program("devices fit --trace " + saved + out);
  EXPECT_EQ(fitted.exit_code, 2) << fitted.err;
  EXPECT_NE(fitted.err.find("is a session in FBNet"), std::string::npos) << fitted.err;
  const ProgramRun edit = run_program(
      "adapt --space fbnet --device raspi4 --budget-quantile 0.3 --weights " +
      (std::filesystem::path(TENPROBES_SOURCE_FOLDER) / "pretrained/controller-edit.safetensors")
          .string());
  EXPECT_EQ(edit.exit_code, 2) << edit.err;
  EXPECT_NE(edit.err.find("six edges"), std::string::npos) << edit.err;
}

TEST_F(SessionCommands, BoundsNearTheEndsOfALargeSpaceLeaveWhatThereIs) {
  for (const char* method : {"controller", "belief", "random"}) {
    const ProgramRun run = run_program(
        "adapt --json --space fbnet --device raspi4 --budget-ms 1e6 --probes 2 --where 'mmacs<=16'"
        " --method " +
        std::string(method));
    EXPECT_EQ(run.exit_code, 0) << method << run.err;
  }
  const ProgramRun none = run_program(
      "adapt --space fbnet --device raspi4 --budget-ms 1e6 --where 'mmacs<=1' --method random");
  EXPECT_EQ(none.exit_code, 2);
  EXPECT_NE(none.err.find("mmacs<=1"), std::string::npos) << none.err;
}

}  // namespace
}  // namespace tenprobes::native
