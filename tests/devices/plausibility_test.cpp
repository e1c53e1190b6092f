#include "core/devices/plausibility.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <limits>

#include "core/datasets/latency_table.h"
#include "core/devices/tabulated_device.h"
#include "core/search_space/catalogue/catalogue.h"
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
  EXPECT_TRUE(doubts_about(std::span<const double>(), std::span<const double>()).empty());
}

TEST(Plausibility, UnitsConstantsAndOtherNetworksAreNoticed) {
  const std::vector<double> macs = macs_of(500);
  const auto only = [&](const std::vector<double>& latencies) {
    const auto doubts = doubts_about(latencies, macs);
    return doubts.size() == 1 ? doubts[0] : std::to_string(doubts.size()) + " doubts";
  };
  EXPECT_NE(only(scaled(macs, 1e-3)).find("if the file is in seconds"), std::string::npos);
  EXPECT_NE(only(scaled(macs, 1e4)).find("if the file is in microseconds"), std::string::npos);
  EXPECT_NE(
      only(scaled(macs, 1e6)).find("if the file is in nanoseconds, call the column latency_ns"),
      std::string::npos);
  EXPECT_EQ(only(std::vector<double>(500, 7)), "all 500 latencies are 7 ms: were they measured?");
  std::vector<double> one_in_ns = scaled(macs, 1);
  one_in_ns[7] *= 1e6;
  EXPECT_NE(only(one_in_ns).find(" times the median: is it in another unit"), std::string::npos);
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

TEST(Plausibility, BudgetsThatDecideNothingAreNoticed) {
  std::vector<double> latencies(cell_count, std::numeric_limits<double>::quiet_NaN());
  latencies[3] = 5;
  latencies[9] = 20;
  const TabulatedDevice device("x", nas_bench_201(), latencies);
  EXPECT_TRUE(doubts_about_budget(5, device).empty());
  EXPECT_TRUE(doubts_about_budget(19, device).empty());
  EXPECT_EQ(doubts_about_budget(4.5, device).at(0),
            "no network keeps to a budget of 4.5 ms: the fastest takes 5 ms");
  EXPECT_EQ(doubts_about_budget(20, device).at(0),
            "every network keeps to a budget of 20 ms: the slowest takes 20 ms");
}

TEST(Plausibility, AccuraciesThatNoneAreAreNoticed) {
  const double unknown = std::numeric_limits<double>::quiet_NaN();
  using Doubts = std::vector<std::string>;
  EXPECT_EQ(doubts_about_accuracies(std::vector{93.1, unknown, 10.0, 0.83, 70.0}, *nas_bench_201()),
            Doubts());
  EXPECT_EQ(doubts_about_accuracies(std::vector{93.1, unknown, 93.1}, *nas_bench_201()),
            Doubts{"all 2 accuracies are 93.1 %: there is nothing to choose by"});
  EXPECT_EQ(
      doubts_about_accuracies(std::vector{93.1, 0.92, 0.87}, *nas_bench_201()).at(0).substr(0, 30),
      "2 of 3 accuracies are below 1 ");
  EXPECT_EQ(doubts_about_accuracies(std::vector{9.3, 7.2}, *nas_bench_201()).at(0).substr(0, 26),
            "the best accuracy is 9.3 %");
  std::vector<double> percent = macs_of(cell_count);
  for (double& value : percent) value = 50 + value / 1e7;
  EXPECT_EQ(doubts_about_accuracies(percent, *nas_bench_201()), Doubts());
  for (double& value : percent) value = 100 - value;
  EXPECT_NE(doubts_about_accuracies(percent, *nas_bench_201()).at(0).find("are they error rates"),
            std::string::npos);
  std::vector<double> numbers;
  for (int i = 0; i < 40; ++i) numbers.push_back(i);
  EXPECT_EQ(
      doubts_about_accuracies(numbers, *nas_bench_201()),
      Doubts{"the accuracies only count the rows, from 0 to 39: are they the networks' numbers?"});
  EXPECT_TRUE(
      doubts_about_budget(std::numeric_limits<double>::infinity(),
                          TabulatedDevice("x", nas_bench_201(), std::vector<double>(cell_count, 5)))
          .empty());
}

TEST(Plausibility, MeasuredNetworksOfAnotherSpaceAreNoticed) {
  datasets::MeasuredNetworks measured;
  Random random(3);
  for (int i = 0; i < 200; ++i) {
    measured.architectures.push_back(Architecture(cell_at(i * 70)));
    measured.latency_ms.push_back(random.log_uniform(5, 6));
  }
  const auto doubts = doubts_about(measured, *nas_bench_201());
  ASSERT_EQ(doubts.size(), 1u);
  EXPECT_NE(doubts[0].find("do they belong to these networks"), std::string::npos);
}

TEST(Plausibility, CataloguesInOtherUnitsAreNoticed) {
  const auto doubts = [](const std::string& rows) {
    return doubts_about(*parse_catalogue("name,quality,gmacs,mparams\n" + rows, "mine.csv"));
  };
  EXPECT_TRUE(doubts("a,70,1.5,25\nb,75,4,60\n").empty());
  const auto counted = doubts("a,70,1500000000,25000000\nb,75,4000000000,60000000\n");
  ASSERT_EQ(counted.size(), 2u);
  EXPECT_NE(counted[0].find("gmacs, which are thousands of millions"), std::string::npos);
  EXPECT_NE(counted[1].find("mparams, which are millions of parameters"), std::string::npos);
  std::string numbered;
  for (int i = 1; i <= 12; ++i) {
    numbered += "n" + std::to_string(i) + "," + std::to_string(i) + ",1.5,25\n";
  }
  EXPECT_EQ(doubts(numbered).at(0),
            "the qualities only count the rows, from 1 to 12: are they the networks' numbers?");
  const auto same = doubts("a,70,1.5,25\nb,70,4,60\n");
  ASSERT_EQ(same.size(), 1u);
  EXPECT_NE(same[0].find("all 2 networks have the quality 70"), std::string::npos);
}

TEST(Plausibility, NoPublishedDeviceIsDoubted) {
  const char* data = std::getenv("TENPROBES_DATA");
  const std::filesystem::path folder =
      std::filesystem::path(data == nullptr ? "" : data) / "help/nasbench201/latency";
  if (data == nullptr || !std::filesystem::exists(folder)) {
    GTEST_SKIP() << folder << " is not there: set TENPROBES_DATA to the folder of public data";
  }
  const std::vector<double> macs = macs_of(cell_count);
  double least = 1, slowest = 0;
  int count = 0;
  for (const auto& entry : std::filesystem::directory_iterator(folder)) {
    const std::string name = entry.path().filename().string();
    const auto table = datasets::parse_latency_table(
        datasets::public_file("help/nasbench201/latency/" + name), name);
    EXPECT_TRUE(doubts_about(table, macs).empty()) << name;
    least = std::min(least, statistics::spearman(table, macs));
    std::vector<double> sorted = table;
    std::sort(sorted.begin(), sorted.end());
    slowest = std::max(slowest, sorted.back() / sorted[sorted.size() / 2]);
    ++count;
  }
  // plausibility.h names the least.
  EXPECT_GT(least, 0.54);
  std::printf(
      "%d published devices, least rank correlation with MACs %.3f, slowest / median %.1f\n", count,
      least, slowest);
}

}  // namespace
}  // namespace tenprobes::devices
