// What one sees first: a session that gets better several times, on a device chosen by a rule.
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "core/search_space/nas_bench_201/nas_bench_201.h"
#include "tests/app/shipped.h"
#include "web/app/devices.h"

namespace tenprobes::app {
namespace {

using nlohmann::json;

// How often a probe that fits is better than all before it; the first find is none.
int improvements(const json& session) {
  int found = 0;
  double best = -1;
  for (const json& probe : session["probes"]) {
    if (!probe["feasible"].get<bool>() || probe["quality"].get<double>() <= best) continue;
    best = probe["quality"].get<double>();
    ++found;
  }
  return found - 1;
}

TEST(FirstSession, ItsDeviceIsTheFirstOfTheMenuWhereTheBestImprovesThreeTimes) {
  const Resources files = shipped();
  App app(files);
  EXPECT_EQ(app.state()["settings"]["device"], first_device);
  const DeviceList menu(nas_bench_201(), files.device_presets);
  for (const DeviceEntry& entry : menu.entries()) {
    if (improvements(app.adapt({{"device", entry.name}})) < 3) continue;
    EXPECT_EQ(entry.name, first_device);
    return;
  }
  FAIL() << "no preset's session improves three times";
}

TEST(FirstSession, LinksOfBeforeItsDeviceChangedShowWhatTheyShowed) {
  App app(shipped());
  app.restore("v=1&seed=3");
  EXPECT_EQ(app.state()["settings"]["device"], "raspi4");
  const std::string link = app.share();
  EXPECT_NE(link.find("device=raspi4"), std::string::npos) << link;
  app.restore("v=1&space=fbnet");
  EXPECT_EQ(app.state()["settings"]["device"], "pixel3");
  app.restore("v=2&seed=3");
  EXPECT_EQ(app.state()["settings"]["device"], first_device);
  EXPECT_EQ(app.share(), "v=2&seed=3");
}

}  // namespace
}  // namespace tenprobes::app
