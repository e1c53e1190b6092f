#include "core/prediction/nasflat.h"

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>
#include <set>

namespace tenprobes::prediction {
namespace {

ComparisonRow row_of(std::string device, int samples, double srcc, double coverage) {
  return {.method = "bayes",
          .device = std::move(device),
          .samples = samples,
          .measurements = samples,
          .srcc = {srcc, srcc, srcc},
          .kendall = {srcc / 2, srcc / 2, srcc / 2},
          .coverage90 = statistics::Interval{coverage, coverage, coverage}};
}

TEST(Nasflat, SplitsNameEachDeviceOnce) {
  for (const NasflatSplit& split : nasflat_splits()) {
    const std::set<std::string_view> devices(split.test_devices.begin(), split.test_devices.end());
    EXPECT_EQ(devices.size(), split.test_devices.size()) << split.name;
    EXPECT_GE(devices.size(), 3u);
    for (const double srcc : {split.help, split.multi_predict, split.nasflat}) {
      EXPECT_GT(srcc, 0.3);
      EXPECT_LT(srcc, 1);
    }
  }
}

TEST(Nasflat, AveragesOverTheSplitsDevicesAndSaysWhichAreMissing) {
  const std::vector<ComparisonRow> rows = {row_of("fpga", 10, 0.9, 0.8), row_of("fpga", 20, 1, 1),
                                           row_of("raspi4", 10, 0.7, 0.9),
                                           row_of("raspi4", 20, 0.5, 0.5)};
  const std::vector<SplitRow> means = by_split(rows);
  std::vector<SplitRow> fd;
  for (const SplitRow& mean : means) {
    EXPECT_NE(mean.split->name, "N4");  // none of its devices is there
    if (mean.split->name == "FD") fd.push_back(mean);
  }
  ASSERT_EQ(fd.size(), 2u);
  EXPECT_EQ(fd[0].samples, 10);
  EXPECT_NEAR(fd[0].srcc, 0.8, 1e-12);
  EXPECT_NEAR(fd[0].kendall, 0.4, 1e-12);
  EXPECT_NEAR(*fd[0].coverage90, 0.85, 1e-12);
  EXPECT_NEAR(fd[1].srcc, 0.75, 1e-12);
  EXPECT_EQ(fd[0].missing, std::vector<std::string>{"eyeriss"});
  const nlohmann::ordered_json json = to_json(fd);
  EXPECT_EQ(json[0]["split"], "FD");
  EXPECT_EQ(json[0]["missing"][0], "eyeriss");
  EXPECT_EQ(json[0]["published"]["nasflat"], 0.961);
}

}  // namespace
}  // namespace tenprobes::prediction
