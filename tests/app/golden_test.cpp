// The app's sessions come out as the golden ones, and what people kept of version 0.1 opens.
#include "tests/golden/golden.h"

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "core/base/error.h"
#include "tests/app/shipped.h"

namespace tenprobes::app {
namespace {

using golden::difference;
using golden::read_bytes;
using golden::read_golden;
using nlohmann::json;

std::string old(const std::string& file) {
  return in_source("tests/golden/old/" + file);
}

/// Stands still unless it is told to step.
struct StillApp : App {
  StillApp() : App(shipped()) { restore("v=1&play=0&rivals=none"); }
};

void step_until(App& app, std::size_t probes) {
  while (app.state()["probes"].size() < probes) app.act({{"do", "step"}});
}

TEST(Golden, SessionsAreTheSameInTheApp) {
  App app(shipped());
  for (const char* name :
       {"controller-raspi4", "controller-phone", "edit", "belief", "bayes", "random", "local",
        "local-plain", "evolution", "freerea", "fixed", "informed", "oracle", "budget-ms"}) {
    json golden =
        read_golden(in_source("tests/golden/figures/session-" + std::string(name) + ".json"));
    json request = {{"device", golden["device"]},
                    {"method", golden["method"]},
                    {"seed", golden["seed"]},
                    {"probes", golden["probes"].size()}};
    if (golden["budget_quantile"].is_null()) {
      request["budgetMs"] = golden["budget_ms"];
    } else {
      request["budgetQuantile"] = golden["budget_quantile"];
    }
    EXPECT_EQ(difference(golden, app.adapt(request)), "") << name;
  }
}

TEST(Golden, LinksShowWhatTheyWereMadeOf) {
  for (const json& link : read_golden(old("links.json"))) {
    SCOPED_TRACE(link["name"]);
    App app(shipped());
    app.restore(link["fragment"]);
    const bool fbnet = link["space"] == "fbnet";
    step_until(app, fbnet ? link["probes"].get<std::size_t>() : link["probes"].size());
    const json state = app.state();
    EXPECT_EQ(state["settings"]["space"], link["space"]);
    EXPECT_EQ(state["device"]["name"], link["device"]);
    // A link says what to search with; what its method proposes is what this version knows.
    const std::string method = state["settings"]["method"];
    const bool by_belief = method == "controller" || method == "belief" || method == "bayes";
    if (!fbnet && !by_belief) {
      EXPECT_EQ(difference(link["probes"], state["probes"]), "");
    }
    if (link.contains("cell")) {
      EXPECT_EQ(state["cell"], link["cell"]);
    }
    // FBNet's exact twins have a noise of some 1e-7, and another draw of it is as good.
    EXPECT_EQ(difference(link["person"], state["person"], fbnet ? 1e-5 : 1e-9), "");
    if (fbnet && !state["recommended"].is_null()) {
      EXPECT_LE(state["recommended"]["latency_ms"], state["budget_ms"]);
    }
  }
}

TEST(Golden, SavedSessionsOpenWithTheirProbes) {
  for (const char* file :
       {"page-session.json", "page-session-controller.json", "page-session-sliders.json",
        "page-session-shuffled.json", "page-session-unfinished.json", "page-fbnet-session.json",
        "page-fbnet-session-synthetic.json", "fbnet-session.json",
        "fbnet-session-synthetic.json"}) {
    SCOPED_TRACE(file);
    const json saved = read_golden(old(file));
    StillApp app;
    app.load_file(read_bytes(old(file)), file);
    const json state = app.state();
    EXPECT_EQ(state["device"]["name"], saved["device"]);
    ASSERT_EQ(state["probes"].size(), saved["probes"].size());
    for (std::size_t i = 0; i < saved["probes"].size(); ++i) {
      for (const char* member : {"architecture", "latency_ms"}) {
        // A shuffled session's file has what the method was told, and the page shows the truth.
        if (state["settings"]["shuffle"] == true && member == std::string("latency_ms")) continue;
        EXPECT_EQ(difference(saved["probes"][i][member], state["probes"][i][member]), "") << i;
      }
    }
  }
}

TEST(Golden, DevicesOpen) {
  for (const char* file : {"page-device.json", "page-twin.json", "page-fbnet-device.json",
                           "page-fbnet-device-synthetic.json"}) {
    StillApp app;
    app.load_file(read_bytes(old(file)), file);
    const json state = app.state();
    const bool fbnet = std::string(file).find("fbnet") != std::string::npos;
    EXPECT_EQ(state["settings"]["space"], fbnet ? "fbnet" : "nas-bench-201") << file;
    EXPECT_EQ(state["message"], "") << file;
    step_until(app, 3);
  }
}

TEST(Golden, WeightsOpenOrSayWhyNot) {
  for (const char* kind : {"acquisition", "edit", "whole-cell"}) {
    const std::string file = "weights-" + std::string(kind) + ".safetensors";
    StillApp app;
    try {
      app.load_file(read_bytes(old(file)), file);
    } catch (const Error& error) {
      EXPECT_EQ(std::string(kind), "whole-cell") << error.what();
      EXPECT_NE(std::string(error.what()).find("whole-cell"), std::string::npos) << error.what();
    }
    step_until(app, 2);
  }
}

TEST(Golden, ALessonOpens) {
  StillApp app;
  app.load_file(read_bytes(old("lesson.json")), "lesson.json");
  app.act({{"do", "lesson"}, {"name", "lesson"}});
  EXPECT_EQ(app.state()["lesson"]["title"], "My own lesson");
}

}  // namespace
}  // namespace tenprobes::app
