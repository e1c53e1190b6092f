#include "core/prediction/believed_best.h"

#include <gtest/gtest.h>

#include "core/belief/beliefs.h"
#include "core/devices/layered/layered_device.h"
#include "core/search_space/layered/layered_file.h"
#include "tests/search_space/layered/example.h"

namespace tenprobes::prediction {
namespace {

/// Twenty probes of each of thirty synthetic devices.
template <class Judge>
void on_devices(double noise, Judge&& judge) {
  const auto space = parse_layered_space(layered_example(), "example.json");
  const auto belief = belief::make_belief(*space);
  for (std::uint64_t seed = 1; seed <= 30; ++seed) {
    Random random(seed);
    const auto drawn = devices::draw_layered_synthetic(*space, "drawn", random);
    const auto& costs = static_cast<const devices::LayeredDevice&>(*drawn).costs();
    devices::LayeredDevice device("device", *space, {costs.begin(), costs.end()}, noise,
                                  "synthetic");
    History history;
    double mean = 0;
    for (int i = 0; i < 20; ++i) {
      const Architecture network = space->random(random);
      history.push_back({network, device.probe(network, random)});
      mean += *device.expected_latency(network) / 20;
    }
    const Objective objective = objective_for(*space, *space->quality(), mean);
    belief::fit(*belief, history, objective.budget_ms);
    judge(device, objective, history, *belief);
  }
}

TEST(BelievedBest, IsTheBestOfExactReadings) {
  on_devices(0, [](const auto&, const Objective& objective, const History& history,
                   belief::Belief& belief) {
    const auto believed = believed_best(belief, history, objective);
    ASSERT_TRUE(believed);
    EXPECT_EQ(believed->architecture, best_feasible(history, objective)->architecture);
  });
}

TEST(BelievedBest, DoesNotFallForLuckyReadings) {
  int fits = 0, lucky_fits = 0;
  on_devices(0.1, [&](const devices::LayeredDevice& device, const Objective& objective,
                      const History& history, belief::Belief& belief) {
    const auto truly_fits = [&](const std::optional<Probe>& probe) {
      return probe && *device.expected_latency(probe->architecture) <= objective.budget_ms;
    };
    fits += truly_fits(believed_best(belief, history, objective));
    lucky_fits += truly_fits(best_feasible(history, objective));
  });
  EXPECT_GT(fits, lucky_fits + 3) << "of 30 devices";
}

TEST(BelievedBest, HasNoneWhereNothingWasMeasuredWithinTheBudget) {
  on_devices(0.01,
             [](const auto&, Objective objective, const History& history, belief::Belief& belief) {
               objective.budget_ms /= 1000;
               EXPECT_FALSE(believed_best(belief, history, objective));
             });
}

}  // namespace
}  // namespace tenprobes::prediction
