// What a link or a session's file must bring back: the session, the user's own probes and network.
#include <gtest/gtest.h>
#include <imgui.h>

#include <functional>
#include <nlohmann/json.hpp>
#include <utility>

#include "core/base/error.h"
#include "core/devices/device_file.h"
#include "core/search/report.h"
#include "core/search_space/nas_bench_201/nas_bench_201.h"
#include "tests/app/screen.h"
#include "tests/app/shipped.h"
#include "web/app/app.h"

namespace tenprobes::app {
namespace {

using nlohmann::json;
using nlohmann::ordered_json;

Resources one_board() {
  devices::DeviceFile board;
  board.name = "board";
  board.group = "board";
  board.model = devices::LatencyModel{.base_ms = 3, .noise = 0.03};
  Resources shipped;
  shipped.device_presets["board"] = devices::serialise_device_file(board, *nas_bench_201());
  return shipped;
}

void probe(App& app, const std::vector<int>& indices) {
  for (const int index : indices) app.act({{"do", "probe"}, {"index", index}});
}

void expect_same(const App& one, const App& other, const std::vector<const char*>& members) {
  const json a = one.state(), b = other.state();
  for (const char* member : members) EXPECT_EQ(a[member].dump(), b[member].dump()) << member;
}

TEST(Link, OfALessonShowsTheTabOfItsStepUnlessItNamesAnother) {
  Resources shipped = one_board();
  shipped.lessons["small"] = R"({
    "format": "tenprobes-lesson", "version": 1, "number": 3, "title": "T", "about": "A",
    "source": "S", "steps": [{"text": "One"}, {"text": "Two", "point": "shuffle"}]})";
  App app(shipped);
  app.restore("v=2&lesson=small&step=2");
  EXPECT_EQ(app.state()["settings"]["tab"], "device");
  app.restore("v=2&lesson=small&step=2&tab=story");
  EXPECT_EQ(app.state()["settings"]["tab"], "story");
  app.restore("v=2&lesson=small&step=2");
  EXPECT_EQ(app.state()["settings"]["tab"], "device");
}

TEST(Link, RestoresTheUsersProbesAndCell) {
  App app(one_board());
  app.restore("v=1&device=board&seed=7&probes=4&play=0");
  probe(app, {12, 873, 12, 4001});
  app.act({{"do", "cell"}, {"index", 77}});
  app.act({{"do", "edit"}, {"edge", 2}, {"operation", 4}});
  for (int i = 0; i < 4; ++i) app.act({{"do", "step"}});
  const std::string link = app.share();
  EXPECT_NE(link.find("&yours=12,873,12,4001"), std::string::npos) << link;

  App other(one_board());
  other.restore(link);
  EXPECT_EQ(other.state()["person"].size(), 4u);
  EXPECT_EQ(other.share(), link);
  for (int i = 0; i < 4; ++i) other.act({{"do", "step"}});
  expect_same(app, other, {"settings", "person", "cell", "probes", "recommended"});
  EXPECT_THROW(probe(other, {5}), Error) << "all four are spent";
}

TEST(Link, TheNextProbeIsAsIfThePageHadNotBeenLeft) {
  App app(one_board());
  app.restore("v=1&device=board&play=0");
  probe(app, {12, 873});
  App other(one_board());
  other.restore(app.share());
  probe(app, {5});
  probe(other, {5});
  expect_same(app, other, {"person"});
  other.restore("v=1&device=board&play=0&yours=5");
  EXPECT_EQ(other.state()["person"].size(), 1u);
  other.restore("v=1&device=board&play=0");
  EXPECT_TRUE(other.state()["person"].empty());
}

TEST(Link, AFrameKeepsWhatTheUserDid) {
  HeadlessScreen screen(1440, 900);
  App app(one_board());
  app.restore("v=1&play=0&rivals=none&cell=5&yours=3,4&panel=cell");
  const std::string link = app.share();
  for (int i = 0; i < 3; ++i) screen.frame(app);
  EXPECT_EQ(app.share(), link);
  probe(app, {6});
  app.act({{"do", "edit"}, {"edge", 0}, {"operation", 1}});
  const json before = app.state();
  for (int i = 0; i < 3; ++i) screen.frame(app);
  EXPECT_EQ(json(app.state())["cell"], before["cell"]);
  EXPECT_EQ(app.state()["person"].size(), 3u);
  ImGui::GetIO().AddKeyEvent(ImGuiKey_R, true);
  for (int i = 0; i < 3; ++i) screen.frame(app);
  EXPECT_TRUE(app.state()["person"].empty());
  EXPECT_EQ(app.share().find("yours"), std::string::npos) << app.share();
}

TEST(Link, AnotherSessionForgetsTheUsersProbes) {
  for (const json& action :
       {json{{"do", "reset"}}, json{{"do", "set"}, {"settings", {{"seed", 9}}}},
        json{{"do", "set"}, {"settings", {{"probes", 2}}}},
        json{{"do", "set"}, {"settings", {{"budget", 0.5}}}},
        json{{"do", "set"}, {"settings", {{"device", "synthetic"}}}}}) {
    App app(one_board());
    app.restore("v=1&device=board&play=0&yours=1,2,3");
    app.act(action);
    EXPECT_TRUE(app.state()["person"].empty()) << action.dump();
    EXPECT_EQ(app.share().find("yours"), std::string::npos) << app.share();
  }
}

TEST(Link, ProbesThatTheUserCannotHaveMadeAreRefusedAndChangeNothing) {
  App app(one_board());
  app.load_file("index,latency_ms\n0,1\n7,2\n9,3\n12,4\n", "mine.csv");
  app.restore("v=1&device=mine&probes=2&play=0&yours=7&method=random");
  const std::string before = app.state().dump();
  for (const char* bad :
       {"v=1&device=mine&probes=2&play=0&method=random&yours=7,8",
        "v=1&device=mine&probes=2&play=0&method=random&yours=7,9,12",
        "v=1&device=board&seed=2&probes=1&yours=1,2", "v=1&lesson=nosuch&yours=1"}) {
    try {
      app.restore(bad);
      ADD_FAILURE() << "not refused: " << bad;
    } catch (const Error& error) {
      EXPECT_EQ(std::string(error.what()).find('\n'), std::string::npos);
    }
    EXPECT_EQ(app.state().dump(), before) << bad;
  }
}

TEST(Link, NetworksThatTheSpaceDoesNotHaveAreRefused) {
  App app(one_board());
  for (const char* bad :
       {"cell=15625", "cell=1.5", "network=x", "yours=none,1", "yours=1,", "yours=,1",
        "yours=15625", "yours=-1", "yours=01", "yours=1%201", "space=attic", "proxy=attic"}) {
    EXPECT_THROW(app.restore(std::string("v=1&") + bad), Error) << bad;
  }
  std::string most = "v=1&probes=50&yours=1";
  for (int i = 1; i < 50; ++i) most += ",15624";
  EXPECT_NO_THROW(app.restore(most));
  EXPECT_THROW(app.restore(most + ",1"), Error);
}

void steps(App& app, int count) {
  for (int i = 0; i < count; ++i) app.act({{"do", "step"}});
}

const std::vector<const char*> restored = {"device", "budget_ms", "finished",    "probes",
                                           "person", "regret",    "recommended", "cell"};

TEST(SessionFile, RestoresItsDeviceItsProbesAndTheUsers) {
  for (const char* link :
       {"v=1&device=board&seed=7&probes=4&method=bayes&play=0&rivals=none",
        "v=1&device=synthetic&conv3x3=3.7&launch=0.4&noise=0.05&budget=0.4&play=0&rivals=random",
        "v=1&device=board&shuffle=1&probes=5&play=0&rivals=none",
        "v=1&device=synthetic&shuffle=1&memory=0.2&probes=5&play=0&rivals=none"}) {
    App app(one_board());
    app.restore(link);
    probe(app, {12, 873, 12});
    app.act({{"do", "cell"}, {"index", 77}});
    steps(app, 3);
    const ordered_json half = app.session();
    EXPECT_NO_THROW(search::parse_session(half.dump(), "half", [](const std::string&) {
      return nas_bench_201();
    })) << "the command line reads it too";
    App other(one_board());
    other.restore(
        "v=1&play=0&device=synthetic&conv3x3=9&theme=dark&lesson=none&panel=cell&yours=5");
    other.load_file(half.dump(2), "session.json");
    expect_same(app, other, restored);
    EXPECT_EQ(other.state()["settings"]["theme"], "dark");
    EXPECT_EQ(other.state()["settings"]["panel"], "cell");
    // It goes on as the one that was saved does.
    steps(app, 2);
    steps(other, 2);
    probe(app, {99});
    probe(other, {99});
    expect_same(app, other, restored);
    EXPECT_EQ(json(app.session()), json(other.session()));
  }
}

TEST(SessionFile, WithoutThePagesPartOpensWhereTheDeviceIsTheSame) {
  App app(one_board());
  app.restore("v=1&device=board&method=bayes&probes=4&play=0&rivals=none");
  steps(app, 4);
  ordered_json file = app.session();
  file.erase("page");
  App other(one_board());
  other.restore("v=1&device=board&shuffle=1&play=0&rivals=none&yours=3");
  other.load_file(file.dump(), "session.json");
  EXPECT_EQ(app.state()["probes"].dump(), other.state()["probes"].dump());
  EXPECT_TRUE(other.state()["person"].empty());
}

Resources three_boards() {
  Resources shipped = one_board();
  for (const char* name : {"other", "third"}) {
    devices::DeviceFile board;
    board.name = name;
    board.group = "board";
    board.model = devices::LatencyModel{.base_ms = name[0] == 'o' ? 1.0 : 7.0};
    shipped.device_presets[name] = devices::serialise_device_file(board, *nas_bench_201());
  }
  return shipped;
}

TEST(SessionFile, OfTheCommandLineIsSavedAsItWasRead) {
  App app(three_boards());
  app.restore("v=1&device=board&method=random&proxy=third&play=0&rivals=none");
  for (const json& request : {json{{"probes", 4}, {"budgetMs", 12}},
                              json{{"probes", 4}, {"budgetQuantile", 0.35}, {"seed", 5000000}},
                              json{{"probes", 60}, {"budgetQuantile", 0.5}},
                              json{{"probes", 4}, {"method", "one-proxy"}}}) {
    const std::string saved = app.adapt(request).dump(2);
    App other(three_boards());
    other.restore("v=1&device=synthetic&conv3x3=9&play=0&rivals=oracle&budget=0.7");
    other.load_file(saved, "session.json");
    EXPECT_EQ(other.session().dump(2), saved);
    EXPECT_EQ(other.session().dump(2), saved) << "saving changes nothing";
  }
}

TEST(SessionFile, OfAProxyOrADeviceThatIsNotHereSaysWhich) {
  App app(three_boards());
  app.restore("v=1&device=board&proxy=third&play=0&rivals=none");
  json saved = json::parse(app.adapt({{"probes", 2}, {"method", "one-proxy"}}).dump());
  saved["proxy_device"] = "fourth";
  App other(three_boards());
  const auto refusal = [&] {
    try {
      other.load_file(saved.dump(), "session.json");
    } catch (const Error& error) {
      return std::string(error.what());
    }
    return std::string("none");
  };
  EXPECT_NE(refusal().find("session.json: its proxy device 'fourth'"), std::string::npos);
  saved["device"] = "cmd:./mine";
  saved["proxy_device"] = nullptr;
  EXPECT_NE(refusal().find("session.json: device 'cmd:./mine'"), std::string::npos) << refusal();
}

TEST(Settings, ABudgetInMsGivesWayToAShareAndToAnotherDevice) {
  App app(three_boards());
  const auto set = [&](const json& settings) {
    app.act({{"do", "set"}, {"settings", settings}});
    return app.state()["settings"]["budget-ms"].get<double>();
  };
  EXPECT_EQ(set({{"device", "board"}, {"budget-ms", 12}, {"play", false}}), 12);
  EXPECT_EQ(app.state()["budget_ms"], 12);
  EXPECT_EQ(set({{"seed", 3}}), 12);
  EXPECT_EQ(set({{"budget", 0.4}}), 0);
  EXPECT_EQ(set({{"budget-ms", 12}}), 12);
  EXPECT_EQ(set({{"device", "other"}}), 0);
}

TEST(Link, OfADeviceThatIsNotHereAppliesTheRestAndSaysSo) {
  App app(one_board());
  app.restore("v=2&device=nosuch&seed=7&panel=devices&yours=3");
  const json state = app.state();
  EXPECT_EQ(state["settings"]["seed"], 7);
  EXPECT_EQ(state["settings"]["panel"], "devices");
  const json untouched = App(one_board()).state();
  EXPECT_EQ(state["settings"]["device"], untouched["settings"]["device"]);
  EXPECT_TRUE(state["person"].empty());
  EXPECT_NE(state["message"].get<std::string>().find("'nosuch'"), std::string::npos);
}

TEST(Link, MadeWithOwnWeightsSaysSo) {
  Resources files = one_board();
  files.controller_weights = shipped().controller_weights;
  App app(files);
  EXPECT_EQ(app.share().find("own="), std::string::npos);
  app.load_file(files.controller_weights, "mine.safetensors");
  const std::string link = app.share();
  EXPECT_NE(link.find("&own=weights"), std::string::npos) << link;
  App other(files);
  other.restore(link);
  EXPECT_NE(json(other.state())["message"].get<std::string>().find("weights"), std::string::npos);
  EXPECT_EQ(other.share().find("own="), std::string::npos) << "the shipped ones search here";
  app.restore(link);
  EXPECT_EQ(app.state()["message"], "") << "they are here";
}

TEST(DeviceFile, OfAPresetIsSavedAsItIsShipped) {
  devices::DeviceFile board;
  board.name = "board";
  board.title = "A board";
  board.group = "board";
  board.source = "measured";
  board.licence = "MIT";
  board.model = devices::LatencyModel{.base_ms = 3};
  Resources files;
  files.device_presets["board"] = devices::serialise_device_file(board, *nas_bench_201());
  App app(files);
  app.restore("v=2&device=board");
  app.act({{"do", "save-device"}});
  EXPECT_EQ(app.take_wishes().back().bytes, files.device_presets["board"]);
}

TEST(DeviceFile, OfAPresetsNameIsCalledByItsOwnEverywhere) {
  App app(one_board());
  app.restore("v=2&play=0&rivals=none&method=random");
  std::string table = "index,latency_ms\n";
  for (int i = 0; i < 15625; ++i) table += std::to_string(i) + "," + std::to_string(i + 1) + "\n";
  app.load_file(table, "board.csv");
  EXPECT_EQ(app.state()["settings"]["device"], "board-2");
  EXPECT_EQ(app.state()["device"]["name"], "board-2");
  steps(app, 1);
  EXPECT_EQ(app.session()["device"], "board-2");
  app.load_file(one_board().device_presets["board"], "again.json");
  EXPECT_EQ(app.announcement(), "Device board-2 was imported from again.json.");
  EXPECT_EQ(app.state()["device"]["name"], app.state()["settings"]["device"]);
}

TEST(SessionFile, ThatComesOutOtherwiseIsRefusedAndChangesNothing) {
  App app(one_board());
  app.restore("v=1&device=synthetic&conv3x3=3.7&probes=4&method=bayes&play=0&rivals=none");
  probe(app, {12});
  steps(app, 4);
  const ordered_json file = app.session();
  const auto with = [&](const std::function<void(ordered_json&)>& spoil) {
    ordered_json spoilt = file;
    spoil(spoilt);
    return spoilt.dump();
  };
  const std::vector<std::pair<std::string, const char*>> cases = {
      {with([](ordered_json& f) { f["probes"][1]["latency_ms"] = 0.5; }), "probe 2"},
      {with([](ordered_json& f) {
         std::swap(f["probes"][0]["latency_ms"], f["probes"][2]["latency_ms"]);
       }),
       "probe 1"},
      {with([](ordered_json& f) { f.erase("page"); }), "probe 1"},
      {with([](ordered_json& f) { f["page"] = 3; }), "page"},
      {with([](ordered_json& f) { f["page"] = "v=1"; }), "another session"},
      {with([](ordered_json& f) { f["page"] = "v=1&yours=x"; }), "yours"},
      {with([](ordered_json& f) { f["page"] = std::string("v=1&device=\0", 12); }), "device"},
      {with([](ordered_json& f) { f["page"] = f["page"].get<std::string>() + ",1,2,3,4"; }),
       "yours"},
      {with([](ordered_json& f) { f["page"] = f["page"].get<std::string>() + "&seed=5"; }),
       "another"},
      {with([](ordered_json& f) { f["seed"] = 5; }), "another session"},
      {with([](ordered_json& f) {
         f["quality_hash"] = "0123456789abcdef";
         f["probes"][0]["latency_ms"] = 1;
       }),
       "scores"},
  };
  App other(one_board());
  other.restore("v=1&device=board&play=0&yours=4&cell=3");
  const std::string before = other.state().dump();
  for (const auto& [bytes, words] : cases) {
    try {
      other.load_file(bytes, "session.json");
      ADD_FAILURE() << "not refused: " << words;
    } catch (const Error& error) {
      const std::string sentence = error.what();
      EXPECT_NE(sentence.find("session.json"), std::string::npos) << sentence;
      EXPECT_NE(sentence.find(words), std::string::npos) << sentence;
    }
    EXPECT_EQ(other.state().dump(), before) << words;
  }
  EXPECT_NO_THROW(other.load_file(file.dump(), "session.json"));
}

}  // namespace
}  // namespace tenprobes::app
