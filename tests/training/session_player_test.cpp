#include "core/training/session_player.h"

#include <gtest/gtest.h>

#include <algorithm>

#include "core/devices/synthetic.h"
#include "core/search/adaptation.h"
#include "tests/training/simple_tasks.h"

namespace tenprobes::training {
namespace {

TEST(SessionPlayer, KnowsTheBestWithinTheBudget) {
  const TrainingSpace example = example_training_space();
  const SearchSpace& space = *example.space;
  const auto player = play_space(example);
  for (std::uint64_t seed = 1; seed <= 5; ++seed) {
    Random random(seed), again(seed);
    player->draw_device(random);
    const auto device = devices::draw_synthetic(space, "the same", again);
    player->begin(0.3, 6, random);
    const double budget_ms = search::budget_at_quantile(*device, 0.3);
    const QualityFacts& facts = example.quality->facts();
    double best = 0;
    for (int i = 0; i < space.size(); ++i) {
      const Architecture each = space.at(i);
      if (*device->expected_latency(each) > budget_ms) continue;
      const double share = (example.quality->of(each) - facts.least) / (facts.best - facts.least);
      best = std::max(best, 100 * share);
    }
    EXPECT_DOUBLE_EQ(player->reachable(), best) << seed;
  }
}

TEST(SessionPlayer, AnswersWithinItsProbesAndNeverAboveWhatIsReachable) {
  std::vector<double> quality = simple_quality();
  for (double& each : quality) each = std::min(each, 100.0);
  const auto pool =
      std::make_shared<const controller::CandidatePool>(quality, std::span<const std::uint8_t>());
  std::unique_ptr<SessionPlayer> players[] = {play_cells(pool, quality, draw_simple_device),
                                              play_space(example_training_space())};
  for (const auto& player : players) {
    int answered = 0;
    for (std::uint64_t seed = 1; seed <= 20; ++seed) {
      Random random(seed);
      player->draw_device(random);
      player->begin(0.4, 8, random);
      EXPECT_FALSE(player->answer()) << "nothing was probed";
      int probes = 0;
      for (; player->observe(random); ++probes) {
        ASSERT_GT(player->shortlist().count, 0);
        player->probe(random.below(player->shortlist().count), random);
      }
      EXPECT_LE(probes, 8);
      if (!player->answer()) continue;
      ++answered;
      EXPECT_LE(*player->answer(), player->reachable());
    }
    EXPECT_GE(answered, 15);
  }
}

}  // namespace
}  // namespace tenprobes::training
