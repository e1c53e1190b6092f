#include "core/search/adaptation.h"

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "core/base/error.h"
#include "core/devices/distribution.h"
#include "core/devices/synthetic_device.h"
#include "core/statistics/summary.h"
#include "tests/search/world.h"

namespace tenprobes::search {
namespace {

SessionRequest request(const std::string& method, std::uint64_t seed = 7) {
  return {.method = method, .probes = 8, .budget_quantile = 0.25, .seed = seed};
}

TEST(Adaptation, ReportsWhatTheDeviceAnswered) {
  const World world(2);
  WorldDevice device(world);
  const SessionReport report = run_session(request("random"), device, world.quality(), {});
  EXPECT_EQ(device.probes, 8);
  ASSERT_EQ(report.probes.size(), 8u);
  EXPECT_EQ(report.budget_ms, statistics::quantile(world.latencies, 0.25));
  double best = -1;
  for (const ReportedProbe& probe : report.probes) {
    EXPECT_EQ(probe.latency_ms, world.latency(probe.architecture));
    EXPECT_EQ(probe.quality, world.quality().of(probe.architecture));
    EXPECT_EQ(probe.feasible, probe.latency_ms <= *report.budget_ms);
    if (probe.feasible) best = std::max(best, probe.quality);
  }
  EXPECT_EQ(report.recommended.quality, best);
  EXPECT_TRUE(report.recommended.feasible);
  EXPECT_FALSE(report.recommended.accuracy.has_value());
}

/// Whose readings are said to come again.
struct RepeatingDevice : devices::SyntheticDevice {
  using SyntheticDevice::SyntheticDevice;
  bool repeats() const override { return true; }
};

TEST(Adaptation, RecommendsWhatIsBelievedToFitUnlessReadingsRepeat) {
  constexpr int devices = 40;
  int fit = 0, lucky_fit = 0;
  for (std::uint64_t seed = 1; seed <= devices; ++seed) {
    Random random(seed);
    devices::LatencyModel model = devices::draw_device(random);
    model.noise = 0.08;
    devices::SyntheticDevice noisy("noisy", model);
    // What takes longer is better: all that is worth having lies at the budget.
    const auto known = noisy.known_latencies();
    const double slowest = *std::max_element(known.begin(), known.end());
    std::vector<double> points;
    for (const double latency : known) points.push_back(100 * latency / slowest);
    const TabulatedQuality quality(*nas_bench_201(),
                                   {.name = "points", .label = "points", .no_answer = -50}, points);
    RepeatingDevice table("table", model);
    const auto fits = [&](const SessionReport& report) {
      return *noisy.expected_latency(report.recommended.architecture) <= *report.budget_ms;
    };
    fit += fits(run_session(request("belief", seed), noisy, quality, {}));
    const SessionReport report = run_session(request("belief", seed), table, quality, {});
    lucky_fit += fits(report);
    EXPECT_FALSE(report.recommended.passed_over);
  }
  EXPECT_GE(fit, 0.85 * devices);
  EXPECT_LT(lucky_fit, fit - 3);
}

/// Says that its repeats hardly differ.
struct SteadyDevice : WorldDevice {
  using WorldDevice::WorldDevice;
  double probe(const Architecture& architecture, Random& random) override {
    return last = WorldDevice::probe(architecture, random);
  }
  std::optional<devices::Spread> spread() const override {
    return devices::Spread{0.999 * last, 1.001 * last, 100};
  }
  double last = 0;
};

// Latencies without rhyme or reason: a belief calls what it cannot explain noise, and a device that
// says how much its readings scatter knows better.
TEST(Adaptation, TrustsReadingsThatAreSaidNotToScatter) {
  World world(5);
  Random random(3);
  for (double& ms : world.latencies) ms = random.uniform(5, 15);
  WorldDevice silent(world);
  SteadyDevice steady(world);
  const auto passed_over = [&](devices::Device& device) {
    int sessions = 0;
    for (std::uint64_t seed = 1; seed <= 20; ++seed) {
      const SessionReport report = run_session({.method = "belief",
                                                .probes = 8,
                                                .budget_ms = 8 + 0.1 * static_cast<double>(seed),
                                                .seed = seed},
                                               device, world.quality(), {});
      sessions += std::any_of(report.probes.begin(), report.probes.end(), [&](const auto& probe) {
        return probe.latency_ms < 0.95 * *report.budget_ms &&
               probe.quality > report.recommended.quality;
      });
    }
    return sessions;
  };
  EXPECT_EQ(passed_over(steady), 0);
  EXPECT_GT(passed_over(silent), 0);
}

TEST(Adaptation, SeedAndStrategyDrawsLeaveTheNoiseAlone) {
  const World world(2);
  WorldDevice noisy(world, 0.1);
  const auto noise_of = [&](const std::string& method) {
    std::vector<double> factors;
    for (const ReportedProbe& probe :
         run_session(request(method), noisy, world.quality(), {}).probes) {
      factors.push_back(probe.latency_ms / world.latency(probe.architecture));
    }
    return factors;
  };
  const auto random = noise_of("random"), oracle = noise_of("oracle");
  for (size_t i = 0; i < random.size(); ++i) EXPECT_NEAR(random[i], oracle[i], 1e-12);
  EXPECT_NE(serialise(run_session(request("random", 7), noisy, world.quality(), {})),
            serialise(run_session(request("random", 8), noisy, world.quality(), {})));
}

TEST(Adaptation, ShowsTheAccuracyWhereItIsKnown) {
  const World world(2);
  WorldDevice device(world);
  Accuracies accuracies{.percent = std::vector<double>(cell_count, 0), .source = "made up"};
  for (size_t i = 0; i < cell_count; ++i) accuracies.percent[i] = static_cast<double>(i) / 200;
  const SessionReport report =
      run_session(request("oracle"), device, world.quality(), {}, accuracies);
  EXPECT_EQ(report.recommended.accuracy,
            static_cast<double>(place_of(report.recommended.architecture)) / 200);
  EXPECT_EQ(report.recommended.accuracy_source, "made up");
  accuracies.percent.assign(cell_count, std::numeric_limits<double>::quiet_NaN());
  EXPECT_FALSE(run_session(request("oracle"), device, world.quality(), {}, accuracies)
                   .recommended.accuracy.has_value());
}

TEST(Adaptation, ExponentChangesTheRecommendation) {
  const World world(2);
  WorldDevice device(world);
  const auto recommend = [&](double exponent) {
    return run_session({.method = "oracle",
                        .probes = 1,
                        .scalarisation = Scalarisation{.reference_ms = 10, .exponent = exponent}},
                       device, world.quality(), {})
        .recommended;
  };
  EXPECT_EQ(recommend(0).quality, 100) << "without a price of latency, the best quality of all";
  EXPECT_LT(*recommend(-1.5).latency_ms, *recommend(-0.1).latency_ms);
  EXPECT_TRUE(recommend(-1.5).feasible);
}

TEST(Adaptation, RefusesRequestsThatCannotBeRun) {
  const World world(2);
  WorldDevice device(world);
  const auto run = [&](const SessionRequest& wrong) {
    return run_session(wrong, device, world.quality(), {});
  };
  EXPECT_THROW(run({.method = "random"}), Error);
  EXPECT_THROW(run({.method = "random", .budget_ms = 3, .budget_quantile = 0.2}), Error);
  EXPECT_THROW(run({.method = "random", .budget_ms = -3}), Error);
  EXPECT_THROW(run({.method = "random", .budget_quantile = 1.2}), Error);
  EXPECT_THROW(run({.method = "random", .probes = 0, .budget_ms = 3}), Error);
  EXPECT_THROW(run({.method = "random", .probes = 20000, .budget_ms = 3}), Error);
  EXPECT_THROW(run({.method = "random", .scalarisation = Scalarisation{0, -1}}), Error);
}

TEST(Report, ComesBackToTheSameBytes) {
  const World world(2);
  WorldDevice device(world, 0.05);
  Accuracies accuracies{.percent = std::vector<double>(cell_count, 91.25), .source = "x"};
  SessionReport report = run_session(request("random"), device, world.quality(), {}, accuracies);
  EXPECT_EQ(serialise(parse_session(serialise(report), "a", find_space)), serialise(report));
  report.budget_ms.reset();
  report.scalarisation = Scalarisation{.reference_ms = 12.5, .exponent = -0.07};
  report.proxy_device = "other";
  report.weights = "0123";
  report.page = "v=2&method=random";
  EXPECT_EQ(serialise(parse_session(serialise(report), "a", find_space)), serialise(report));
}

TEST(Report, RefusesWhatIsNoSession) {
  const World world(2);
  WorldDevice device(world);
  const std::string good = serialise(run_session(request("random"), device, world.quality(), {}));
  EXPECT_THROW(parse_session("", "a", find_space), Error);
  EXPECT_THROW(parse_session("[]", "a", find_space), Error);
  EXPECT_THROW(parse_session(good.substr(0, good.size() / 2), "a", find_space), Error);
  EXPECT_THROW(parse_session(std::string(100000, '['), "a", find_space), Error);
  const auto with = [&](const char* pointer, const nlohmann::ordered_json& value) {
    auto json = nlohmann::ordered_json::parse(good);
    json[nlohmann::ordered_json::json_pointer(pointer)] = value;
    return json.dump();
  };
  parse_session(with("/seed", 8), "a", find_space);
  EXPECT_THROW(parse_session(with("/format", "tenprobes-device"), "a", find_space), Error);
  EXPECT_THROW(parse_session(with("/version", 2), "a", find_space), Error);
  EXPECT_THROW(parse_session(with("/probes", nlohmann::ordered_json::array()), "a", find_space),
               Error);
  EXPECT_THROW(parse_session(with("/probes/2/latency_ms", -1), "a", find_space), Error);
  EXPECT_THROW(parse_session(with("/probes/2/index", 15625), "a", find_space), Error);
  EXPECT_THROW(parse_session(with("/probes/2/architecture", "|x~0|"), "a", find_space), Error);
  EXPECT_THROW(parse_session(with("/budget_ms", nullptr), "a", find_space), Error);
  EXPECT_THROW(parse_session(with("/recommended", 3), "a", find_space), Error);
}

TEST(Replay, GivesTheSameBytes) {
  World world(3);
  WorldDevice noisy(world, 0.05);
  SessionReport saved = run_session(request("random"), noisy, world.quality(), {});
  saved.page = "v=2&method=random";
  EXPECT_EQ(serialise(replay_session(saved, world.quality(), {})), serialise(saved));
  const SessionReport oracle = run_session(request("oracle"), noisy, world.quality(), {});
  EXPECT_THROW(replay_session(oracle, world.quality(), {}), Error) << "it needs the whole table";
  EXPECT_EQ(serialise(replay_session(oracle, world.quality(), {}, &noisy)), serialise(oracle));
  EXPECT_EQ(noisy.probes, 16) << "replaying probes nothing";
}

TEST(Replay, KeepsTheProbesOfAnotherVersionAndSaysSo) {
  const World world(3), other(4);
  WorldDevice device(world);
  SessionReport saved = run_session(request("random"), device, world.quality(), {});
  EXPECT_THROW(replay_session(saved, other.quality(), {}), Error);
  EXPECT_EQ(replay_session(saved, world.quality(), {}).departure, std::nullopt);
  saved.seed += 1;  // as if `random` had drawn otherwise
  const SessionReport replayed = replay_session(saved, world.quality(), {});
  EXPECT_EQ(serialise(replayed), serialise(saved));
  EXPECT_EQ(replayed.departure.value_or("").substr(0, 35), "probe 1: method random would probe ");
}

}  // namespace
}  // namespace tenprobes::search
