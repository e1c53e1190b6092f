// Files that arrive after the page has started.
#include <gtest/gtest.h>

#include <cstdlib>
#include <nlohmann/json.hpp>

#include "core/proxies/proxy_table.h"
#include "core/proxies/quality.h"
#include "tests/app/screen.h"
#include "tests/datasets/files.h"
#include "web/app/awaited.h"

namespace tenprobes::app {
namespace {

constexpr int shipped_networks = 12;

Resources supplied() {
  Resources all;
  std::string& networks = all.spaces["assets/spaces/imagenet-pretrained.csv"];
  std::string& latencies = all.space_presets["imagenet-pretrained"]["board.csv"];
  networks = "name,quality,gmacs\n";
  latencies = "name,latency_ms\n";
  for (int i = 1; i <= shipped_networks; ++i) {
    const std::string number = std::to_string(i);
    networks += "net_" + number + "," + number + "," + number + "\n";
    latencies += "net_" + number + "," + number + "\n";
  }
  return all;
}

Resources begun() {
  Resources first;
  for (const LatePart& part : late_parts) first.later.emplace(part.name);
  first.quality =
      proxies::pack_quality(proxies::combined_quality(proxies::exact_proxy_table().scores));
  return first;
}

std::string awaited(const std::function<void()>& ask) {
  try {
    ask();
  } catch (const Awaited& part) {
    return part.name;
  }
  return "";
}

TEST(Supply, WhatIsAskedForTooEarlySaysWhatItAwaits) {
  App app(begun());
  const auto adapt = [&](nlohmann::json request) { return awaited([&] { app.adapt(request); }); };
  EXPECT_EQ(adapt({{"probes", 3}}), "accuracy");
  app.supply("accuracy", {});
  EXPECT_EQ(adapt({{"space", "imagenet-pretrained"}}), "spaces");
  EXPECT_EQ(adapt({{"method", "edit"}}), "edit");
  EXPECT_EQ(adapt({{"probes", 3}, {"method", "random"}}), "");
  EXPECT_EQ(awaited([&] { app.restore("v=1&space=fbnet"); }), "spaces");
  EXPECT_EQ(awaited([&] {
              app.act({{"do", "set"}, {"settings", {{"rivals", "edit,random"}}}});
            }),
            "edit");
  EXPECT_THROW(app.act({{"do", "set"}, {"settings", {{"space", "nowhere"}}}}), Error);
  EXPECT_EQ(app.state()["settings"]["space"], "nas-bench-201");
}

TEST(Supply, TheSpacesComeBesideWhatIsShown) {
  App app(begun());
  app.act({{"do", "step"}});
  const auto before = app.state();
  app.supply("accuracy", {});
  app.supply("spaces", supplied());
  EXPECT_EQ(app.state()["probes"], before["probes"]);
  app.act({{"do", "set"}, {"settings", {{"space", "imagenet-pretrained"}}}});
  EXPECT_EQ(app.state()["device"]["known"], shipped_networks);
}

// By a key, as by a button: not refused, but done once it can be.
TEST(Supply, WhatWasChosenInThePageIsDoneWhenItsFilesArrive) {
  HeadlessScreen screen(1440, 900);
  App app(begun());
  app.load_file(R"({"format": "tenprobes-lesson", "version": 1, "number": 1, "title": "One",
      "about": "a", "source": "b", "steps": [{"text": "first"},
      {"text": "second", "set": {"space": "imagenet-pretrained"}}]})",
                "one.json");
  app.act({{"do", "lesson"}, {"name", "one"}});
  screen.frame(app);
  app.take_wishes();
  ImGui::GetIO().AddKeyEvent(ImGuiKey_N, true);
  screen.frame(app);
  screen.frame(app);
  EXPECT_EQ(app.state()["lesson"]["step"], 1);
  EXPECT_EQ(app.state()["message"], "");
  const std::vector<Wish> wishes = app.take_wishes();
  ASSERT_FALSE(wishes.empty());
  EXPECT_EQ(wishes[0].kind, Wish::Kind::fetch);
  EXPECT_EQ(wishes[0].name, "spaces");
  app.supply("spaces", supplied());
  EXPECT_EQ(app.state()["lesson"]["step"], 2);
  EXPECT_EQ(app.state()["settings"]["space"], "imagenet-pretrained");
}

TEST(Supply, ASessionsFileAwaitsWhatItsMethodNeeds) {
  Resources all = begun();
  all.later.erase("accuracy");
  App whole(all);
  whole.act({{"do", "set"}, {"settings", {{"method", "random"}, {"play", false}}}});
  whole.act({{"do", "step"}});
  nlohmann::json saved = whole.session();
  saved["method"] = "edit";
  EXPECT_EQ(awaited([&] { whole.load_file(saved.dump(), "session.json"); }), "edit");
}

TEST(Supply, WhatCannotBeHadIsSaidAndCanBeTriedAgain) {
  HeadlessScreen screen(1440, 900);
  App app(begun());
  app.act({{"do", "set"}, {"settings", {{"panel", "proxies"}}}});
  const auto wished = [&] {
    screen.frame(app);
    int count = 0;
    for (const Wish& wish : app.take_wishes()) count += wish.kind == Wish::Kind::fetch;
    return count;
  };
  EXPECT_EQ(wished(), 2);  // scores and accuracies
  EXPECT_EQ(wished(), 0);
  const std::string sentence = app.miss("proxies", "the server answered 404");
  EXPECT_EQ(sentence, "The training-free scores could not be fetched (the server answered 404).");
  EXPECT_EQ(wished(), 0);
  ImGui::GetIO().AddKeyEvent(ImGuiKey_F, true);  // the next search space
  screen.frame(app);
  screen.frame(app);
  app.miss("spaces", "no network");
  EXPECT_EQ(app.state()["message"],
            "The other search spaces and their devices could not be fetched (no network).");
  app.supply("spaces", supplied());
  EXPECT_EQ(app.state()["settings"]["space"], "nas-bench-201") << "it was given up";
}

TEST(Supply, TheScoresChangeNoQuality) {
  App app(begun());
  app.act({{"do", "step"}});
  const auto before = app.state();
  app.supply("proxies", {});
  EXPECT_EQ(app.state()["probes"], before["probes"]);
  EXPECT_EQ(app.state()["known_best"], before["known_best"]);
}

}  // namespace
}  // namespace tenprobes::app
