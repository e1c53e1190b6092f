#include "core/belief/cells/group_order.h"

#include <gtest/gtest.h>

#include <cmath>

#include "core/belief/cells/cell_belief.h"
#include "core/belief/cells/synthetic_prior.h"
#include "core/objective/history.h"

namespace tenprobes::belief {
namespace {

std::vector<std::uint16_t> drawn_order(int count, Random& random) {
  std::vector<std::uint16_t> order(static_cast<std::size_t>(joint_groups().count()));
  for (std::size_t i = 0; i < order.size(); ++i) order[i] = static_cast<std::uint16_t>(i);
  random.shuffle(order);
  order.resize(static_cast<std::size_t>(count));
  return order;
}

CellBelief believing() {
  CellBelief belief(synthetic_mixture());
  const History history = {{cell_at(7), 1.5}, {cell_at(4000), 2.25}, {cell_at(9), 0.9}};
  fit(belief, history, 2.0);
  return belief;
}

TEST(GroupOrder, ForecastsTheFirstAsAllAtOnce) {
  Random random(1);
  CellBelief belief = believing();
  Forecasts all, first, chosen;
  belief.forecast_all(2.0, all);
  const std::vector<std::uint16_t> joint = drawn_order(900, random);
  const GroupOrder order(joint);
  belief.forecast(2.0, order, 300, first);
  ASSERT_EQ(first.mean.size(), 300u);
  for (std::size_t place = 0; place < 300; ++place) {
    EXPECT_EQ(first.mean[place], all.mean[joint[place]]);
    EXPECT_EQ(first.variance[place], all.variance[joint[place]]);
    EXPECT_EQ(first.feasible[place], all.feasible[joint[place]]);
    EXPECT_EQ(first.noise[place], all.noise[joint[place]]);
    EXPECT_LT(first.noise[place], first.variance[place]);
  }
  GroupOrder selected;
  const std::vector<std::uint16_t> places = {880, 3, 41, 500};
  for (int twice = 0; twice < 2; ++twice) selected.select(order, places);
  belief.forecast(2.0, selected, 4, chosen);
  for (std::size_t i = 0; i < places.size(); ++i) {
    EXPECT_EQ(chosen.mean[i], all.mean[joint[places[i]]]);
    EXPECT_EQ(chosen.feasible[i], all.feasible[joint[places[i]]]);
  }
}

TEST(Belief, SummaryHasTheSameMoments) {
  CellBelief belief = believing();
  CellBelief summary({});
  belief.summarise(summary);
  EXPECT_LE(summary.component_count(), regime_count);
  Forecasts all, rough;
  belief.forecast_all(2.0, all);
  summary.forecast_all(2.0, rough);
  const auto exact = belief.regime_probabilities(), same = summary.regime_probabilities();
  for (std::size_t r = 0; r < regime_count; ++r) EXPECT_NEAR(exact[r], same[r], 1e-9);
  // But for the parallel regime, where the critical path is another for each hypothesis.
  for (std::size_t g = 0; g < all.mean.size(); ++g) {
    EXPECT_NEAR(rough.mean[g], all.mean[g], 0.05 * static_cast<double>(all.mean[g]) + 0.02);
    EXPECT_NEAR(rough.feasible[g], all.feasible[g], 0.3);
  }
}

TEST(Belief, ThinnedStandsForAll) {
  CellBelief belief = believing(), thinned = believing(), whole = believing();
  whole.thin(belief.component_count());
  EXPECT_EQ(whole.component_count(), belief.component_count());
  thinned.thin(128);
  ASSERT_GT(belief.component_count(), 128);
  EXPECT_LE(thinned.component_count(), 128);
  const auto all = belief.regime_probabilities(), few = thinned.regime_probabilities();
  for (std::size_t r = 0; r < regime_count; ++r) EXPECT_NEAR(few[r], all[r], 0.06) << r;
  for (int index = 0; index < cell_count; index += 500) {
    const Prediction exact = belief.predict(index), rough = thinned.predict(index);
    EXPECT_NEAR(rough.mean, exact.mean, 0.3 * exact.standard_deviation) << index;
    EXPECT_NEAR(rough.standard_deviation / exact.standard_deviation, 1, 0.3) << index;
  }
}

}  // namespace
}  // namespace tenprobes::belief
