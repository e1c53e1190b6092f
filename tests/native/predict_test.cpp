#include <gtest/gtest.h>

#include "core/base/random.h"
#include "tests/datasets/files.h"
#include "tests/native/preset_program.h"

namespace tenprobes::native {
namespace {

TEST(Predict, PrintsARowAMethodDeviceDesignAndSampleCount) {
  const TemporaryFolder folder;
  const std::string page = (folder.path() / "report.html").string();
  const auto result = json_of(
      "predict --device raspi4 synthetic:7 --methods bayes,one-proxy --train-devices pixel3"
      " eyeriss --samples 4,8 --seeds 2 --design planned,random --html " +
      page);
  EXPECT_EQ(result["format"], "tenprobes-predict");
  EXPECT_EQ(result["query"], "all architectures but the probes");
  ASSERT_EQ(result["rows"].size(), 16u);
  ASSERT_EQ(result["means"].size(), 8u);
  for (const auto& row : result["rows"]) {
    for (const char* figure : {"srcc", "kendall", "mape", "coverage90"}) {
      EXPECT_LE(row[std::string(figure) + "_low"], row[figure]) << figure;
      EXPECT_GE(row[std::string(figure) + "_high"], row[figure]) << figure;
    }
    EXPECT_EQ(row["measurements"], row["samples"]);
    EXPECT_GE(row["fit_microseconds"], 0);
  }
  EXPECT_GT(result["means"][2]["srcc"], 0.95);  // bayes, 8 planned samples
  const std::string html = whole_file(page);
  EXPECT_NE(html.find("What random probes cost"), std::string::npos);
  EXPECT_EQ(html.find("http"), std::string::npos);  // asks for nothing
}

TEST(Predict, ScoresHelpsQuerySetWhereAsked) {
  const auto result = json_of(
      "predict --device raspi4 --methods bayes --samples 5 --seeds 1"
      " --query help");
  EXPECT_NE(result["query"].get<std::string>().find("HELP"), std::string::npos);
  EXPECT_TRUE(result["rows"][0]["srcc_ceiling"].is_null());
}

TEST(Predict, PredictsFbnetNetworks) {
  // HELP's files in small: a network's latency is 5 ms and 1 ms a layer that is not skipped.
  Random random(3);
  std::string networks = "](";
  std::vector<double> slow, fast;
  for (int i = 0; i < 300; ++i) {
    networks += "](";
    double blocks = 0;
    for (int layer = 0; layer < 22; ++layer) {
      const int operation = random.below(9);
      networks += std::string("K") + static_cast<char>(operation);
      blocks += operation != 8;
    }
    networks += "e";
    fast.push_back(5 + blocks);
    slow.push_back(9 + 3 * blocks);
  }
  const TemporaryFolder folder;
  const auto archive = [&](const std::string& name, const std::string& opcodes) {
    return folder.write(name, datasets::zipped(datasets::pickle_program(opcodes)));
  };
  const std::string list = archive("arch.pt", networks + "e");
  const std::string target = archive("target.pt", datasets::pickled_list(fast));
  const std::string known = archive("known.pt", datasets::pickled_list(slow));
  const auto result = json_of("predict --space fbnet --architectures " + list + " --device " +
                              target + " --methods bayes,macs,one-proxy --train-devices " + known +
                              " --samples 10 --seeds 2");
  EXPECT_EQ(result["space"], "fbnet");
  ASSERT_EQ(result["rows"].size(), 3u);
  EXPECT_EQ(result["rows"][0]["device"], "target");
  EXPECT_GT(result["rows"][0]["srcc"], 0.9);
  EXPECT_GT(result["rows"][0]["srcc"], result["rows"][1]["srcc"]);
  EXPECT_NEAR(result["rows"][2]["srcc"].get<double>(), 1, 1e-9);
  const ProgramRun shorter = run("predict --space fbnet --architectures " + list + " --device " +
                                 archive("short.pt", datasets::pickled_list({1, 2})));
  EXPECT_EQ(shorter.exit_code, 2);
  EXPECT_NE(shorter.err.find("short.pt"), std::string::npos);
}

TEST(Predict, ScoresRandomNetworksWhereAllLatenciesAreKnown) {
  const auto result = json_of(
      "predict --space fbnet --device raspi4 synthetic:4 --methods bayes,macs --samples 10 --seeds "
      "1");
  ASSERT_EQ(result["rows"].size(), 4u);
  EXPECT_GT(result["rows"][0]["srcc"], 0.9);
}

TEST(Adapt, SearchesFbnetWithFewProbes) {
  const auto result = json_of(
      "adapt --space fbnet --device raspi4 --method belief --probes 8 --budget-quantile 0.25");
  EXPECT_EQ(result["space"], "fbnet");
  ASSERT_EQ(result["probes"].size(), 8u);
  EXPECT_LE(result["recommended"]["latency_ms"], result["budget_ms"]);
  const ProgramRun none = run("adapt --space fbnet --device raspi5 --probes 2 --budget-ms 5");
  EXPECT_EQ(none.exit_code, 2);
  EXPECT_NE(none.err.find("did you mean raspi4?"), std::string::npos) << none.err;
}

TEST(Adapt, SaysWhichBetterReadingItTakesForLuck) {
  int said = 0;
  for (const char* device : {"synthetic:1", "synthetic:3", "synthetic:4"}) {
    const std::string arguments = std::string("adapt --space fbnet --method belief --probes 10 ") +
                                  "--budget-quantile 0.25 --device " + device;
    const auto session = json_of(arguments);
    double best = session["recommended"]["quality"];
    std::string sentence;
    for (std::size_t i = 0; i < session["probes"].size(); ++i) {
      const auto& probe = session["probes"][i];
      if (!probe["feasible"] || probe["quality"] <= best) continue;
      best = probe["quality"];
      sentence = "probe " + std::to_string(i + 1) + " is better and fitted when measured";
    }
    const std::string text = run(arguments).out;
    const bool found = text.find("is better and fitted when measured") != std::string::npos;
    EXPECT_EQ(found, !sentence.empty());
    EXPECT_NE(text.find(sentence), std::string::npos) << text;
    said += found;
  }
  EXPECT_GT(said, 0);
}

TEST(Predict, SaysWhatIsWrong) {
  const auto complaint = [](const std::string& arguments) {
    const ProgramRun result = run("predict " + arguments);
    EXPECT_EQ(result.exit_code, 2) << arguments;
    return result.err;
  };
  EXPECT_NE(complaint("--device raspi4 --methods one-proxy").find("--train-devices"),
            std::string::npos);
  EXPECT_NE(complaint("--device raspi4 --methods crystal-ball").find("the predictors are bayes"),
            std::string::npos);
  const TemporaryFolder folder;
  const std::string list = folder.write(
      "list.pt", datasets::zipped(datasets::pickle_program(datasets::pickled_list({1, 2}))));
  EXPECT_NE(complaint("--space fbnet --device " + list).find("--architectures"), std::string::npos);
  EXPECT_NE(complaint("--device raspi4 --samples 0").find("--samples"), std::string::npos);
  EXPECT_NE(complaint("--device raspi4 --threads -3").find("--threads"), std::string::npos);
  EXPECT_NE(complaint("--device raspi4 --seed -1").find("--seed"), std::string::npos);
  EXPECT_NE(complaint("--device pixel3 raspi4 --methods one-proxy --train-devices raspi4")
                .find("'raspi4' is to be predicted and yet among --train-devices"),
            std::string::npos);
}

TEST(Correlate, TellsWhatReusingAFrontLoses) {
  const TemporaryFolder folder;
  const std::string page = (folder.path() / "report.html").string();
  const auto result = json_of("correlate --device raspi4 pixel3 1080ti_1 --html " + page);
  const auto& kept = result["reuse"]["hypervolume_kept"];
  for (std::size_t device = 0; device < 3; ++device) EXPECT_DOUBLE_EQ(kept[device][device], 1);
  EXPECT_GT(kept[1][0], kept[1][2]);  // pixel3's front serves raspi4 better than a GPU
  EXPECT_EQ(result["best_proxy"], "raspi4");
  const std::string html = whole_file(page);
  EXPECT_NE(html.find("Reusing one device"), std::string::npos);
  EXPECT_EQ(html.find("http"), std::string::npos);
}

/// Mean SRCC over the devices of one method.
double mean_srcc(const nlohmann::json& result, const std::string& method) {
  for (const auto& mean : result["means"]) {
    if (mean["method"] == method) return mean["srcc"];
  }
  ADD_FAILURE() << "no mean of " << method;
  return 0;
}

// The golden figures of the README, on HELP's meta-test devices with few draws.
TEST(Predict, ReachesItsFiguresOnPublishedDevices) {
  const char* published = "help/nasbench201/latency/eyeriss.pt";
  SKIP_WITHOUT(datasets::public_file(published), published);
  const std::string folder = std::string(std::getenv("TENPROBES_DATA")) + "/help/";
  std::string six = "predict --seeds 4 --samples 10 --device";
  for (const char* name : {"titan_rtx_256", "gold_6226", "fpga", "pixel2", "raspi4", "eyeriss"}) {
    six += " " + folder + "nasbench201/latency/" + name + ".pt";
  }
  EXPECT_GT(mean_srcc(json_of(six + " --methods bayes"), "bayes"), 0.975);
  EXPECT_GT(mean_srcc(json_of(six + " --methods bayes --query help"), "bayes"), 0.96);
  const auto help = json_of(six + " --methods help --design random --query help");
  EXPECT_NEAR(mean_srcc(help, "help"), 0.932, 0.01) << "the mean of HELP's paper";
  EXPECT_EQ(help["rows"][0]["measurements"], 20);

  std::string fbnet =
      "predict --space fbnet --methods bayes --query help --seeds 4 --samples 10"
      " --architectures " +
      folder + "fbnet/arch.pt --device";
  for (const char* name : {"raspi4", "eyeriss", "fpga"}) {
    fbnet += " " + folder + "fbnet/latency/" + name + ".pt";
  }
  const auto result = json_of(fbnet);
  EXPECT_GT(mean_srcc(result, "bayes"), 0.945);
  for (const auto& mean : result["means"]) {
    EXPECT_GT(mean["coverage90"], 0.85);
    EXPECT_LE(mean["coverage90"], 1);  // two of the three are exact sums, wholly covered
  }
}

}  // namespace
}  // namespace tenprobes::native
