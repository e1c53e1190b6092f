// This browser as the device, with a worker that is played here.
#include "web/app/this_browser.h"

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "core/base/error.h"
#include "core/devices/latency_model.h"
#include "core/search/live_session.h"
#include "tests/app/shipped.h"
#include "tests/devices/one_cell.h"
#include "tests/golden/golden.h"
#include "tests/search_space/layered/example.h"
#include "web/app/workbench.h"

namespace tenprobes::app {
namespace {

/// What the worker tells of a request, on a machine that the default model describes.
std::string answer(const ThisBrowser::Request& request, double factor = 1) {
  const SearchSpace& space = *request.space;
  const double ms =
      factor * (space.form() == Form::cells
                    ? devices::expected_latency({}, cell_of(request.architecture))
                    : 1 + 0.2 * space.feature(request.architecture, *space.work_feature()));
  return nlohmann::json{{"ticket", request.ticket},
                        {"latency_ms", ms},
                        {"lower_quartile_ms", 0.99 * ms},
                        {"upper_quartile_ms", 1.01 * ms},
                        {"repeats", 12},
                        {"runs_per_repeat", 3},
                        {"tick_us", 100}}
      .dump();
}

/// Plays until the worker has nothing to do.
int play(Workbench& bench) {
  int measured = 0;
  for (int frame = 0; frame < 200; ++frame) {
    bench.advance(1.0 / 60);
    for (const ThisBrowser::Request& request : bench.this_browser().take_requests()) {
      bench.tell_measurement(answer(request));
      ++measured;
    }
  }
  return measured;
}

Workbench measured_workbench() {
  Workbench bench{Resources{}};
  bench.measure_here();
  EXPECT_TRUE(bench.this_browser().calibrating());
  for (const auto& request : bench.this_browser().take_requests()) {
    bench.tell_measurement(answer(request));
  }
  return bench;
}

TEST(ThisBrowser, IsCalibratedAndThenEveryProbeIsMeasured) {
  Workbench bench = measured_workbench();
  EXPECT_TRUE(bench.this_browser().calibrated(bench.space()));
  EXPECT_EQ(bench.settings().device, this_browser_name);
  EXPECT_EQ(bench.device().kind(), "measured");
  EXPECT_EQ(play(bench), 10);
  ASSERT_TRUE(bench.finished());
  for (const Probe& probe : bench.history()) {
    EXPECT_EQ(probe.latency_ms, devices::expected_latency({}, cell_of(probe.architecture)));
  }
  const auto session = nlohmann::json::parse(bench.saved_session());
  EXPECT_EQ(session["device_kind"], "measured");
  EXPECT_EQ(session["budget_probes"].size(), search::budget_architectures(bench.space()).size());
  EXPECT_EQ(session["probes"][0]["spread"]["repeats"], 12);
  EXPECT_EQ(session["recommended"]["feasible"], true);
  EXPECT_NE(bench.this_browser().clock_in_words().find("100"), std::string::npos);

  bench.fit_twin();
  EXPECT_EQ(bench.device().kind(), "twin");
  EXPECT_NO_THROW(bench.saved_device());
}

TEST(ThisBrowser, WaitsForTheWorkerAndRestsMeanwhile) {
  Workbench bench = measured_workbench();
  bench.advance(1);
  EXPECT_FALSE(bench.busy());
  const auto requests = bench.this_browser().take_requests();
  ASSERT_EQ(requests.size(), 1u);
  EXPECT_EQ(bench.candidate(), requests[0].architecture);
  bench.step();
  bench.advance(1);
  EXPECT_TRUE(bench.this_browser().take_requests().empty()) << "one at a time";
  EXPECT_TRUE(bench.history().empty());
  bench.restart();
  bench.tell_measurement(answer(requests[0]));
  EXPECT_TRUE(bench.history().empty()) << "an answer to a session that is over";
}

TEST(ThisBrowser, AUsersProbeIsMeasuredToo) {
  Workbench bench = measured_workbench();
  bench.probe_by_user(cell_at(77));
  EXPECT_TRUE(bench.user_probes().empty());
  const auto requests = bench.this_browser().take_requests();
  ASSERT_EQ(requests.size(), 1u);
  bench.tell_measurement(answer(requests[0], 2));
  ASSERT_EQ(bench.user_probes().size(), 1u);
  EXPECT_EQ(bench.user_probes()[0].latency_ms, 2 * devices::expected_latency({}, cell_at(77)));
}

TEST(ThisBrowser, AnotherSessionDoesNotStopTheCalibrationAndCancellingDoes) {
  Workbench bench{Resources{}};
  const std::string device = bench.settings().device;
  bench.measure_here();
  bench.restart();
  EXPECT_TRUE(bench.this_browser().calibrating());
  const auto requests = bench.this_browser().take_requests();
  bench.tell_measurement(answer(requests[0]));
  EXPECT_EQ(bench.this_browser().collected(), 1u);
  bench.this_browser().cancel();
  EXPECT_FALSE(bench.this_browser().calibrating());
  bench.tell_measurement(answer(requests[1]));
  EXPECT_FALSE(bench.this_browser().calibrated(bench.space()));
  EXPECT_EQ(bench.settings().device, device);
  EXPECT_THROW(bench.restore("v=1&device=this-browser"), Error) << "not measured yet";
}

TEST(ThisBrowser, AFaultIsASentenceAndEndsTheWaiting) {
  Workbench bench{Resources{}};
  bench.measure_here();
  bench.this_browser().take_requests();
  EXPECT_THROW(bench.tell_measurement(R"({"ticket": 1, "error": "the clock stands still"})"),
               Error);
  EXPECT_FALSE(bench.this_browser().calibrating());
}

TEST(ThisBrowser, MeasuresALayeredSpaceOfKnownBlocks) {
  const std::string fbnet = golden::read_bytes(in_source("assets/spaces/fbnet.json"));
  Resources resources;
  resources.spaces["assets/spaces/fbnet.json"] = fbnet;
  Workbench bench(resources);
  Settings wanted = bench.settings();
  wanted.space = "fbnet";
  bench.change(wanted);
  EXPECT_EQ(bench.space_entry().file, fbnet) << "what the worker is told";
  bench.measure_here();
  for (const auto& request : bench.this_browser().take_requests()) {
    bench.tell_measurement(answer(request));
  }
  EXPECT_EQ(bench.settings().space, "fbnet");
  EXPECT_EQ(bench.device().kind(), "measured");
  EXPECT_FALSE(bench.this_browser().calibrated(*bench.library().at("nas-bench-201").space));
  EXPECT_EQ(play(bench), 10);
  ASSERT_TRUE(bench.finished());
  const auto session = nlohmann::json::parse(bench.saved_session());
  EXPECT_EQ(session["space"], "fbnet");
  EXPECT_EQ(session["device_kind"], "measured");
  EXPECT_EQ(session["budget_probes"].size(), search::budget_architectures(bench.space()).size());
  EXPECT_EQ(session["recommended"]["feasible"], true);
  EXPECT_LE(session["recommended"]["latency_ms"], session["budget_ms"]);

  bench.fit_twin();
  EXPECT_EQ(bench.device().kind(), "twin");
  Random random(3);
  const Architecture other = bench.space().random(random);
  EXPECT_NEAR(*bench.device().expected_latency(other),
              1 + 0.2 * bench.space().feature(other, *bench.space().work_feature()),
              0.15 * *bench.device().expected_latency(other));
  EXPECT_NE(bench.saved_device().find("16 measurements"), std::string::npos);
}

TEST(ThisBrowser, ASpaceWhoseBlocksAreNotKnownIsRefusedInASentence) {
  Workbench bench{Resources{}};
  bench.load_space(layered_example(), "example.json");
  try {
    bench.measure_here();
    FAIL();
  } catch (const Error& error) {
    EXPECT_NE(std::string(error.what()).find("'k3' of shape 'late'"), std::string::npos)
        << error.what();
  }
  std::string listed = "name,quality,mmacs\n";
  for (int i = 1; i <= 12; ++i) {
    listed += "net" + std::to_string(i) + "," + std::to_string(i) + "," + std::to_string(i) + "\n";
  }
  bench.load_space(listed, "mine.csv");
  EXPECT_THROW(bench.measure_here(), Error);
  EXPECT_FALSE(bench.this_browser().calibrating());
}

TEST(ThisBrowser, AnotherFileOfTheSameNameEndsTheCalibration) {
  const std::string file = golden::read_bytes(in_source("assets/spaces/nas-bench-macro.json"));
  Workbench bench{Resources{}};
  bench.load_space(file, "macro.json");
  bench.measure_here();
  const auto requests = bench.this_browser().take_requests();
  bench.load_space(file, "macro.json");
  EXPECT_FALSE(bench.this_browser().calibrating());
  EXPECT_NO_THROW(bench.tell_measurement(answer(requests[0])));
  EXPECT_EQ(bench.this_browser().collected(), 0u);
}

}  // namespace
}  // namespace tenprobes::app
