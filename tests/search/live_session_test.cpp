#include "core/search/live_session.h"

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>
#include <set>

#include "core/base/error.h"
#include "core/devices/distribution.h"
#include "core/devices/synthetic_device.h"
#include "core/prediction/few_shot_twin.h"
#include "core/statistics/summary.h"
#include "tests/devices/one_cell.h"
#include "tests/search/world.h"

namespace tenprobes::search {
namespace {

/// Answers probes, with a spread, and knows nothing beforehand; counts how often each was probed.
class SilentDevice : public devices::Device {
 public:
  explicit SilentDevice(const World& world) : world_(world) {}
  std::string name() const override { return "silent"; }
  std::string kind() const override { return "external"; }
  const SearchSpace& space() const override { return *nas_bench_201(); }
  double probe(const Architecture& architecture, Random&) override {
    asked.push_back(architecture);
    return world_.latency(architecture);
  }
  std::optional<devices::Spread> spread() const override {
    const double ms = world_.latency(asked.back());
    return devices::Spread{0.9 * ms, 1.1 * ms, 20};
  }

  std::vector<Architecture> asked;

 private:
  const World& world_;
};

void run(LiveSession& session, SilentDevice& device, int probes = 1000) {
  Random unused(1);
  for (int i = 0; i < probes && !session.finished(); ++i) {
    const double ms = device.probe(session.ask(), unused);
    session.tell(ms, device.spread());
  }
}

const SessionRequest quantile_request{
    .method = "bayes", .probes = 8, .budget_quantile = 0.25, .seed = 7};

TEST(LiveSession, EstimatesTheBudgetByExtraCountedProbes) {
  const World world(2);
  SilentDevice device(world);
  LiveSession session(quantile_request, device, world.quality(), {});
  EXPECT_TRUE(session.estimating_budget());
  EXPECT_EQ(session.probes_left(), 14);
  run(session, device);
  const SessionReport report = session.report();
  EXPECT_EQ(device.asked.size(), 14u);
  EXPECT_EQ(report.budget_probes.size(), 6u);
  EXPECT_EQ(report.probes.size(), 8u);
  EXPECT_EQ(report.probes_left, 0);
  EXPECT_EQ(report.budget_quantile, 0.25);
  EXPECT_TRUE(report.recommended.feasible);
  EXPECT_EQ(report.probes[3].spread->repeats, 20);
  const double share =
      static_cast<double>(std::count_if(world.latencies.begin(), world.latencies.end(),
                                        [&](double ms) { return ms <= *report.budget_ms; })) /
      cell_count;
  EXPECT_NEAR(share, 0.25, 0.08);
}

TEST(LiveSession, EstimatedBudgetsLetTheWantedShareThrough) {
  Random random(11);
  double error = 0;
  constexpr int devices_drawn = 60;
  const World world(2);
  for (int i = 0; i < devices_drawn; ++i) {
    devices::LatencyModel model = devices::draw_device(random);
    const std::vector<double> latencies = devices::expected_latencies(model);
    History history;
    for (const Architecture& each : budget_architectures(*nas_bench_201())) {
      history.push_back({each, devices::measure(model, cell_of(each), random)});
    }
    const double budget =
        statistics::quantile(prediction::estimate_latencies(*nas_bench_201(), history), 0.25);
    const auto within =
        std::count_if(latencies.begin(), latencies.end(), [&](double ms) { return ms <= budget; });
    error += std::abs(static_cast<double>(within) / cell_count - 0.25) / devices_drawn;
  }
  EXPECT_LT(error, 0.08);
  RecordProperty("mean_error_of_the_share", std::to_string(error));
}

TEST(LiveSession, ResumesFromItsTraceAfterAnyProbeWithoutRepeatingOne) {
  const World world(2);
  for (const bool by_quantile : {true, false}) {
    SessionRequest request = quantile_request;
    request.method = "local";  // draws from the seed
    if (!by_quantile) {
      request.budget_quantile.reset();
      request.budget_ms = statistics::quantile(world.latencies, 0.25);
    }
    SilentDevice device(world);
    LiveSession whole(request, device, world.quality(), {});
    run(whole, device);
    const std::string expected = serialise(whole.report());
    const int all = static_cast<int>(device.asked.size());
    for (int cut = 0; cut < all; ++cut) {
      SilentDevice again(world);
      LiveSession first(request, again, world.quality(), {});
      run(first, again, cut);
      const std::string trace = serialise(first.report());
      LiveSession second(parse_session(trace, "trace", find_space), again, world.quality(), {});
      EXPECT_EQ(second.probes_made(), cut);
      EXPECT_EQ(serialise(second.report()), trace);
      run(second, again);
      EXPECT_EQ(again.asked, device.asked) << "cut after " << cut;
      EXPECT_EQ(serialise(second.report()), expected) << "cut after " << cut;
    }
  }
}

TEST(LiveSession, ReplaysAndParsesToTheSameBytes) {
  const World world(2);
  SilentDevice device(world);
  LiveSession session(quantile_request, device, world.quality(), {});
  run(session, device);
  const std::string text = serialise(session.report());
  const SessionReport saved = parse_session(text, "trace", find_space);
  EXPECT_EQ(serialise(saved), text);
  EXPECT_EQ(serialise(replay_session(saved, world.quality(), {})), text);
}

TEST(LiveSession, RefusesWhatItCannotDo) {
  const World world(2);
  SilentDevice device(world);
  SessionRequest wrong = quantile_request;
  wrong.budget_quantile = 2;
  EXPECT_THROW(LiveSession(wrong, device, world.quality(), {}), Error);
  wrong = quantile_request;
  wrong.method = "oracle";  // nobody knows the latencies
  EXPECT_THROW(LiveSession(wrong, device, world.quality(), {}), Error);
  EXPECT_TRUE(device.asked.empty()) << "refused before anything was measured";

  LiveSession session(quantile_request, device, world.quality(), {});
  EXPECT_THROW(session.tell(std::nan("")), Error);
  EXPECT_THROW(session.tell(-1), Error);
  EXPECT_EQ(session.probes_made(), 0);
  run(session, device, 9);
  SessionReport trace = session.report();
  EXPECT_NO_THROW(LiveSession(trace, device, world.quality(), {}));
  SessionReport other = trace;
  other.device = "another";
  EXPECT_THROW(LiveSession(other, device, world.quality(), {}), Error);
  other = trace;
  other.probes[1].architecture = cell_at(3);
  EXPECT_TRUE(LiveSession(other, device, world.quality(), {}).report().departure) << "and is kept";
  other = trace;
  other.budget_probes[0].architecture = cell_at(3);
  EXPECT_THROW(LiveSession(other, device, world.quality(), {}), Error);
  run(session, device);
  EXPECT_THROW(LiveSession(session.report(), device, world.quality(), {}), Error);
}

}  // namespace
}  // namespace tenprobes::search
