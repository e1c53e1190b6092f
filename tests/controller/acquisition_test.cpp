#include "core/controller/acquisition.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>

#include "core/base/error.h"
#include "core/belief/cells/synthetic_prior.h"
#include "core/devices/distribution.h"
#include "core/prediction/expected_improvement.h"
#include "core/search_space/nas_bench_201/nas_bench_201.h"

namespace tenprobes::controller {
namespace {

/// Convolutions are good, 3x3 ones better, and chance has a say.
std::vector<double> drawn_quality(std::uint64_t seed) {
  Random random(seed);
  std::vector<double> quality(cell_count);
  for (int index = 0; index < cell_count; ++index) {
    const auto counts = operation_counts(cell_at(index));
    quality[static_cast<std::size_t>(index)] =
        counts[1] * 3.0 + counts[2] * 10.0 + counts[3] * 15.0 + random.uniform(0, 10);
  }
  return quality;
}

std::vector<double> latencies_of(std::uint64_t seed) {
  Random random(seed);
  return devices::expected_latencies(devices::draw_device(random));
}

/// The expected improvement of every architecture not yet probed, with every component.
std::vector<double> expected_improvements(belief::CellBelief& belief, const History& history,
                                          const Objective& objective) {
  belief::Forecasts forecasts;
  belief::fit(belief, history, objective.budget_ms);
  belief.forecast_all(objective.budget_ms, forecasts);
  const auto best = best_feasible(history, objective);
  const double to_beat = best ? objective.value(*best) : 0;
  std::vector<double> expected(cell_count);
  for (std::size_t i = 0; i < expected.size(); ++i) {
    const auto feasible = forecasts.feasible[forecasts.place_of(i)];
    expected[i] = std::max(0.0, objective.quality[i] - to_beat) * static_cast<double>(feasible);
  }
  for (const Probe& probe : history) {
    expected[static_cast<std::size_t>(index_of(cell_of(probe.architecture)))] = 0;
  }
  return expected;
}

TEST(Acquisition, StartsAsExpectedImprovement) {
  Random random(1);
  const AcquisitionController fresh(8, random);
  belief::CellBelief belief(belief::fine_synthetic_mixture());
  for (std::uint64_t seed = 1; seed <= 2; ++seed) {
    const std::vector<double> quality = drawn_quality(seed), latencies = latencies_of(seed);
    const Objective objective{
        .space = nas_bench_201().get(), .quality = quality, .budget_ms = latencies[seed * 1000]};
    History history;
    for (int left = 6; left > 0; --left) {
      const std::vector<double> expected = expected_improvements(belief, history, objective);
      const Architecture proposed = fresh.propose(history, objective, left, random);
      const auto index = static_cast<std::size_t>(index_of(cell_of(proposed)));
      // The view's belief forgets sooner, so near ties are settled otherwise.
      EXPECT_GT(expected[index], 0.8 * *std::max_element(expected.begin(), expected.end()));
      history.push_back({proposed, latencies[index]});
    }
  }
}

TEST(Acquisition, StartsAsExpectedImprovementOfTheScalarisedValueToo) {
  Random random(1);
  const AcquisitionController fresh(8, random);
  belief::CellBelief belief(belief::fine_synthetic_mixture());
  belief::Forecasts forecasts;
  const std::vector<double> quality = drawn_quality(1), latencies = latencies_of(1);
  const double reference = latencies[1000];
  const Objective objective{.space = nas_bench_201().get(),
                            .quality = quality,
                            .budget_ms = 0,
                            .scalarisation = Scalarisation{reference, -0.5}};
  History history;
  for (int left = 6; left > 0; --left) {
    belief::fit(belief, history, reference);
    belief.forecast_all(reference, forecasts);
    const auto best = best_feasible(history, objective);
    std::vector<double> expected(cell_count);
    for (int i = 0; i < cell_count; ++i) {
      const std::size_t group = forecasts.place_of(static_cast<std::size_t>(i));
      expected[static_cast<std::size_t>(i)] = prediction::expected_improvement(
          objective, quality[static_cast<std::size_t>(i)],
          {.mean_ms = static_cast<double>(forecasts.mean[group]),
           .spread_ms = std::sqrt(static_cast<double>(forecasts.variance[group]))},
          best ? objective.value(*best) : 0);
    }
    for (const Probe& probe : history) {
      expected[static_cast<std::size_t>(index_of(cell_of(probe.architecture)))] = 0;
    }
    const Architecture proposed = fresh.propose(history, objective, left, random);
    const auto index = static_cast<std::size_t>(index_of(cell_of(proposed)));
    // Once little is left to gain, anything will do.
    EXPECT_GT(expected[index] + 0.01, 0.8 * *std::max_element(expected.begin(), expected.end()));
    history.push_back({proposed, latencies[index]});
  }
}

TEST(Acquisition, UnitsOfTimeDoNotMatter) {
  Random random(2);
  AcquisitionController controller(8, random);
  for (float& weight : controller.scorer().parameters()) {
    weight = static_cast<float>(0.3 * random.normal());
  }
  const std::vector<double> quality = drawn_quality(3), latencies = latencies_of(4);
  History history, slow_history;
  for (int left = 6; left > 0; --left) {
    const double budget = latencies[2000] * 1.01;
    const Architecture next = controller.propose(
        history, {.space = nas_bench_201().get(), .quality = quality, .budget_ms = budget}, left,
        random);
    EXPECT_EQ(next,
              controller.propose(
                  slow_history,
                  {.space = nas_bench_201().get(), .quality = quality, .budget_ms = budget * 1024},
                  left, random));
    const double latency = latencies[static_cast<std::size_t>(index_of(cell_of(next)))] * 1.00001;
    history.push_back({next, latency});
    slow_history.push_back({next, latency * 1024});
  }
}

// More sessions in turn than views are kept, of other budgets, lengths and probes: each proposal is
// that of a view that has seen nothing else.
TEST(Acquisition, ProposalsDoNotDependOnOtherSessions) {
  Random random(5);
  const AcquisitionController controller(8, random);
  const std::vector<double> quality = drawn_quality(3), latencies = latencies_of(3);
  const auto pool = std::make_shared<const CandidatePool>(quality, std::vector<std::uint8_t>{});
  struct Session {
    Objective objective;
    int probes;
    History history;
  };
  std::vector<Session> sessions;
  for (const std::size_t budget : {1000, 1000, 2000, 2000, 3000, 4000}) {
    const int probes = 3 + random.below(2);
    sessions.push_back(
        {{.space = nas_bench_201().get(), .quality = quality, .budget_ms = latencies[budget]},
         probes,
         {}});
  }
  sessions[1].objective.scalarisation = Scalarisation{latencies[7], -0.1};
  for (int turn = 0; turn < 40; ++turn) {
    Session& session = sessions[static_cast<std::size_t>(random.below(6))];
    History& history = session.history;
    if (static_cast<int>(history.size()) == session.probes) history.clear();
    const int left = session.probes - static_cast<int>(history.size());
    const Architecture proposed = controller.propose(history, session.objective, left, random);
    AcquisitionView view(pool);
    view.begin(session.objective, session.probes);
    for (const Probe& probe : history) view.tell(cell_of(probe.architecture), probe.latency_ms);
    ASSERT_TRUE(view.observe());
    ASSERT_EQ(proposed, Architecture(view.architecture(controller.best_choice(view.shortlist()))));
    const auto index = static_cast<std::size_t>(index_of(cell_of(proposed)));
    history.push_back({proposed, latencies[index] * random.uniform(0.95, 1.05)});
  }
}

/// What a session of five probes misses of the best that fits, in units of the quality.
double lost(AcquisitionView& view, const AcquisitionController& controller,
            std::span<const double> quality, std::span<const double> latencies, double budget_ms) {
  double best = 0;
  for (std::size_t i = 0; i < latencies.size(); ++i) {
    if (latencies[i] <= budget_ms) best = std::max(best, quality[i]);
  }
  view.begin({.space = nas_bench_201().get(), .quality = quality, .budget_ms = budget_ms}, 5);
  while (view.probes_left() > 0 && view.observe()) {
    const Cell next = view.architecture(controller.best_choice(view.shortlist()));
    view.tell(next, latencies[static_cast<std::size_t>(index_of(next))]);
  }
  return best - view.best_value();
}

// As training's sessions have it (training/session_player.cpp); too few hypotheses lose much.
TEST(Acquisition, AThinnedBeliefLosesLittle) {
  Random random(9);
  const AcquisitionController fresh(8, random);
  const std::vector<double> quality = drawn_quality(4);
  const auto pool = std::make_shared<const CandidatePool>(quality, std::span<const std::uint8_t>());
  AcquisitionView whole(pool), thinned(pool, belief::narrow_synthetic_mixture(), 256);
  AcquisitionView few(pool, belief::narrow_synthetic_mixture(), 8);
  constexpr int sessions = 300;
  double by_whole = 0, by_thinned = 0, by_few = 0;
  for (std::uint64_t s = 0; s < sessions; ++s) {
    const std::vector<double> latencies = latencies_of(1000 + s);
    std::vector<double> sorted = latencies;
    std::sort(sorted.begin(), sorted.end());
    const double quantile = random.uniform(0.05, 0.6);
    const double budget_ms = sorted[static_cast<std::size_t>(quantile * cell_count)];
    by_whole += lost(whole, fresh, quality, latencies, budget_ms) / sessions;
    by_thinned += lost(thinned, fresh, quality, latencies, budget_ms) / sessions;
    by_few += lost(few, fresh, quality, latencies, budget_ms) / sessions;
  }
  EXPECT_LT(by_whole, 1);
  EXPECT_LT(by_thinned, by_whole + 0.5);
  EXPECT_GT(by_few, by_whole + 1);
}

TEST(Acquisition, WeightsChangeWhatIsProposed) {
  Random random(5);
  const AcquisitionController fresh(8, random);
  AcquisitionController timid(8, random);
  timid.improvement()[0] = -fresh.improvement()[0];
  const std::vector<double> quality = drawn_quality(6);
  const Objective objective{.space = nas_bench_201().get(), .quality = quality, .budget_ms = 3};
  EXPECT_NE(fresh.propose({}, objective, 5, random), timid.propose({}, objective, 5, random));
}

TEST(Acquisition, ProposesSomethingOpenWhereNothingIsBetter) {
  Random random(7);
  const AcquisitionController fresh(8, random);
  const std::vector<double> quality(cell_count, 0.0);
  const Objective objective{.space = nas_bench_201().get(), .quality = quality, .budget_ms = 3};
  const History history = {{fresh.propose({}, objective, 2, random), 1.0}};
  EXPECT_NE(fresh.propose(history, objective, 1, random), history.front().architecture);
}

TEST(Acquisition, TheLastChanceToAnswerGoesToTheLikeliestToFit) {
  Random random(8);
  const AcquisitionController fresh(8, random);
  Shortlist shortlist;
  shortlist.count = 2;
  shortlist.candidates[gain_feature] = 1.2f;  // improves more, and is less likely to fit
  shortlist.candidates[log_probability_feature] = -0.5f;
  shortlist.candidates[candidate_features + gain_feature] = 0.3f;
  shortlist.candidates[candidate_features + log_probability_feature] = -0.05f;
  EXPECT_EQ(fresh.best_choice(shortlist), 0);
  shortlist.session[last_feature] = 1;
  EXPECT_EQ(fresh.best_choice(shortlist), 1);
  shortlist.session[feasible_feature] = 1;
  EXPECT_EQ(fresh.best_choice(shortlist), 0);
}

TEST(CandidatePool, KeepsTheAllowedBestFirst) {
  const std::vector<double> quality = drawn_quality(8);
  std::vector<std::uint8_t> allowed(cell_count, 0);
  for (int index = 0; index < cell_count; index += 7) {
    allowed[static_cast<std::size_t>(index)] = 1;
  }
  const CandidatePool pool(quality, allowed);
  std::size_t members = 0;
  for (std::size_t place = 0; place < static_cast<std::size_t>(pool.order().count()); ++place) {
    double before = pool.best_quality(place);
    if (place > 0) {
      EXPECT_LE(before, pool.best_quality(place - 1));
    }
    for (const std::uint16_t index : pool.members(place)) {
      EXPECT_TRUE(allowed[index]);
      EXPECT_EQ(pool.place_of(index), place);
      EXPECT_LE(quality[index], before);
      before = quality[index];
      ++members;
    }
  }
  EXPECT_EQ(members, (cell_count + 6) / 7);
  allowed.assign(cell_count, 0);
  EXPECT_THROW(CandidatePool(quality, allowed), Error);
}

}  // namespace
}  // namespace tenprobes::controller
