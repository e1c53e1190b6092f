// That a belief notices where its predictions are worse than they claim, and widens them.
#include <gtest/gtest.h>

#include <cmath>

#include "core/belief/cells/cell_belief.h"
#include "core/belief/cells/synthetic_prior.h"
#include "core/devices/distribution.h"
#include "core/objective/history.h"
#include "tests/devices/one_cell.h"

namespace tenprobes::belief {
namespace {

History random_probes(const devices::LatencyModel& model, int count, Random& random) {
  History history;
  for (int i = 0; i < count; ++i) {
    const Cell cell = cell_at(random.below(cell_count));
    history.push_back({cell, devices::measure(model, cell, random)});
  }
  return history;
}

// Devices of runtimes that the prior does not hold.
TEST(Misfit, WidensIntervalsOnUnknownRuntimes) {
  LatencyPrior known;
  for (const PriorComponent& component : synthetic_mixture()) {
    if (component.regime == Regime::eager || component.regime == Regime::parallel) {
      known.push_back(component);
    }
  }
  Random random(5);
  CellBelief belief(known);
  double inside = 0, inside_unwidened = 0, total = 0;
  while (total < 60 * 100) {
    const devices::LatencyModel model = devices::draw_device(random);
    if (model.execution == devices::Execution::eager || model.overlap > 0) continue;
    fit(belief, random_probes(model, 20, random));
    EXPECT_GE(belief.misfit(), 1);
    for (int i = 0; i < 100; ++i) {
      const Cell cell = cell_at(random.below(cell_count));
      const Prediction prediction = belief.predict(cell);
      const double off = std::abs(devices::measure(model, cell, random) - prediction.mean) /
                         prediction.standard_deviation;
      inside += off <= 1.645;
      inside_unwidened += off * std::sqrt(belief.misfit()) <= 1.645;
      total += 1;
    }
  }
  EXPECT_GT(inside / total, inside_unwidened / total + 0.02);
}

TEST(Misfit, IsOneWhereAllGoesAsExpectedAndIsForgottenAtTheStart) {
  PriorComponent component;
  component.mean = {3, 0.1, 0.2, 1, 4, 0.8};
  component.covariance[0] = 1;
  component.noise = 0.05;
  component.budget_log_deviation = 0;
  CellBelief belief({component});
  belief.start(1.0);
  const Hypothesis truth{.noise = component.noise, .costs = component.mean};
  const auto latency_of = [&](int index) {
    return truth.latency_of_group(
        regime_groups(Regime::eager).group_of[static_cast<size_t>(index)]);
  };
  for (const int index : {0, 17, 400, 3000}) belief.update(cell_at(index), latency_of(index));
  EXPECT_EQ(belief.misfit(), 1);
  for (const int index : {5, 600}) belief.update(cell_at(index), 3 * latency_of(index));
  EXPECT_GT(belief.misfit(), 2);
  belief.start(1.0);
  EXPECT_EQ(belief.misfit(), 1);
}

}  // namespace
}  // namespace tenprobes::belief
