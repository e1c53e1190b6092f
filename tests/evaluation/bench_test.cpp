#include "core/evaluation/bench.h"

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "core/base/error.h"
#include "core/search/adaptation.h"
#include "core/search/fixed_list.h"
#include "core/search/informed.h"
#include "core/statistics/summary.h"
#include "tests/search/world.h"

namespace tenprobes::evaluation {
namespace {

using namespace search;

class NamedDevice : public WorldDevice {
 public:
  NamedDevice(std::string name, const World& world, double noise = 0)
      : WorldDevice(world, noise), name_(std::move(name)) {}
  std::string name() const override { return name_; }

 private:
  std::string name_;
};

struct Lab {
  World one{1}, two{2}, three{3};
  NamedDevice a{"a", one}, b{"b", two}, c{"c", three, 0.1};
  std::vector<devices::Device*> devices = {&a, &b, &c};
  std::vector<double> accuracy = std::vector<double>(cell_count);
  Lab() {
    Random random(4);
    for (size_t i = 0; i < accuracy.size(); ++i) {
      accuracy[i] = 10 + 0.8 * one.points[i] + 4 * random.uniform();
    }
  }
  BenchResult run(const BenchRequest& request) {
    return run_bench(request, devices, one.quality(), accuracy, {}, serial_for);
  }
};

const BenchRow& row_of(const BenchResult& result, const std::string& method,
                       const std::string& device, int probes, double quantile) {
  for (const BenchRow& row : result.rows) {
    if (row.method == method && row.device == device && row.probes == probes &&
        row.budget_quantile == quantile) {
      return row;
    }
  }
  throw Error("no such row");
}

TEST(Bench, AgreesWithTheSessionsThatAdaptRuns) {
  Lab lab;
  const BenchRequest request{.methods = {"random", "oracle"},
                             .probes = {3, 6},
                             .budget_quantiles = {0.1, 0.6},
                             .seeds = 12,
                             .seed = 40};
  const BenchResult result = lab.run(request);
  ASSERT_EQ(result.rows.size(), 2u * 3 * 2 * 2);
  // Naively, one by one, from the sessions' reports.
  const std::span<const double> latencies = lab.c.known_latencies();
  const double budget = statistics::quantile(latencies, 0.1);
  double best_quality = 0, best_accuracy = 0, feasible = 0, feasible_regret = 0,
         accuracy_regret = 0;
  for (size_t i = 0; i < cell_count; ++i) {
    if (latencies[i] > budget) continue;
    best_quality = std::max(best_quality, lab.one.points[i]);
    best_accuracy = std::max(best_accuracy, lab.accuracy[i]);
  }
  for (std::uint64_t seed = 40; seed < 52; ++seed) {
    const SessionReport report =
        run_session({.method = "random", .probes = 6, .budget_quantile = 0.1, .seed = seed}, lab.c,
                    lab.one.quality(), {});
    const auto answer = place_of(report.recommended.architecture);
    if (latencies[answer] <= budget) {
      feasible += 1;
      feasible_regret += best_quality - lab.one.points[answer];
      accuracy_regret += best_accuracy - lab.accuracy[answer];
    } else {
      accuracy_regret += best_accuracy - 10;
    }
  }
  ASSERT_GT(feasible, 0);
  ASSERT_LT(feasible, 12);
  const BenchRow& row = row_of(result, "random", "c", 6, 0.1);
  EXPECT_EQ(row.budget_ms, budget);
  EXPECT_NEAR(row.feasible.mean, feasible / 12, 1e-12);
  const double lost = 100 * (12 - feasible);  // no answer: the whole range
  EXPECT_NEAR(row.quality_regret->mean, (feasible_regret + lost) / 12, 1e-9);
  EXPECT_NEAR(row.quality_regret_feasible->mean, feasible_regret / feasible, 1e-9);
  EXPECT_NEAR(row.accuracy_regret->mean, accuracy_regret / 12, 1e-9);
  EXPECT_LT(row.accuracy_regret->low, row.accuracy_regret->mean);
  EXPECT_GT(row.accuracy_regret->high, row.accuracy_regret->mean);
  EXPECT_EQ(row.probes_used, 6);
  for (const double quantile : {0.1, 0.6}) {
    EXPECT_EQ(row_of(result, "oracle", "a", 3, quantile).quality_regret->mean, 0);
  }
}

TEST(Bench, SummaryIsTheMeanOfTheRows) {
  Lab lab;
  const BenchResult result =
      lab.run({.methods = {"local"}, .probes = {5}, .budget_quantiles = {0.3, 0.7}, .seeds = 6});
  double accuracy_regret = 0, feasible = 0;
  for (const BenchRow& row : result.rows) {
    accuracy_regret += row.accuracy_regret->mean / 6;
    feasible += row.feasible.mean / 6;
  }
  ASSERT_EQ(result.summary.size(), 1u);
  EXPECT_NEAR(result.summary[0].accuracy_regret->mean, accuracy_regret, 1e-9);
  EXPECT_NEAR(result.summary[0].feasible.mean, feasible, 1e-12);
  EXPECT_EQ(result.summary[0].devices, 3);
}

TEST(Bench, IsTheSameInAnyOrderOfWork) {
  Lab lab;
  const BenchRequest request{
      .methods = {"evolution", "fixed"}, .probes = {4}, .budget_quantiles = {0.25}, .seeds = 5};
  const auto backwards = [](int count, const std::function<void(int)>& body) {
    for (int i = count - 1; i >= 0; --i) body(i);
  };
  const BenchResult other =
      run_bench(request, lab.devices, lab.one.quality(), lab.accuracy, {}, backwards);
  const auto text = [&](const BenchResult& result) {
    return to_json(request, result, *nas_bench_201(), lab.one.quality()).dump();
  };
  EXPECT_EQ(text(lab.run(request)), text(other));
}

TEST(Bench, CountsDistinctAnswers) {
  Lab lab;
  const BenchResult result = lab.run(
      {.methods = {"fixed", "oracle"}, .probes = {1}, .budget_quantiles = {0.2}, .seeds = 1});
  EXPECT_EQ(result.summary[0].distinct_recommended, 1) << "one probe, the same for every device";
  EXPECT_GT(result.summary[1].distinct_recommended, 1);
}

TEST(Bench, ShufflingHurtsOnlyWhatReadsLatencies) {
  Lab lab;
  lab.devices = {&lab.a, &lab.b};
  BenchRequest request{
      .methods = {"fixed", "one-proxy"}, .probes = {12}, .budget_quantiles = {0.1}, .seeds = 3};
  const World one_again(1);
  NamedDevice near("near", one_again);
  const Ingredients ingredients{.proxy = &near};
  const auto run = [&] {
    return run_bench(request, lab.devices, lab.one.quality(), lab.accuracy, ingredients,
                     serial_for);
  };
  const BenchResult plain = run();
  for (const Shuffle shuffle : {Shuffle::raw, Shuffle::scaled}) {
    request.shuffle = shuffle;
    const BenchResult shuffled = run();
    EXPECT_EQ(shuffled.summary[0].quality_regret->mean, plain.summary[0].quality_regret->mean);
    EXPECT_GT(shuffled.summary[1].quality_regret->mean, plain.summary[1].quality_regret->mean);
  }
}

TEST(Bench, ShufflesAnewForEverySeed) {
  Lab lab;
  NamedDevice still{"still", lab.three};
  lab.devices = {&lab.a, &lab.b, &still};
  BenchRequest request{.methods = {"bayes"}, .probes = {4}, .budget_quantiles = {0.3}, .seeds = 12};
  EXPECT_EQ(lab.run(request).summary[0].accuracy_regret->low,
            lab.run(request).summary[0].accuracy_regret->high);
  request.shuffle = Shuffle::raw;
  const auto regret = *lab.run(request).summary[0].accuracy_regret;
  EXPECT_LT(regret.low, regret.high);
}

TEST(Bench, TheExponentChangesTheAnswers) {
  Lab lab;
  BenchRequest request{
      .methods = {"informed"}, .probes = {3}, .budget_quantiles = {0.5}, .seeds = 1};
  request.exponent = -0.05;
  const BenchResult gentle = lab.run(request);
  request.exponent = -2;
  const BenchResult steep = lab.run(request);
  EXPECT_GE(gentle.summary[0].value_regret->mean, 0);
  EXPECT_NE(gentle.summary[0].value_regret->mean, steep.summary[0].value_regret->mean);
  EXPECT_FALSE(gentle.summary[0].quality_regret.has_value());
}

TEST(Bench, RefusesFiguresThatAreNone) {
  Lab lab;
  BenchRequest request{.methods = {"informed"}, .probes = {3}, .budget_quantiles = {0.5}};
  request.exponent = std::nan("");
  EXPECT_THROW(lab.run(request), Error);
  request.exponent.reset();
  request.chance_accuracy = std::nan("");
  EXPECT_THROW(lab.run(request), Error);
}

TEST(Bench, AProxyIsNotItsOwnTarget) {
  Lab lab;
  const Ingredients ingredients{.proxy = &lab.a};
  const BenchResult result =
      run_bench({.methods = {"one-proxy"}, .probes = {2}, .budget_quantiles = {0.5}, .seeds = 1},
                lab.devices, lab.one.quality(), {}, ingredients, serial_for);
  EXPECT_EQ(result.summary[0].devices, 2);
  const NamedDevice same_table("another name", lab.one);
  const Ingredients renamed{.proxy = &same_table};
  EXPECT_EQ(
      run_bench({.methods = {"one-proxy"}, .probes = {2}, .budget_quantiles = {0.5}, .seeds = 1},
                lab.devices, lab.one.quality(), {}, renamed, serial_for)
          .summary[0]
          .devices,
      2);
  EXPECT_FALSE(result.summary[0].accuracy_regret.has_value());
}

TEST(Bench, HoldsMethodsAgainstOne) {
  Lab lab;
  const BenchResult result = lab.run({.methods = {"random", "informed"},
                                      .probes = {4},
                                      .budget_quantiles = {0.5},
                                      .seeds = 8,
                                      .against = "informed"});
  const BenchSummary& random = result.summary[0];
  EXPECT_NEAR(random.regret_difference->mean,
              random.quality_regret->mean - result.summary[1].quality_regret->mean, 1e-9);
  EXPECT_GT(random.regret_difference->low, 0);
  EXPECT_EQ(result.summary[1].regret_difference->high, 0);
}

TEST(Bench, CountsAFamilyOfDevicesAsOne) {
  Lab lab;
  const auto over_families = [&](std::vector<std::string> families) {
    return *lab.run({.methods = {"random"},
                     .probes = {4},
                     .budget_quantiles = {0.5},
                     .seeds = 8,
                     .families = std::move(families)})
                .summary[0]
                .regret_over_families;
  };
  // Of one family there is nothing to resample; where none shares a name, all devices differ.
  const statistics::Interval together = over_families({""});
  EXPECT_NEAR(together.low, together.mean, 1e-9);
  EXPECT_NEAR(together.high, together.mean, 1e-9);
  const statistics::Interval apart = over_families({"no such name"});
  EXPECT_NEAR(apart.mean, together.mean, 1e-9);
  EXPECT_LT(apart.low, apart.high);
}

TEST(Bench, ShowsWhatWasAnsweredAndWhatAdaptingIsWorth) {
  Lab lab;
  const BenchResult result = lab.run(
      {.methods = {"fixed", "oracle"}, .probes = {1}, .budget_quantiles = {0.2, 0.6}, .seeds = 2});
  const BenchSummary& fixed = result.summary[0];
  const BenchSummary& oracle = result.summary[1];
  ASSERT_EQ(fixed.answers.size(), 1u);  // one probe: always the list's first
  EXPECT_EQ(fixed.answers[0].share, 1);
  EXPECT_GT(oracle.answers.size(), 1u);
  double sum = 0;
  for (const AnswerShare& answer : oracle.answers) sum += answer.share;
  EXPECT_NEAR(sum, 1, 1e-12);
  EXPECT_EQ(fixed.margin_over_fixed->mean, 0);
  EXPECT_NEAR(oracle.margin_over_fixed->mean,
              oracle.quality_regret->mean - fixed.quality_regret->mean, 1e-9);
  EXPECT_FALSE(
      lab.run({.methods = {"oracle"}, .probes = {1}, .budget_quantiles = {0.2}, .seeds = 1})
          .summary[0]
          .margin_over_fixed.has_value());
}

TEST(Bench, RefusesNonsense) {
  Lab lab;
  EXPECT_THROW(lab.run({.methods = {}}), Error);
  EXPECT_THROW(lab.run({.methods = {"magic"}}), Error);
  EXPECT_THROW(lab.run({.methods = {"random"}, .probes = {0}}), Error);
  EXPECT_THROW(lab.run({.methods = {"random"}, .seeds = 0}), Error);
  EXPECT_THROW(lab.run({.methods = {"random"}, .budget_quantiles = {1.5}}), Error);
  EXPECT_THROW(lab.run({.methods = {"controller"}}), Error);
  EXPECT_THROW(lab.run({.methods = {"random"}, .against = "fixed"}), Error);
}

TEST(GreedyList, TakesTheBestThenHedges) {
  std::vector<double> quality(cell_count, 1);
  quality[10] = 90;
  quality[20] = 60;
  quality[30] = 50;
  // 10 fits one setting in four, 20 three in four but not where 10 does, 30 all.
  std::vector<Setting> settings(4,
                                {.latencies = std::vector<double>(cell_count, 9), .budget_ms = 5});
  settings[0].latencies[10] = 1;
  for (size_t s = 1; s < 4; ++s) settings[s].latencies[20] = 1;
  for (Setting& setting : settings) setting.latencies[30] = 1;
  const std::vector<size_t> list = greedy_list(quality, -100, settings, 3);
  // With nothing chosen a setting counts -100: 30 gains 150, 20 gains 120, 10 gains 47.5 on
  // average; then 10 gains 10 and 20 gains 7.5.
  EXPECT_EQ(list, (std::vector<size_t>{30, 10, 20}));
}

TEST(LinearFit, RecoversALinearDevice) {
  const World world(5);
  const LinearFit fit = fit_linear(world.latencies);
  EXPECT_LT(fit.spread_ms, 1e-3);
  for (size_t i = 0; i < cell_count; i += 501) {
    EXPECT_NEAR(fit.expected_ms[i], world.latencies[i], 1e-2);
  }
  EXPECT_THROW(
      fit_linear(std::vector<double>(cell_count, std::numeric_limits<double>::quiet_NaN())), Error);
}

}  // namespace
}  // namespace tenprobes::evaluation
