// Somebody else's space from a file alone: NAS-Bench-Macro, whose costs and accuracies are public.
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <fstream>
#include <limits>
#include <nlohmann/json.hpp>
#include <sstream>

#include "core/belief/beliefs.h"
#include "core/devices/layered/layered_device.h"
#include "core/search_space/layered/layered_file.h"

namespace tenprobes::belief {
namespace {

std::string bytes_of(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  std::stringstream bytes;
  bytes << file.rdbuf();
  return bytes.str();
}

/// "02012100", 0 passed over, as the file's choices.
std::string text_of(const std::string& digits) {
  std::string text;
  for (const char digit : digits) {
    text += (text.empty() ? "" : "|") + std::string(digit == '0'   ? "skip"
                                                    : digit == '1' ? "k3_e3"
                                                                   : "k5_e6");
  }
  return text;
}

TEST(NasBenchMacro, HasItsPublishedCostsAndIsSearchedByItsAccuracies) {
  const char* data = std::getenv("TENPROBES_DATA");
  const std::string published =
      bytes_of(std::string(data ? data : "") + "/nasbench_macro/nas-bench-macro_cifar10.json");
  if (published.empty()) GTEST_SKIP() << "NAS-Bench-Macro's table is not present";
  const auto table = nlohmann::json::parse(published);
  auto file = nlohmann::ordered_json::parse(bytes_of(std::string(std::getenv("TENPROBES_SOURCE")) +
                                                     "/assets/spaces/nas-bench-macro.json"));
  std::string accuracies = "architecture,accuracy\n";
  for (const auto& [digits, network] : table.items()) {
    accuracies += text_of(digits) + "," + std::to_string(network["mean_acc"].get<double>()) + "\n";
  }
  file["quality"] = {{"kind", "table"}, {"name", "accuracy"}, {"file", "accuracies.csv"}};
  const auto space = parse_layered_space(file.dump(), "nas-bench-macro.json",
                                         [&](const std::string&) { return accuracies; });
  ASSERT_EQ(space->size(), 6561);
  for (const auto& [digits, network] : table.items()) {
    const Architecture a = space->parse(text_of(digits));
    ASSERT_NEAR(space->feature(a, 0) * 1e6, network["flops"].get<double>(), 0.5) << digits;
    ASSERT_NEAR(space->feature(a, 2) * 1e6, network["params"].get<double>(), 0.5) << digits;
  }

  // Expected improvement over all networks, ten noisy probes, against as many random ones.
  const Quality& quality = *space->quality();
  double regret = 0, random_regret = 0;
  constexpr int devices = 6;
  for (int seed = 0; seed < devices; ++seed) {
    Random random(static_cast<std::uint64_t>(seed) + 40);
    const auto device = devices::draw_layered_synthetic(*space, "synthetic", random);
    std::vector<double> sorted(device->known_latencies().begin(), device->known_latencies().end());
    std::sort(sorted.begin(), sorted.end());
    const double budget = sorted[sorted.size() / 4];
    double possible = 0;
    for (int i = 0; i < space->size(); ++i) {
      if (device->known_latencies()[static_cast<std::size_t>(i)] <= budget) {
        possible = std::max(possible, quality.of(space->at(i)));
      }
    }
    const auto belief = make_belief(*space);
    belief->start(budget);
    double best = quality.facts().no_answer, random_best = quality.facts().least;
    Forecasts forecasts;
    for (int probe = 0; probe < 10; ++probe) {
      belief->forecast_all(budget, forecasts);
      int next = 0;
      double highest = -std::numeric_limits<double>::infinity();
      for (int i = 0; i < space->size(); ++i) {
        const double gain = quality.of(space->at(i)) - best;
        const double fits = forecasts.feasible[forecasts.place_of(static_cast<std::size_t>(i))];
        const double value = gain > 0 ? gain * fits : fits - 1;
        if (value > highest) {
          highest = value;
          next = i;
        }
      }
      const double ms = device->probe(space->at(next), random);
      belief->update(space->at(next), ms);
      if (ms <= budget) best = std::max(best, quality.of(space->at(next)));
      const Architecture other = space->random(random);
      if (device->probe(other, random) <= budget) {
        random_best = std::max(random_best, quality.of(other));
      }
    }
    regret += std::max(0.0, possible - best) / devices;
    random_regret += std::max(0.0, possible - random_best) / devices;
  }
  EXPECT_LT(regret, 0.5) << "points of CIFAR-10 accuracy";
  EXPECT_LT(regret, random_regret / 2);
}

}  // namespace
}  // namespace tenprobes::belief
