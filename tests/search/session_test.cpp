#include "core/search/session.h"

#include <gtest/gtest.h>

#include <limits>

#include "core/base/error.h"
#include "tests/search/world.h"

namespace tenprobes::search {
namespace {

/// Proposes the architectures 0, 1, 2, ...
class InOrder : public SearchStrategy {
 public:
  Architecture propose(const History& history, const Objective&, int probes_left,
                       Random&) override {
    last_probes_left = probes_left;
    return cell_at(static_cast<int>(history.size()));
  }
  int last_probes_left = 0;
};

TEST(ProbeSession, AsksUntilTheProbesAreSpent) {
  const World world;
  InOrder strategy;
  ProbeSession session(strategy, world.objective(0.5), 3, Random(1));
  for (int probe = 0; probe < 3; ++probe) {
    EXPECT_FALSE(session.finished());
    const Architecture asked = session.ask();
    EXPECT_EQ(strategy.last_probes_left, 3 - probe);
    EXPECT_EQ(session.ask(), asked) << "asking twice names the same architecture";
    session.tell(1.0 + probe);
  }
  EXPECT_TRUE(session.finished());
  EXPECT_THROW(session.ask(), Error);
  EXPECT_THROW(session.tell(cell_at(7), 1.0), Error);
  ASSERT_EQ(session.history().size(), 3u);
  EXPECT_EQ(session.history()[2].latency_ms, 3.0);
}

TEST(ProbeSession, RefusesLatenciesThatAreNone) {
  const World world;
  InOrder strategy;
  ProbeSession session(strategy, world.objective(0.5), 3, Random(1));
  EXPECT_THROW(session.tell(1.0), Error) << "nothing was asked";
  const Architecture asked = session.ask();
  for (const double latency : {0.0, -1.0, std::numeric_limits<double>::quiet_NaN(),
                               std::numeric_limits<double>::infinity()}) {
    EXPECT_THROW(session.tell(latency), Error);
  }
  EXPECT_TRUE(session.history().empty());
  EXPECT_EQ(session.ask(), asked);
}

TEST(ProbeSession, RecommendsTheBestFeasibleProbe) {
  World world;
  world.points.assign(cell_count, 0);
  world.points[0] = 10;
  world.points[1] = 90;
  world.points[2] = 50;
  world.judge_by_points();
  Objective objective = world.objective(0.5);
  objective.budget_ms = 5;
  InOrder strategy;
  ProbeSession session(strategy, objective, 3, Random(1));
  EXPECT_THROW(session.recommend(), Error);
  session.ask();
  session.tell(7.0);
  EXPECT_EQ(session.recommend().architecture, Architecture(cell_at(0)));
  EXPECT_FALSE(session.recommend().feasible);
  session.ask();
  session.tell(6.0);
  EXPECT_EQ(session.recommend().architecture, Architecture(cell_at(1)))
      << "the fastest of none feasible";
  session.ask();
  session.tell(5.0);
  const Recommendation recommendation = session.recommend();
  EXPECT_EQ(recommendation.architecture, Architecture(cell_at(2)));
  EXPECT_TRUE(recommendation.feasible);
  EXPECT_EQ(recommendation.latency_ms, 5.0);
}

TEST(ProbeSession, NamesTheBetterProbeThatIsTakenForLuck) {
  class Cautious : public InOrder {
    std::optional<Architecture> recommend(const History&, const Objective&) const override {
      return cell_at(1);
    }
  };
  World world;
  world.points.assign(cell_count, 0);
  for (const auto& [cell, points] : {std::pair(1, 40.0), {2, 60.0}, {3, 90.0}, {4, 95.0}}) {
    world.points[static_cast<std::size_t>(cell)] = points;
  }
  world.judge_by_points();
  Objective objective = world.objective(0.5);
  objective.budget_ms = 5;
  Cautious strategy;
  ProbeSession session(strategy, objective, 5, Random(1));
  const auto passed_over = [&](double latency_ms) {
    session.ask();
    session.tell(latency_ms);
    return session.recommend().passed_over;
  };
  EXPECT_EQ(passed_over(7), std::nullopt) << "the recommended network was not measured yet";
  EXPECT_EQ(passed_over(3), std::nullopt) << "it is the best";
  EXPECT_EQ(passed_over(4.5), 3);
  EXPECT_EQ(passed_over(4.9), 4);
  EXPECT_EQ(passed_over(5.1), 4) << "the fifth is beyond the budget";
}

TEST(ProbeSession, TakesThePersonsProbe) {
  const World world;
  InOrder strategy;
  ProbeSession session(strategy, world.objective(0.5), 2, Random(1));
  session.ask();
  session.tell(cell_at(100), 2.0);
  EXPECT_EQ(session.history()[0].architecture, Architecture(cell_at(100)));
  EXPECT_EQ(session.ask(), Architecture(cell_at(1)));
}

TEST(ProbeSession, RefusesNoProbesAndShortQuality) {
  const World world;
  InOrder strategy;
  EXPECT_THROW(ProbeSession(strategy, world.objective(0.5), 0, Random(1)), Error);
  const std::vector<double> few(7);
  EXPECT_THROW(
      ProbeSession(strategy, {.space = nas_bench_201().get(), .quality = few, .budget_ms = 1}, 3,
                   Random(1)),
      Error);
}

}  // namespace
}  // namespace tenprobes::search
