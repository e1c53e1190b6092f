// How far expected improvement under the belief comes on every device that is shipped for the
// catalogue of pretrained models: what the README promises, none of it in the prior.
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <sstream>

#include "core/belief/catalogue/catalogue_belief.h"
#include "core/devices/catalogue/latency_table.h"
#include "core/statistics/summary.h"

namespace tenprobes::belief {
namespace {

std::filesystem::path assets() {
  return std::filesystem::path(std::getenv("TENPROBES_SOURCE")) / "assets";
}

std::string bytes_of(const std::filesystem::path& path) {
  std::ifstream file(path, std::ios::binary);
  std::stringstream bytes;
  bytes << file.rdbuf();
  return bytes.str();
}

struct Session {
  std::vector<double> regret;  // after each probe, points of top-1; without an answer 60
  int covered = 0, predicted = 0;
};

Session play(CatalogueBelief& belief, const Quality& quality, std::span<const double> latencies,
             double budget, int probes) {
  const std::size_t rows = latencies.size();
  double optimum = 0, best = quality.facts().no_answer;
  for (std::size_t i = 0; i < rows; ++i) {
    if (latencies[i] <= budget) optimum = std::max(optimum, quality.table()[i]);
  }
  Session session;
  std::vector<bool> closed(rows);
  for (std::size_t i = 0; i < rows; ++i) closed[i] = std::isnan(latencies[i]);
  Forecasts forecasts;
  bool feasible = false;
  belief.start(budget);
  for (int probe = 0; probe < probes; ++probe) {
    belief.forecast_all(budget, forecasts);
    std::size_t next = rows;
    double most = -2;
    for (std::size_t i = 0; i < rows; ++i) {
      if (closed[i]) continue;
      const double gain = quality.table()[i] - best;
      const double value = gain > 0 ? gain * forecasts.feasible[i] : forecasts.feasible[i] - 1.0;
      if (value > most) {
        most = value;
        next = i;
      }
    }
    closed[next] = true;
    belief.update(Architecture::of({static_cast<int>(next)}), latencies[next]);
    if (latencies[next] <= budget) {
      feasible = true;
      best = std::max(best, quality.table()[next]);
    }
    session.regret.push_back(feasible ? optimum - best : 60);
  }
  constexpr double normal_95 = 1.6448536269514722;
  for (std::size_t i = 0; i < rows; ++i) {
    if (closed[i]) continue;
    const Prediction prediction = belief.predict(Architecture::of({static_cast<int>(i)}));
    session.covered +=
        std::abs(latencies[i] - prediction.mean) <= normal_95 * prediction.standard_deviation;
    ++session.predicted;
  }
  return session;
}

TEST(ImagenetPretrained, TenProbesFindNearlyTheBestModelOnEveryShippedDevice) {
  const auto space = parse_catalogue(bytes_of(assets() / "spaces" / "imagenet-pretrained.csv"),
                                     "imagenet-pretrained.csv");
  CatalogueBelief belief(*space, std::make_shared<const CataloguePrior>(*space));
  constexpr int probes = 10;
  std::vector<double> regret(probes, 0.0);
  int sessions = 0, covered = 0, predicted = 0;
  std::vector<std::filesystem::path> files;
  for (const auto& entry :
       std::filesystem::directory_iterator(assets() / "devices" / "imagenet-pretrained")) {
    files.push_back(entry.path());
  }
  ASSERT_GE(files.size(), 9u);
  for (const auto& file : files) {
    const devices::CatalogueLatencies table =
        devices::parse_catalogue_latencies(bytes_of(file), file.filename().string(), *space);
    EXPECT_EQ(table.space, space->name());
    for (int budget = 1; budget <= 16; ++budget) {
      const Session session = play(belief, *space->quality(), table.latency_ms,
                                   statistics::quantile(table.latency_ms, 0.05 * budget), probes);
      for (int probe = 0; probe < probes; ++probe) {
        regret[static_cast<std::size_t>(probe)] += session.regret[static_cast<std::size_t>(probe)];
      }
      EXPECT_LT(session.regret[4], 60) << file << " " << budget;
      covered += session.covered;
      predicted += session.predicted;
      ++sessions;
    }
  }
  EXPECT_LE(regret[2] / sessions, 0.9);
  EXPECT_LE(regret[4] / sessions, 0.4);
  EXPECT_LE(regret[9] / sessions, 0.05);
  const double coverage = static_cast<double>(covered) / predicted;
  EXPECT_GE(coverage, 0.80);
  EXPECT_LE(coverage, 0.97);
  RecordProperty("regret_3_5_10", std::to_string(regret[2] / sessions) + " " +
                                      std::to_string(regret[4] / sessions) + " " +
                                      std::to_string(regret[9] / sessions));
  RecordProperty("coverage", std::to_string(coverage));
}

}  // namespace
}  // namespace tenprobes::belief
