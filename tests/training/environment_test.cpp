#include "core/training/environment.h"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>
#include <set>

#include "core/base/error.h"
#include "tests/allocations.h"
#include "tests/training/simple_tasks.h"

namespace tenprobes::training {
namespace {

int random_action(const Environment& environment, Random& random) {
  const nn::OpenChoices open = environment.view().open();
  int action = 0;
  do {
    action = random.below(controller::EditView::actions);
  } while ((open >> action & 1) == 0);
  return action;
}

TEST(Environment, RewardsAddUpToTheFinalValue) {
  const std::vector<double> quality = simple_quality();
  Environment environment(quality, {}, draw_simple_device);
  environment.restart(Random(3));
  Random random(4);
  int feasible = 0, sessions = 0;
  std::set<int> lengths;
  while (sessions < 2000) {
    double sum = environment.view().best_value() / 100;  // of a start probe
    int length = 0;
    for (bool done = false; !done;) {
      ++length;
      const Transition transition = environment.step(random_action(environment, random));
      EXPECT_GE(transition.reward, 0);
      sum += static_cast<double>(transition.reward);
      done = transition.done;
      if (done) {
        EXPECT_NEAR(sum, transition.final_value, 1e-5);
        EXPECT_EQ(transition.feasible, transition.final_value > 0);
        feasible += transition.feasible;
      }
    }
    ++sessions;
    lengths.insert(length);
  }
  EXPECT_GT(feasible, 1000);
  EXPECT_LT(feasible, 2000);
  EXPECT_EQ(lengths.size(), 18u);
}

TEST(Environment, SameSeedGivesTheSameSessionsAndAnotherSeedOthers) {
  const std::vector<double> quality = simple_quality();
  const auto budgets = [&](std::uint64_t seed) {
    Environment environment(quality, {}, draw_simple_device);
    environment.restart(Random(seed));
    Random random(9);
    std::vector<double> seen;
    for (int i = 0; i < 500; ++i) {
      seen.push_back(environment.budget_ms());
      seen.push_back(
          static_cast<double>(environment.step(random_action(environment, random)).reward));
    }
    return seen;
  };
  EXPECT_EQ(budgets(1), budgets(1));
  EXPECT_NE(budgets(1), budgets(2));
}

TEST(Environment, StepAllocatesNothing) {
  const std::vector<double> quality = simple_quality();
  Environment environment(quality, {}, draw_simple_device);
  environment.restart(Random(3));
  Random random(4);
  std::vector<std::uint16_t> indices(static_cast<std::size_t>(environment.view().shape().active));
  std::vector<float> numbers(static_cast<std::size_t>(environment.view().shape().numbers));
  const long before = allocation_count();
  for (int i = 0; i < 20000; ++i) {
    environment.view().observe(indices, numbers);
    environment.step(random_action(environment, random));
  }
  EXPECT_EQ(allocation_count(), before);
}

TEST(TaskDevice, QuantilesAreThoseOfTheLatencies) {
  TaskDevice device(quantile_sample(2000));
  Random random(5);
  device.draw(draw_simple_device, random);
  for (const double q : {0.05, 0.25, 0.6}) {
    const double bound = device.quantile(q);
    int below = 0;
    for (int index = 0; index < cell_count; ++index) {
      below += device.device().expected(cell_at(index)) <= bound;
    }
    EXPECT_NEAR(below / 15625.0, q, 0.05);
  }
}

TEST(Environment, DrawsADeviceForSoManySessionsAndBudgetsFromTheRange) {
  const std::vector<double> quality = simple_quality();
  TaskSettings tasks{.lowest_quantile = 0.3,
                     .highest_quantile = 0.3,
                     .fewest_probes = 2,
                     .most_probes = 2,
                     .episodes_per_device = 5};
  Environment environment(quality, tasks, draw_simple_device);
  environment.restart(Random(3));
  Random random(4);
  std::set<double> bases, budgets;
  for (int step = 0; step < 5 * 10; ++step) {  // sessions of a start and one action
    bases.insert(environment.device().priced.model().base_ms);
    budgets.insert(environment.budget_ms());
    environment.step(random_action(environment, random));
  }
  EXPECT_EQ(bases.size(), 10u);
  EXPECT_EQ(budgets.size(), 10u);  // one quantile, so one budget a device
}

TEST(Environment, PlaysOnTablesAndForTheScalarisedValue) {
  const std::vector<double> quality = simple_quality();
  Random table_random(8);
  std::vector<std::vector<double>> tables(2, std::vector<double>(cell_count));
  for (auto& table : tables) {
    for (double& latency : table) latency = table_random.log_uniform(1, 100);
  }
  constexpr double exponent = -0.3;
  Environment environment(quality, {.episodes_per_device = 1, .exponent = exponent},
                          draw_from(tables));
  environment.restart(Random(3));
  Random random(4);
  std::set<const void*> drawn;
  for (int session = 0; session < 50; ++session) {
    const std::vector<double> table = *environment.device().latency_ms;
    drawn.insert(environment.device().latency_ms.get());
    EXPECT_TRUE(table == tables[0] || table == tables[1]);
    const double reference = environment.budget_ms();
    double best = environment.view().best_value();  // of the start probe
    for (bool done = false; !done;) {
      const int action = random_action(environment, random);
      const auto index =
          static_cast<std::size_t>(index_of(environment.view().architecture_of(action)));
      best = std::max(best, quality[index] * std::pow(table[index] / reference, exponent));
      const Transition transition = environment.step(action);
      done = transition.done;
      if (done) {
        EXPECT_NEAR(100 * static_cast<double>(transition.final_value), best, 1e-3);
      }
    }
  }
  EXPECT_EQ(drawn.size(), 2u);
}

TEST(DrawFrom, RefusesWhatIsNoWholeTable) {
  const auto complaint = [](std::vector<std::vector<double>> tables) -> std::string {
    try {
      draw_from(std::move(tables));
    } catch (const Error& error) {
      return error.what();
    }
    return "none";
  };
  std::vector<double> partial(cell_count, 1);
  partial[7] = std::numeric_limits<double>::quiet_NaN();
  EXPECT_NE(complaint({}).find("at least one"), std::string::npos);
  EXPECT_NE(complaint({std::vector<double>(10, 1)}).find("15625"), std::string::npos);
  EXPECT_NE(complaint({partial}).find("15625"), std::string::npos);
}

}  // namespace
}  // namespace tenprobes::training
