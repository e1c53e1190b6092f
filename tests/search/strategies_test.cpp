#include "core/search/strategies.h"

#include <gtest/gtest.h>

#include <limits>
#include <set>

#include "core/base/error.h"
#include "core/devices/layered/layered_device.h"
#include "core/devices/layered/layered_model.h"
#include "core/devices/tabulated_device.h"
#include "core/search/adaptation.h"
#include "core/search/fixed_list.h"
#include "core/search/known_best.h"
#include "core/search/session.h"
#include "core/search_space/layered/layered_file.h"
#include "core/search_space/spaces.h"
#include "tests/search/world.h"
#include "tests/search_space/layered/example.h"

namespace tenprobes::search {
namespace {

std::vector<std::string> testable_methods() {
  std::vector<std::string> names;
  for (const StrategyKind& kind : strategy_kinds()) {
    if (kind.need != Need::controller && kind.need != Need::edit_controller) {
      names.emplace_back(kind.name);
    }
  }
  return names;
}

History run_method(const std::string& method, const World& world, const Objective& objective,
                   int probes, std::uint64_t seed, Recommendation* recommendation = nullptr) {
  static const World proxy(99);
  static const WorldDevice proxy_device(proxy);
  static const auto list = std::make_shared<const std::vector<Architecture>>(
      fixed_list(*nas_bench_201(), proxy.quality(), 20));
  const WorldDevice target(world);
  const auto strategy = make_strategy(
      method, *nas_bench_201(), {.target = &target, .proxy = &proxy_device, .fixed_list = list});
  ProbeSession session(*strategy, objective, probes, Random(seed));
  while (!session.finished()) session.tell(world.latency(session.ask()));
  if (recommendation) *recommendation = session.recommend();
  return session.history();
}

class EveryStrategy : public testing::TestWithParam<std::string> {};

TEST_P(EveryStrategy, ProbesEachArchitectureOnceAndRecommendsAMeasuredOne) {
  for (const double share : {0.02, 0.25, 0.9}) {
    for (const int probes : {1, 5, 40}) {
      const World world(3);
      const Objective objective = world.objective(share);
      Recommendation recommendation;
      const History history = run_method(GetParam(), world, objective, probes, 7, &recommendation);
      std::set<Architecture> distinct;
      bool any_feasible = false;
      for (const Probe& probe : history) {
        distinct.insert(probe.architecture);
        any_feasible |= probe.latency_ms <= objective.budget_ms;
      }
      EXPECT_EQ(distinct.size(), static_cast<size_t>(probes));
      EXPECT_TRUE(distinct.contains(recommendation.architecture));
      EXPECT_EQ(recommendation.feasible, any_feasible);
    }
  }
}

TEST_P(EveryStrategy, StaysWithinAPartialTable) {
  World world(4);
  world.keep(0.002, 9);
  const auto rows = std::count(world.allowed.begin(), world.allowed.end(), 1);
  ASSERT_GT(rows, 12);
  const Objective objective = world.objective(0.4);
  const History history = run_method(GetParam(), world, objective, static_cast<int>(rows) + 3, 2);
  std::set<int> first;
  for (size_t i = 0; i < history.size(); ++i) {
    const int index = nas_bench_201()->index_of(history[i].architecture);
    EXPECT_TRUE(objective.is_allowed(index));
    if (i < static_cast<size_t>(rows)) first.insert(index);
  }
  EXPECT_EQ(first.size(), static_cast<size_t>(rows)) << "none twice while others are left";
}

TEST_P(EveryStrategy, RepeatsItselfFromTheSameSeed) {
  const World world(5);
  const Objective objective = world.objective(0.25);
  const History once = run_method(GetParam(), world, objective, 15, 11);
  const History again = run_method(GetParam(), world, objective, 15, 11);
  for (size_t i = 0; i < once.size(); ++i) {
    EXPECT_EQ(once[i].architecture, again[i].architecture);
  }
}

TEST_P(EveryStrategy, RefusesAnObjectiveThatAllowsNothing) {
  const World world(6);
  Objective objective = world.objective(0.25);
  const std::vector<std::uint8_t> none(cell_count, 0);
  objective.allowed = none;
  EXPECT_THROW(run_method(GetParam(), world, objective, 3, 1), Error);
}

INSTANTIATE_TEST_SUITE_P(All, EveryStrategy, testing::ValuesIn(testable_methods()),
                         [](const auto& test) {
                           std::string name = test.param;
                           std::replace(name.begin(), name.end(), '-', '_');
                           return name;
                         });

TEST(Oracle, HasNoRegretWithOneProbe) {
  for (std::uint64_t seed = 1; seed <= 5; ++seed) {
    const World world(seed);
    for (const double share : {0.001, 0.1, 0.5}) {
      const Objective objective = world.objective(share);
      Recommendation recommendation;
      run_method("oracle", world, objective, 1, seed, &recommendation);
      EXPECT_TRUE(recommendation.feasible);
      EXPECT_EQ(world.quality().of(recommendation.architecture),
                world.best_quality(objective.budget_ms));
    }
  }
}

// The best of what it probed by the true latencies, though another reading was within the budget.
TEST(Oracle, IsNotMisledByReadings) {
  const World world(3);
  const Objective objective = world.objective(0.1);
  const devices::TabulatedDevice device("known", nas_bench_201(), world.latencies);
  const auto oracle = make_strategy("oracle", *nas_bench_201(), {.target = &device});
  Random random(1);
  const Architecture best = oracle->propose({}, objective, 2, random);
  int slow = 0;
  while (world.latencies[static_cast<size_t>(slow)] <= objective.budget_ms ||
         world.points[static_cast<size_t>(slow)] <= objective.quality_of(best)) {
    ++slow;
  }
  const History lucky = {{best, objective.budget_ms * 1.01},
                         {nas_bench_201()->at(slow), objective.budget_ms * 0.9}};
  EXPECT_EQ(oracle->recommend(lucky, objective), best);
}

TEST(Macs, RanksByTheWorkThatIsKnownOfANetwork) {
  const auto space = shipped_space("fbnet");
  Objective objective = objective_for(*space, *space->quality(), 10);
  const auto macs = make_strategy("macs", *space, {});
  Random random(2);
  const Architecture first = macs->propose({}, objective, 3, random);
  // Taken twice as long as the budget, half the work is what fits.
  const Architecture second = macs->propose({{first, 20}}, objective, 2, random);
  const int work = *space->work_feature();
  EXPECT_LE(space->feature(second, work), space->feature(first, work) / 2);
  EXPECT_GT(space->feature(second, work), space->feature(first, work) / 2 * 0.9);
}

TEST(Oracle, MaximisesTheScalarisedObjective) {
  const World world(2);
  Objective objective = world.objective(0.25);
  objective.scalarisation = Scalarisation{.reference_ms = 10, .exponent = -0.4};
  const History history = run_method("oracle", world, objective, 1, 1);
  double best = 0;
  for (size_t i = 0; i < cell_count; ++i) {
    best = std::max(best, world.points[i] * std::pow(world.latencies[i] / 10, -0.4));
  }
  EXPECT_DOUBLE_EQ(objective.value(history[0]), best);
}

// FBNet's networks cannot be listed: it may not stop at the best quality, whatever that takes.
TEST(Oracle, MaximisesTheScalarisedObjectiveWhereNothingCanBeListed) {
  const auto space = shipped_space("fbnet");
  Random random(4);
  const auto model = devices::draw_layered_device(*space, random);
  const devices::LayeredDevice device("drawn", *space, devices::costs_of(*space, model), 0,
                                      "synthetic");
  Objective objective =
      objective_for(*space, *space->quality(), std::numeric_limits<double>::infinity());
  objective.scalarisation = Scalarisation{.reference_ms = 1, .exponent = -1.5};
  const auto value = [&](const Architecture& network) {
    return objective.value(network, *device.expected_latency(network));
  };
  const auto oracle = make_strategy("oracle", *space, {.target = &device});
  const Architecture found = oracle->propose({}, objective, 1, random);
  Objective at_any_price = objective;
  at_any_price.scalarisation.reset();
  double best = value(KnownBest(device, at_any_price).ranked().front());
  EXPECT_GT(value(found), best) << "more than the best quality at any price";
  const KnownBest known(device, objective);
  EXPECT_GE(value(known.ranked().front()), value(found) * (1 - 1e-12));
  EXPECT_FALSE(known.is_of(at_any_price));
  for (int i = 0; i < 5000; ++i) best = std::max(best, value(space->random(random)));
  EXPECT_GE(value(found), best);
}

// A catalogue may not know the work of some: those are no light ones, and no trouble.
TEST(LocalSearch, StartsFromALightNetworkWhereTheWorkOfOthersIsUnknown) {
  std::string csv = "name,quality,gmacs\nmystery,99,\n";
  for (int i = 1; i <= 20; ++i) {
    csv += "net" + std::to_string(i) + "," + std::to_string(i) + "," + std::to_string(i) + "\n";
  }
  const auto space = parse_space(csv, "mine.csv");
  const Objective objective = objective_for(*space, *space->quality(), 1);
  Random random(1);
  const Architecture first = make_strategy("local", *space, {})->propose({}, objective, 5, random);
  EXPECT_EQ(space->text(first), "net3") << "the best of those with a sixth of the most work";
}

// The best of K draws without replacement among the ranks 1..n, all feasible, has the expected rank
// K (n + 1) / (K + 1).
TEST(RandomSearch, ReachesTheExpectedMaximum) {
  World world;
  world.allowed.assign(cell_count, 0);
  constexpr int n = 20, probes = 4, sessions = 20000;
  for (size_t i = 0; i < n; ++i) {
    world.allowed[i] = 1;
    world.points[i] = static_cast<double>(i + 1);
  }
  world.judge_by_points();
  Objective objective = objective_for(*nas_bench_201(), world.quality(), 1);
  objective.allowed = world.allowed;
  const auto strategy = make_strategy("random", *nas_bench_201(), {});
  double sum = 0;
  for (int s = 0; s < sessions; ++s) {
    ProbeSession session(*strategy, objective, probes, Random(static_cast<std::uint64_t>(s)));
    while (!session.finished()) {
      session.ask();
      session.tell(1.0);
    }
    sum += objective.value(session.recommend().architecture, 1.0);
  }
  const double expected = probes * (n + 1.0) / (probes + 1.0);  // 16.8, standard deviation 3.3
  EXPECT_NEAR(sum / sessions, expected, 5 * 3.3 / std::sqrt(sessions));
}

/// The example with so many layers that it cannot be enumerated.
std::string large_layered_example() {
  std::string large = layered_example();
  const std::string positions = "[\"early\", ";
  std::string longer = positions;
  for (int i = 0; i < 12; ++i) longer += "\"early\", ";
  large.replace(large.find(positions), positions.size(), longer);
  large.replace(large.find("[3, 4]"), 6, "[15, 16]");
  return large;
}

TEST(Informed, KnowsTheBestOfALayeredSpaceBeforehand) {
  const std::string large = large_layered_example();
  for (const std::string& text : {layered_example(), large}) {
    const auto space = parse_layered_space(text, "example.json");
    EXPECT_EQ(space->size() == 0, text == large);
    Random random(4);
    const auto device = devices::draw_layered_synthetic(*space, "drawn", random);
    const Objective objective =
        objective_for(*space, *space->quality(), budget_at_quantile(*device, 0.4));
    const Architecture first = make_strategy("informed", *space, {.target = device.get()})
                                   ->propose({}, objective, 1, random);
    const KnownBest known(*device, objective);
    ASSERT_FALSE(known.ranked().empty());
    EXPECT_LE(*device->expected_latency(first), 1.001 * objective.budget_ms);
    EXPECT_GE(objective.quality_of(first), 0.93 * objective.quality_of(known.ranked().front()));
  }
}

/// A quality whose form is not known.
class Opaque final : public Quality {
 public:
  explicit Opaque(const Quality& inner) : inner_(inner) {}
  const QualityFacts& facts() const override { return inner_.facts(); }
  double of(const Architecture& architecture) const override { return inner_.of(architecture); }
  const std::string& hash() const override { return inner_.hash(); }

 private:
  const Quality& inner_;
};

TEST(KnownBest, ComesNearTheOptimumWithoutKnowingTheForm) {
  const auto space = parse_layered_space(large_layered_example(), "example.json");
  Random random(4);
  const auto device = devices::draw_layered_synthetic(*space, "drawn", random);
  const Opaque opaque(*space->quality());
  for (const double quantile : {0.1, 0.5}) {
    const double budget = budget_at_quantile(*device, quantile);
    const KnownBest exact(*device, objective_for(*space, *space->quality(), budget));
    const KnownBest found(*device, objective_for(*space, opaque, budget));
    ASSERT_EQ(exact.ranked().size(), KnownBest::most_ranked);
    const Quality& quality = *space->quality();
    EXPECT_NEAR(quality.of(found.ranked()[0]), quality.of(exact.ranked()[0]),
                0.02 * quality.facts().best);
    for (size_t i = 0; i < found.ranked().size(); ++i) {
      EXPECT_LE(*device->expected_latency(found.ranked()[i]), budget);
      EXPECT_LE(quality.of(found.ranked()[i]), quality.of(found.ranked()[i > 0 ? i - 1 : 0]));
    }
  }
}

TEST(Oracle, TakesWhatWasFoundBeforeInOrder) {
  const auto space = parse_layered_space(large_layered_example(), "example.json");
  Random random(4);
  const auto device = devices::draw_layered_synthetic(*space, "drawn", random);
  const Objective objective =
      objective_for(*space, *space->quality(), budget_at_quantile(*device, 0.4));
  const Objective poorer =
      objective_for(*space, *space->quality(), budget_at_quantile(*device, 0.2));
  const auto known = std::make_shared<const KnownBest>(*device, poorer);
  EXPECT_FALSE(known->is_of(objective));
  const auto strategy =
      make_strategy("oracle", *space, {.target = device.get(), .known_best = {known}});
  for (const Objective& each : {poorer, objective}) {
    History history;
    const KnownBest expected(*device, each);
    for (size_t i = 0; i < 3; ++i) {
      const Architecture next = strategy->propose(history, each, 1, random);
      EXPECT_EQ(next, expected.ranked()[i]);
      history.push_back({next, 1});
    }
  }
}

TEST(MakeStrategy, NamesTheKnownOnes) {
  try {
    make_strategy("magic", *nas_bench_201(), {});
    FAIL() << "an unknown method was accepted";
  } catch (const Error& error) {
    for (const StrategyKind& kind : strategy_kinds()) {
      EXPECT_NE(std::string(error.what()).find(kind.name), std::string::npos);
    }
  }
}

TEST(MakeStrategy, SaysWhatIsMissing) {
  for (const StrategyKind& kind : strategy_kinds()) {
    if (kind.need == Need::nothing) continue;
    EXPECT_THROW(make_strategy(kind.name, *nas_bench_201(), {}), Error) << kind.name;
  }
}

}  // namespace
}  // namespace tenprobes::search
