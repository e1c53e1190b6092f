#include "core/devices/plausibility.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <limits>

#include "core/datasets/latency_table.h"
#include "core/devices/tabulated_device.h"
#include "core/search_space/cells/cell.h"
#include "core/search_space/cells/network_cost.h"
#include "core/search_space/nas_bench_201/nas_bench_201.h"
#include "core/statistics/ranking.h"
#include "tests/datasets/files.h"

namespace tenprobes::devices {
namespace {

std::vector<double> macs_of(int count) {
  std::vector<double> macs;
  for (int i = 0; i < count; ++i)
    macs.push_back(static_cast<double>(network_cost(cell_at(i)).macs));
  return macs;
}

std::vector<double> scaled(std::vector<double> values, double scale) {
  for (double& value : values) value = 1 + value * 1e-7;
  for (double& value : values) value *= scale;
  return values;
}

TEST(Plausibility, OrdinaryLatenciesAreNotDoubted) {
  const std::vector<double> macs = macs_of(500);
  EXPECT_TRUE(doubts_about(scaled(macs, 1), macs).empty());
  EXPECT_TRUE(doubts_about(std::vector<double>(29, 5), macs).empty());  // too few to judge
  EXPECT_TRUE(doubts_about({}, {}).empty());
}

TEST(Plausibility, UnitsConstantsAndOtherNetworksAreNoticed) {
  const std::vector<double> macs = macs_of(500);
  const auto only = [&](const std::vector<double>& latencies) {
    const auto doubts = doubts_about(latencies, macs);
    return doubts.size() == 1 ? doubts[0] : std::to_string(doubts.size()) + " doubts";
  };
  EXPECT_NE(only(scaled(macs, 1e-3)).find("if the file is in seconds"), std::string::npos);
  EXPECT_NE(only(scaled(macs, 1e4)).find("if the file is in microseconds"), std::string::npos);
  EXPECT_EQ(only(std::vector<double>(500, 7)), "all 500 latencies are 7 ms: were they measured?");
  std::vector<double> reversed = scaled(macs, 1);
  for (double& value : reversed) value = 100 - value;
  EXPECT_NE(only(reversed).find("do they belong to these networks"), std::string::npos);
}

TEST(Plausibility, ADevicesOwnLatenciesAreLookedAt) {
  std::vector<double> latencies(cell_count, std::numeric_limits<double>::quiet_NaN());
  for (std::size_t i = 0; i < 100; ++i) latencies[i] = 3;
  const TabulatedDevice constant("x", nas_bench_201(), latencies);
  ASSERT_EQ(doubts_about(constant).size(), 1u);
  EXPECT_EQ(doubts_about(constant)[0], "all 100 latencies are 3 ms: were they measured?");
}

TEST(Plausibility, NoPublishedDeviceIsDoubted) {
  const char* data = std::getenv("TENPROBES_DATA");
  const std::filesystem::path folder =
      std::filesystem::path(data == nullptr ? "" : data) / "help/nasbench201/latency";
  if (data == nullptr || !std::filesystem::exists(folder)) {
    GTEST_SKIP() << folder << " is not there: set TENPROBES_DATA to the folder of public data";
  }
  const std::vector<double> macs = macs_of(cell_count);
  double least = 1;
  int count = 0;
  for (const auto& entry : std::filesystem::directory_iterator(folder)) {
    const std::string name = entry.path().filename().string();
    const auto table = datasets::parse_latency_table(
        datasets::public_file("help/nasbench201/latency/" + name), name);
    EXPECT_TRUE(doubts_about(table.latency_ms, macs).empty()) << name;
    least = std::min(least, statistics::spearman(table.latency_ms, macs));
    ++count;
  }
  // plausibility.h names the least.
  EXPECT_GT(least, 0.54);
  std::printf("%d published devices, least rank correlation with MACs %.3f\n", count, least);
}

}  // namespace
}  // namespace tenprobes::devices
