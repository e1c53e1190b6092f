#include "core/controller/space_view.h"

#include <gtest/gtest.h>

#include "core/prediction/believed_best.h"
#include "tests/prediction/noisy_probes.h"

namespace tenprobes::controller {
namespace {

TEST(SpaceView, BettersWhatIsBelievedToFitAndNotALuckyReading) {
  int lucky = 0, between = 0;
  on_noisy_devices(0.1, [&](const auto&, const Objective& objective, const History& history,
                            belief::Belief& belief) {
    const auto believed = prediction::believed_best(belief, history, objective);
    if (!believed) return;
    const double to_better = objective.value(*believed);
    const double luckiest = objective.value(*best_feasible(history, objective));
    SpaceView view;
    Random random(1);
    if (!view.observe(history, objective, 3, belief, random)) return;
    lucky += luckiest > to_better;
    for (int i = 0; i < view.shortlist().count; ++i) {
      const double quality = objective.quality_of(view.architecture(i));
      EXPECT_GT(quality, to_better);
      between += quality <= luckiest;
    }
  });
  EXPECT_GT(lucky, 3) << "of 30 devices";
  EXPECT_GT(between, lucky);
}

}  // namespace
}  // namespace tenprobes::controller
