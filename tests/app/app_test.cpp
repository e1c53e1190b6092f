#include "web/app/app.h"

#include <gtest/gtest.h>
#include <imgui.h>
#include <imgui_internal.h>

#include <algorithm>
#include <memory>
#include <nlohmann/json.hpp>
#include <numeric>
#include <set>

#include "core/base/error.h"
#include "core/base/random.h"
#include "core/devices/device_file.h"
#include "core/devices/parse_device.h"
#include "core/proxies/proxy_table.h"
#include "core/proxies/quality.h"
#include "core/search/adaptation.h"
#include "core/search_space/nas_bench_201/nas_bench_201.h"
#include "tests/app/screen.h"
#include "tests/datasets/files.h"
#include "tests/devices/one_cell.h"
#include "web/app/settings.h"
#include "web/app/theme.h"

namespace tenprobes::app {
namespace {

using nlohmann::json;

devices::DeviceFile board() {
  devices::DeviceFile file;
  file.name = "board";
  file.title = "A board";
  file.group = "board";
  file.model = devices::LatencyModel{.base_ms = 3, .noise = 0.03};
  return file;
}

Resources resources() {
  Resources shipped;
  shipped.device_presets["board"] = devices::serialise_device_file(board(), *nas_bench_201());
  return shipped;
}

TEST(App, TheSessionPlaysToItsEndByItselfAndThenRests) {
  HeadlessScreen screen(1440, 900);
  App app(resources());
  app.restore("v=1&speed=4&rivals=random");
  EXPECT_TRUE(app.busy());
  for (int i = 0; i < 300; ++i) screen.frame(app);
  const auto state = app.state();
  EXPECT_EQ(state["probes"].size(), 10u);
  EXPECT_TRUE(state["finished"].get<bool>());
  EXPECT_FALSE(state["recommended"].is_null());
  EXPECT_NE(app.announcement().find("Recommended"), std::string::npos) << app.announcement();
  for (int i = 0; i < 2000 && app.busy(); ++i) screen.frame(app);
  EXPECT_FALSE(app.busy());
}

TEST(App, TheSessionDoesNotDependOnTheFrameRate) {
  const auto played = [](double seconds) {
    HeadlessScreen screen(1024, 768);
    App app(resources());
    for (double t = 0; t < 12; t += seconds) screen.frame(app, seconds);
    return app.state()["probes"].dump();
  };
  const std::string smooth = played(1.0 / 60);
  EXPECT_EQ(smooth, played(0.4));
  EXPECT_EQ(smooth, played(12));
}

TEST(App, AdaptGivesWhatASessionOfTheCoreGives) {
  HeadlessScreen screen(800, 600);
  App app(resources());
  const json request = {{"device", "board"},
                        {"probes", 7},
                        {"budgetQuantile", 0.3},
                        {"method", "local"},
                        {"seed", 42}};
  auto device = devices::make_device(board(), nas_bench_201());
  const TabulatedQuality quality(*nas_bench_201(), proxies::training_free_facts(),
                                 proxies::combined_quality(proxies::exact_proxy_table().scores));
  const search::SessionReport report = search::run_session(
      {.method = "local", .probes = 7, .budget_quantile = 0.3, .seed = 42}, *device, quality, {});
  EXPECT_EQ(app.adapt(request).dump(), search::to_json(report).dump());
}

TEST(App, TheSessionShownIsTheOneOfAdapt) {
  HeadlessScreen screen(1440, 900);
  App app(resources());
  app.restore("v=1&device=board&method=local&seed=5&probes=6&speed=20");
  for (int i = 0; i < 120; ++i) screen.frame(app);
  const auto document = app.adapt(json::object());
  const auto state = app.state();
  EXPECT_EQ(state["probes"].dump(), document["probes"].dump());
  EXPECT_EQ(state["recommended"].dump(), document["recommended"].dump());
}

TEST(App, ARequestThatCannotBeMetIsRefused) {
  HeadlessScreen screen(800, 600);
  App app(resources());
  for (const char* text :
       {"[]", R"({"device": "nosuch"})", R"({"device": 3})", R"({"probes": 0})",
        R"({"probes": 2.5})", R"({"probes": "ten"})", R"({"probes": 1e30})", R"({"seed": -1})",
        R"({"budgetQuantile": 2})", R"({"budgetQuantile": "x"})", R"({"budgetMs": 0})",
        R"({"budgetMs": 1, "budgetQuantile": 0.5})", R"({"method": "magic"})",
        R"({"method": "controller"})", R"({"budget": 3})"}) {
    EXPECT_THROW(app.adapt(json::parse(text)), Error) << text;
  }
}

TEST(App, LinksRestoreTheStateAndBadOnesChangeNothing) {
  HeadlessScreen screen(1440, 900);
  App app(resources());
  app.restore("v=1&device=board&seed=77&budget=0.4&theme=dark&play=0");
  const std::string link = app.share(), before = app.state().dump();
  for (const char* bad : {"v=1&method=magic", "v=9", "v=1&probes=1001", "hello"}) {
    EXPECT_THROW(app.restore(bad), Error) << bad;
    EXPECT_EQ(app.state().dump(), before) << bad;
  }
  App other(resources());
  other.restore(link);
  EXPECT_EQ(other.share(), link);
  EXPECT_EQ(other.state()["settings"].dump(), app.state()["settings"].dump());
}

TEST(App, ABadFileChangesNothing) {
  HeadlessScreen screen(1440, 900);
  App app(resources());
  app.restore("v=1&play=0");
  const std::string before = app.state().dump();
  const std::string safetensors("\x08\0\0\0\0\0\0\0{      }", 16);
  for (const std::string& bytes :
       {std::string(), std::string("hello"), std::string("{}"), std::string("PK\x03\x04 not a zip"),
        std::string("index,latency_ms\n0,nan\n"), std::string("index,latency_ms\n99999,1\n"),
        std::string("index,accuracy\n1,101\n"), safetensors, std::string(100000, '['),
        std::string("{\"format\": \"tenprobes-device\", \"version\": 2}")}) {
    EXPECT_THROW(app.load_file(bytes, "bad"), Error) << bytes.substr(0, 40);
    EXPECT_EQ(app.state().dump(), before) << bytes.substr(0, 40);
  }
}

TEST(App, AnImportedTableIsProbedAsItStands) {
  HeadlessScreen screen(1440, 900);
  App app(resources());
  std::string csv = "index,latency_ms\n";
  for (int i = 0; i < 40; ++i) {
    csv += std::to_string(i * 300) + "," + std::to_string(1 + i * 0.25) + "\n";
  }
  app.load_file(csv, "folder/mine.csv");
  app.restore(app.share() + "&speed=20");
  for (int i = 0; i < 120; ++i) screen.frame(app);
  const auto state = app.state();
  EXPECT_EQ(state["device"]["name"], "mine");
  EXPECT_EQ(state["device"]["known"], 40);
  ASSERT_EQ(state["probes"].size(), 10u);
  std::set<int> seen;
  for (const auto& probe : state["probes"]) {
    const int index = probe["index"];
    EXPECT_EQ(index % 300, 0);
    EXPECT_DOUBLE_EQ(probe["latency_ms"], 1 + index * (0.25 / 300));
    EXPECT_TRUE(seen.insert(index).second);
  }
}

TEST(App, WhatCanHardlyBeRightInAFileIsSaid) {
  HeadlessScreen screen(1440, 900);
  App app(resources());
  const auto column = [](const char* name, double first, double step) {
    std::string csv = std::string("index,") + name + "\n";
    for (int i = 0; i < cell_count; ++i) {
      csv += std::to_string(i) + "," + std::to_string(first + step * i) + "\n";
    }
    return csv;
  };
  app.load_file(column("latency_ms", 5, 1e-4), "mine.csv");
  EXPECT_NE(app.announcement().find("mine.csv: the latencies do not grow with the networks"),
            std::string::npos)
      << app.announcement();
  Random random(7);
  std::string others = "index,latency_ms\n";
  for (int i = 0; i < 400; ++i) {
    others += std::to_string(39 * i) + "," + std::to_string(random.uniform(1, 9)) + "\n";
  }
  app.load_file(others, "others.csv");
  app.act({{"do", "fit-twin"}});
  EXPECT_NE(app.announcement().find("the twin predicts no better than the mean latency does"),
            std::string::npos)
      << app.announcement();
  app.load_file(column("accuracy", 60, 0), "flat.csv");
  EXPECT_EQ(app.announcement(),
            "flat.csv: all 15625 accuracies are 60 %: there is nothing to choose by");
  std::string models = "name,quality,gmacs\n";
  for (int i = 0; i < 12; ++i)
    models += "m" + std::to_string(i) + ",70," + std::to_string(i + 1) + "\n";
  app.load_space(models, "models.csv");
  EXPECT_NE(app.announcement().find("models.csv: all 12 networks have the quality 70"),
            std::string::npos)
      << app.announcement();
}

TEST(App, APickleOfManyDevicesOffersThemAll) {
  using datasets::pickled;
  HeadlessScreen screen(1440, 900);
  App app(resources());
  std::vector<double> ms(cell_count);
  std::iota(ms.begin(), ms.end(), 1);
  const std::string list = datasets::pickled_list(ms);
  ms[7] = -1;
  const std::string cifar10 = "}(" + pickled("raspi4_latency") + list + pickled("fpga_latency") +
                              list + pickled("eyeriss_latency") + datasets::pickled_list(ms) + "u";
  app.load_file(datasets::pickle_program("}(" + pickled("cifar10") + cifar10 + "u"), "h.pickle");
  const auto state = app.state();
  EXPECT_EQ(state["device"]["name"], "raspi4-cifar10");
  EXPECT_NE(app.announcement().find("eyeriss-cifar10 is passed over: 'eyeriss_latency' of "
                                    "'cifar10': value 7 is -1"),
            std::string::npos)
      << app.announcement();
  EXPECT_EQ(state["device"]["slowest_ms"], cell_count);
  const auto session = app.adapt({{"device", "fpga-cifar10"}, {"probes", 2}});
  EXPECT_EQ(session["probes"][0]["latency_ms"], session["probes"][0]["index"].get<int>() + 1);
}

TEST(App, ImportedAccuraciesTakeTheEstimatesPlace) {
  HeadlessScreen screen(1440, 900);
  App app(resources());
  std::string csv = "index,accuracy\n";
  for (int i = 0; i < cell_count; ++i) csv += std::to_string(i) + ",77.25\n";
  app.load_file(csv, "measured.csv");
  const auto session = app.adapt({{"device", "board"}, {"probes", 3}, {"budgetQuantile", 0.5}});
  EXPECT_EQ(session["recommended"]["accuracy"], 77.25);
  EXPECT_EQ(session["recommended"]["accuracy_source"], "measured.csv");
}

TEST(App, ImportedAccuraciesMayBeMaximised) {
  HeadlessScreen screen(1440, 900);
  App app(resources());
  const nlohmann::json request = {
      {"device", "board"}, {"quality", "accuracy"}, {"probes", 3}, {"budgetQuantile", 0.5}};
  EXPECT_THROW(app.adapt(request), Error) << "none were imported";
  std::string csv = "index,accuracy\n";
  for (int i = 0; i < cell_count; ++i) {
    csv += std::to_string(i) + "," + std::to_string(10 + 0.005 * i) + "\n";
  }
  app.load_file(csv, "measured.csv");
  const auto session = app.adapt(request);
  EXPECT_EQ(session["quality"], "test accuracy, % (measured.csv)");
  EXPECT_EQ(session["recommended"]["quality"], session["recommended"]["accuracy"]);
}

TEST(App, TheSystemsThemeHoldsUntilTheUserChooses) {
  HeadlessScreen screen(800, 600);
  App app(resources());
  app.prefer_dark(true);
  EXPECT_EQ(app.state()["settings"]["theme"], "dark");
  EXPECT_EQ(app.share().find("theme"), std::string::npos);
  app.restore("v=1&theme=light");
  app.prefer_dark(true);
  EXPECT_EQ(app.state()["settings"]["theme"], "light");
}

TEST(App, ASavedSessionSetsItsSettingsAgain) {
  HeadlessScreen screen(1440, 900);
  App app(resources());
  const std::string saved = app.adapt({{"device", "board"},
                                       {"method", "local"},
                                       {"probes", 4},
                                       {"seed", 9},
                                       {"budgetQuantile", 0.35}})
                                .dump(2);
  app.load_file(saved, "session.json");
  app.restore(app.share() + "&speed=20");
  for (int i = 0; i < 120; ++i) screen.frame(app);
  EXPECT_EQ(app.state()["probes"].dump(), nlohmann::ordered_json::parse(saved)["probes"].dump());
}

std::string repeated(const char* text, int count) {
  std::string all;
  for (int i = 0; i < count; ++i) all += text;
  return all;
}

TEST(App, AHostileSessionOrLessonIsRefusedInOneSentenceAndChangesNothing) {
  HeadlessScreen screen(800, 600);
  App app(resources());
  screen.frame(app);
  const json session = app.adapt({{"device", "board"}, {"method", "local"}, {"probes", 4}});
  const auto spoilt = [&](const char* member, const json& value) {
    json changed = session;
    changed[member] = value;
    return changed.dump();
  };
  const std::string objects = "{}" + repeated(",{}", 300000);
  const std::string lesson = R"({"format": "tenprobes-lesson", "version": 1, "steps": [)";
  const std::vector<std::string> files = {
      spoilt("probes", json::array()),
      spoilt("probes", "all"),
      spoilt("probes", json(2000, session["probes"][0])),
      spoilt("probes", {1, nullptr}),
      spoilt("seed", -5),
      spoilt("seed", 18446744073709551615ull),
      spoilt("budget_ms", -1),
      spoilt("budget_quantile", 7),
      spoilt("version", 99),
      spoilt("method", std::string(100000, 'x')),
      spoilt("device", std::string(100000, 'x')),
      session.dump().substr(0, session.dump().size() / 2),
      R"({"format": "tenprobes-session", "probes": [)" + objects + "]}",
      R"({"format": "tenprobes-session", "probes": )" + std::string(300000, '['),
      lesson + objects + "]}",
      lesson + std::string(300000, '['),
      lesson + std::string(3000000, ' ') + "]}",
  };
  const std::string before = app.state().dump();
  for (const std::string& file : files) {
    try {
      app.load_file(file, "bad.json");
      ADD_FAILURE() << "not refused: " << file.substr(0, 200);
    } catch (const Error& error) {
      const std::string sentence = error.what();
      EXPECT_GT(sentence.size(), 15u) << sentence;
      EXPECT_LT(sentence.size(), 400u) << sentence;
      EXPECT_EQ(sentence.find('\n'), std::string::npos) << sentence;
    }
    EXPECT_EQ(app.state().dump(), before) << file.substr(0, 200);
  }
}

TEST(App, OnlyWherePeopleWantLessMotionNothingGlides) {
  for (const bool reduced : {false, true}) {
    HeadlessScreen screen(1440, 900);
    App app(resources());
    app.prefer_reduced_motion(reduced);
    app.restore("v=1&play=0&rivals=none");
    for (int i = 0; i < 500 && (i < 3 || app.busy()); ++i) screen.frame(app);
    app.act({{"do", "set"}, {"settings", {{"log", false}}}});
    for (int i = 0; i < 3; ++i) screen.frame(app);
    EXPECT_NE(app.busy(), reduced);
  }
}

TEST(App, EveryPanelOfASmallScreenDraws) {
  HeadlessScreen screen(390, 844);
  App app(resources());
  for (const float x : {50.f, 150.f, 245.f, 340.f}) {
    screen.click(app, {x, 815});
    for (int i = 0; i < 5; ++i) screen.frame(app);
    EXPECT_GT(ImGui::GetDrawData()->TotalVtxCount, 300);
  }
}

TEST(App, EveryPanelDrawsOnEveryScreen) {
  for (const ImVec2 size : {ImVec2(1440, 900), ImVec2(390, 844)}) {
    HeadlessScreen screen(size.x, size.y);
    App app(resources());
    app.restore("v=1&speed=20&rivals=none&probes=2&method=random");
    for (int i = 0; i < 30; ++i) screen.frame(app, 0.1);
    for (const std::string& panel : panel_names()) {
      app.act({{"do", "set"}, {"settings", {{"panel", panel}}}});
      for (int i = 0; i < 200 && (i < 2 || app.busy()); ++i) screen.frame(app);
      EXPECT_FALSE(app.busy()) << panel << " never rests";
      EXPECT_EQ(app.state()["message"], "") << panel;
      EXPECT_GT(ImGui::GetDrawData()->TotalVtxCount, 300) << panel;
    }
  }
}

TEST(App, ShuffledLatenciesAreToldToTheMethodAlone) {
  HeadlessScreen screen(1440, 900);
  App app(resources());
  app.restore("v=1&device=board&method=bayes&speed=20&shuffle=1&rivals=none");
  for (int i = 0; i < 120; ++i) screen.frame(app);
  const auto state = app.state();
  ASSERT_TRUE(state["finished"].get<bool>());
  const auto model = std::get<devices::LatencyModel>(board().model);
  for (const auto& probe : state["probes"]) {
    EXPECT_NEAR(probe["latency_ms"].get<double>(),
                devices::expected_latency(model, cell_at(probe["index"])), 1e-9);
  }
  const auto honest = app.adapt(json::object());
  EXPECT_NE(state["probes"].dump(), honest["probes"].dump());
  EXPECT_EQ(state["recommended"]["feasible"].get<bool>(),
            state["recommended"]["latency_ms"].get<double>() <= state["budget_ms"].get<double>());
}

TEST(App, AnActionThatCannotBeDoneIsRefused) {
  HeadlessScreen screen(1440, 900);
  App app(resources());
  for (const char* text :
       {"[]", "{}", R"({"do": "fly"})", R"({"do": "set"})", R"({"do": "probe", "index": "x"})",
        R"({"do": "probe", "index": 99999})", R"({"do": "edit", "edge": 6, "operation": 0})",
        R"({"do": "next"})", R"({"do": "answer", "choice": 0})", R"({"do": "lesson", "name": "x"})",
        R"({"do": "set", "settings": {"lesson": "nope"}})",
        R"({"do": "train", "steps": 100000, "seed": 1})", R"({"do": "use-training"})",
        R"({"do": "picture"})", R"({"do": "set", "settings": {"panel": "attic"}})"}) {
    EXPECT_THROW(app.act(json::parse(text)), Error) << text;
  }
}

TEST(App, HiddenControlsAreNotDrawn) {
  HeadlessScreen screen(1440, 900);
  App app(resources());
  const auto vertices = [&](const std::string& link) {
    app.restore("v=1&play=0&rivals=none" + link);
    for (int i = 0; i < 3; ++i) screen.frame(app);
    return ImGui::GetDrawData()->TotalVtxCount;
  };
  const int all = vertices("");
  EXPECT_LT(
      vertices("&hide=device,story,good,panels,method,probes,seed,speed,budget,learn,files,theme"),
      all * 9 / 10);
}

TEST(App, ClickingADotProbesItByHand) {
  HeadlessScreen screen(1440, 900);
  App app(resources());
  app.restore("v=1&play=0&method=random");
  for (int i = 0; i < 30; ++i) screen.frame(app);
  // Somewhere in the crowd of the cloud: dots are close enough for any click to meet one.
  for (float y = 300; y < 560 && app.state()["person"].empty(); y += 20) {
    for (float x = 500; x < 1000 && app.state()["person"].empty(); x += 25)
      screen.click(app, {x, y});
  }
  ASSERT_EQ(app.state()["person"].size(), 1u);
  EXPECT_TRUE(app.state()["probes"].empty());
  EXPECT_NE(app.announcement().find("Your probe 1"), std::string::npos);
}

TEST(App, WhatCouldNotBeDoneIsShownUntilDismissed) {
  HeadlessScreen screen(1440, 900);
  App app(resources());
  app.complain("mine.csv, line 7: not a number.");
  screen.frame(app);
  EXPECT_EQ(app.state()["message"], "mine.csv, line 7: not a number.");
}

TEST(App, WhatCouldNotBeDoneIsAnnouncedUntilSomethingHappens) {
  HeadlessScreen screen(1440, 900);
  App app(resources());
  for (const char* space : {"nas-bench-201"}) {
    app.restore("v=1&play=0&method=random&space=" + std::string(space));
    app.act({{"do", "step"}});
    EXPECT_NE(app.announcement().find("Probe 1"), std::string::npos) << app.announcement();
    const std::string fault = std::string("mine.csv does not suit ") + space;
    app.complain(fault);
    EXPECT_EQ(app.announcement(), fault + ". Nothing was changed.");
    screen.frame(app);
    EXPECT_EQ(app.announcement(), fault + ". Nothing was changed.");
    app.act({{"do", "step"}});
    screen.frame(app);
    EXPECT_NE(app.announcement().find("Probe 2"), std::string::npos) << app.announcement();
  }
  app.complain("mine.csv, line 7: not a number.");
  EXPECT_EQ(app.announcement(), "mine.csv, line 7: not a number. Nothing was changed.");
}

TEST(App, ALessonWaitsForTheNoiseOfTheUsersOwnDevice) {
  App app(resources());
  app.load_file(R"({"format": "tenprobes-lesson", "version": 1, "number": 1, "title": "One",
                    "about": "A test.", "steps": [{"text": "Raise it.",
                    "set": {"device": "board", "play": "0"},
                    "until": {"fact": "noise", "least": 20}}]})",
                "one.json");
  const auto done_with = [&](const char* device, double noise) {
    app.act({{"do", "lesson"}, {"name", "one"}});
    app.act({{"do", "set"}, {"settings", {{"device", device}, {"noise", noise}}}});
    return app.state()["lesson"]["done"].get<bool>();
  };
  EXPECT_FALSE(done_with("board", 0.3)) << "the sliders' device is another";
  EXPECT_FALSE(done_with("synthetic", 0.1));
  EXPECT_TRUE(done_with("synthetic", 0.2));
}

// Where the keyboard is.
struct Focus {
  ImGuiID id;
  std::string window;
  ImVec2 size;
  bool explained;
};

// Presses Tab until the focus is back where it began.
std::vector<Focus> walk(HeadlessScreen& screen, App& app) {
  ImGuiIO& io = ImGui::GetIO();
  io.ConfigFlags |= ImGuiConfigFlags_NavEnableKeyboard;
  ImGui::GetStyle().HoverDelayNormal = 0;
  const ImGuiContext& g = *ImGui::GetCurrentContext();
  std::vector<Focus> all;
  for (;;) {
    io.AddKeyEvent(ImGuiKey_Tab, true);
    screen.frame(app);
    io.AddKeyEvent(ImGuiKey_Tab, false);
    for (int i = 0; i < 2; ++i) screen.frame(app);
    if (g.NavWindow == nullptr || g.NavId == 0) break;
    const bool known =
        std::any_of(all.begin(), all.end(), [&](const Focus& f) { return f.id == g.NavId; });
    if (known || all.size() > 300) break;
    const ImGuiWindow* tooltip = ImGui::FindWindowByName("##Tooltip_00");
    all.push_back({g.NavId, g.NavWindow->Name, g.NavWindow->NavRectRel[g.NavLayer].GetSize(),
                   tooltip && tooltip->Active});
  }
  return all;
}

// With everything at hand that a page in a browser has: a lesson that asks, a controller trained.
std::unique_ptr<App> whole_page(const std::string& link) {
  auto app = std::make_unique<App>(resources(),
                                   Offers{.training = true, .pictures = true, .measuring = true});
  app->restore(link);
  app->load_file(R"({"format": "tenprobes-lesson", "version": 1, "number": 1, "title": "One",
                     "about": "A test.", "steps": [{"text": "Look.", "ask": "Well?", "answers": [
                       {"text": "No", "reply": "Look again."},
                       {"text": "Yes", "reply": "Right.", "right": true}]}]})",
                 "one.json");
  app->act({{"do", "lesson"}, {"name", "one"}});
  app->act({{"do", "answer"}, {"choice", 1}});
  app->act({{"do", "step"}});
  app->act({{"do", "train"}, {"steps", 1000}, {"seed", 1}});
  app->tell_training(R"({"point": {"steps": 500, "mean_final_value": 0.7, "feasible_share": 0.9},
                         "steps_per_second": 1234, "finished": true})",
                     "weights");
  return app;
}

TEST(App, TheReplyToALessonsAnswerIsAnnounced) {
  HeadlessScreen screen(1440, 900);
  const std::unique_ptr<App> app = whole_page("v=1&play=0&method=random");
  app->act({{"do", "lesson"}, {"name", "one"}});
  app->act({{"do", "answer"}, {"choice", 1}});
  EXPECT_EQ(app->announcement(), "\"Yes\" is right. Right.");
  // By its button, the first below the lesson's text.
  for (float y = 80; y < 300 && app->announcement().find("right. Right.") != std::string::npos;
       y += 6) {
    screen.click(*app, {345, y});
  }
  EXPECT_EQ(app->announcement(), "\"No\" is not right. Look again.");
  screen.frame(*app);
  EXPECT_EQ(app->announcement(), "\"No\" is not right. Look again.");
}

// A search space and a panel of it.
using Place = std::pair<std::string, std::string>;

std::vector<Place> all_places() {
  std::vector<Place> places;
  for (const std::string& panel : panel_names()) places.emplace_back("nas-bench-201", panel);
  return places;
}

TEST(App, TabReachesEveryControlAndEachExplainsItself) {
  for (const auto& [space, panel] : all_places()) {
    HeadlessScreen screen(1440, 900);
    const bool all = panel == "world";  // the cards around it once
    const auto app = whole_page("v=1&play=0&rivals=none&panel=" + std::string(panel) +
                                (all ? "" : "&hide=device,story,good"));
    app->act({{"do", "set"}, {"settings", {{"space", space}}}});
    for (int i = 0; i < 30; ++i) screen.frame(*app);
    const std::vector<Focus> reached = walk(screen, *app);
    EXPECT_GE(reached.size(), all ? 35u : 15u) << space << ", " << panel;
    std::set<std::string> windows;
    for (const Focus& focus : reached) {
      EXPECT_TRUE(focus.explained) << space << ", " << panel << ": " << focus.window << ", "
                                   << focus.size.x << " x " << focus.size.y;
      windows.insert(focus.window.substr(0, focus.window.rfind('_')));
    }
    if (!all) continue;
    for (const char* card : {"toolbar", "Device", "How good", "Story", "lesson"}) {
      EXPECT_TRUE(windows.count(std::string("tenprobes/") + card)) << panel << ": " << card;
    }
  }
}

TEST(App, EveryControlOfASmallScreenIsLargeEnoughForAThumb) {
  for (const auto& [space, panel] : all_places()) {
    for (const char* tab : {"middle", "story", "device", "good"}) {
      if (panel != "world" && tab != std::string("middle")) continue;
      HeadlessScreen screen(390, 844);
      const auto app = whole_page("v=1&play=0&rivals=none");
      app->act({{"do", "set"}, {"settings", {{"panel", panel}, {"tab", tab}, {"space", space}}}});
      for (int i = 0; i < 30; ++i) screen.frame(*app);
      for (const Focus& focus : walk(screen, *app)) {
        EXPECT_GE(std::min(focus.size.x, focus.size.y), 40)
            << space << ", " << panel << ", " << tab << ": " << focus.window << ", " << focus.size.x
            << " x " << focus.size.y;
        EXPECT_TRUE(focus.explained)
            << space << ", " << panel << ", " << tab << ": " << focus.window;
      }
    }
  }
}

TEST(App, EveryControlOfAWindowExplainsItself) {
  for (const ImGuiKey key : {ImGuiKey_H, ImGuiKey_L}) {
    HeadlessScreen screen(1440, 900);
    App app(resources());
    app.restore("v=1&play=0&rivals=none");
    screen.frame(app);
    ImGui::GetIO().AddKeyEvent(key, true);
    screen.frame(app);
    ImGui::GetIO().AddKeyEvent(key, false);
    screen.frame(app);
    const std::vector<Focus> reached = walk(screen, app);
    EXPECT_GE(reached.size(), 2u);
    for (const Focus& focus : reached) EXPECT_TRUE(focus.explained) << focus.window;
  }
}

}  // namespace
}  // namespace tenprobes::app
