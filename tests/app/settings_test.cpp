#include "web/app/settings.h"

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "core/base/error.h"

namespace tenprobes::app {
namespace {

TEST(Settings, DefaultsNeedNothingInTheLink) {
  EXPECT_EQ(to_fragment({}, {}), "v=1");
}

TEST(Settings, EverySettingSurvivesTheLink) {
  Settings changed;
  changed.device = "my phone & co/100%";
  changed.method = "bayes";
  changed.rivals = "oracle";
  changed.probes = 33;
  changed.budget_quantile = 0.1375;
  changed.seed = 999999;
  changed.speed = 7.5;
  changed.playing = false;
  changed.log_latency = false;
  changed.quality_from = 62.5;
  changed.theme = "dark";
  changed.panel = "devices";
  changed.tab = "story";
  changed.lesson = "the-map";
  changed.step = 3;
  changed.hide = "seed,files";
  changed.shuffle = true;
  changed.space = "fbnet";
  changed.fbnet_device = "synthetic:77";
  changed.layers = "0123456788765432100000";
  changed.cell = 15624;
  changed.yours = "12,873,12,0";
  changed.fbnet_yours = "0123456788765432100000,2222222222222222222222";
  changed.synthetic = {.base_ms = 0.1,
                       .operation_ms = {0.2, 0.3, 1.7, 5.5, 0.04},
                       .memory_ms = 0.9,
                       .launch_ms = 0.017,
                       .edge_factor = {1.5, 0.5, 2, 3, 0.25, 1.25},
                       .execution = devices::Execution::full_elimination,
                       .overlap = 0.35,
                       .noise = 0.07,
                       .clock_ms = 1};
  const std::string fragment = to_fragment(changed, {});
  const Settings back = settings_from_fragment(fragment, {});
  EXPECT_EQ(to_json(back).dump(), to_json(changed).dump());
  EXPECT_EQ(to_fragment(back, {}), fragment);
  const nlohmann::ordered_json all = to_json(Settings{});
  for (const auto& [key, value] : all.items()) {
    EXPECT_NE(fragment.find("&" + key + "="), std::string::npos) << key << " is not in the link";
  }
}

TEST(Settings, AMalformedLinkIsRefusedWithASentence) {
  for (const char* fragment : {"",
                               "v=2",
                               "probes=10",
                               "v=1&probes=0",
                               "v=1&probes=51",
                               "v=1&probes=ten",
                               "v=1&probes=1.5",
                               "v=1&probes=1e99",
                               "v=1&probes=",
                               "v=1&budget=nan",
                               "v=1&budget=1e999",
                               "v=1&budget=2",
                               "v=1&theme=pink",
                               "v=1&panel=attic",
                               "v=1&tab=",
                               "v=1&step=0",
                               "v=1&hide=seed,nothing-known",
                               "v=1&hide=none,seed",
                               "v=1&cell=15625",
                               "v=1&cell=1.5",
                               "v=1&yours=",
                               "v=1&yours=none,1",
                               "v=1&yours=1,",
                               "v=1&yours=,1",
                               "v=1&yours=15625",
                               "v=1&yours=-1",
                               "v=1&yours=01",
                               "v=1&yours=1%201",
                               "v=1&fbnet_yours=12",
                               "v=1&fbnet_yours=2222222222222222222229",
                               "v=1&fbnet_yours=2222222222222222222222,",
                               "v=1&hide=seed,",
                               "v=1&device=%00",
                               "v=1&device=raspi4%00",
                               "v=1&lesson=a%0Ab",
                               "v=1&fbnet_device=%FF",
                               "v=1&probes=%00",
                               "v=1&shuffle=2",
                               "v=1&play=yes",
                               "v=1&runs=lazy",
                               "v=1&colour=red",
                               "v=1&seed=1&seed=2",
                               "v=1&v=1",
                               "v=1&",
                               "v=1&&seed=2",
                               "v=1&device=",
                               "v=1&device=%",
                               "v=1&device=%4",
                               "v=1&device=%zz",
                               "v=1&seed=-1",
                               "v=1&noise=[1]",
                               "v=1&conv3x3=-1"}) {
    EXPECT_THROW(settings_from_fragment(fragment, {}), Error) << fragment;
  }
  EXPECT_THROW(settings_from_fragment("v=1&device=" + std::string(5000, 'a'), {}), Error);
  std::string most = "v=1&yours=1";
  for (int i = 1; i < 50; ++i) most += ",15624";
  EXPECT_NO_THROW(settings_from_fragment(most, {}));
  EXPECT_THROW(settings_from_fragment(most + ",1", {}), Error);
}

TEST(Settings, ARefusalIsASentenceEvenOfBytesThatAreNone) {
  for (const char* fragment :
       {"v=1&device=%00", "v=1&probes=%1B", "v=1&lesson=%C3", "v=1&theme=%7F"}) {
    try {
      settings_from_fragment(fragment, {});
      FAIL() << "not refused: " << fragment;
    } catch (const Error& error) {
      const std::string sentence = error.what();
      EXPECT_NE(sentence.find("expected"), std::string::npos) << sentence;
      for (const char c : sentence) EXPECT_TRUE(c >= ' ' && c < '\x7f') << fragment;
    }
  }
}

TEST(Settings, OutOfRangeIsNamed) {
  Settings settings;
  settings.synthetic.noise = 0.6;
  try {
    validate(settings);
    FAIL() << "not refused";
  } catch (const Error& error) {
    EXPECT_NE(std::string(error.what()).find("'noise'"), std::string::npos) << error.what();
  }
}

}  // namespace
}  // namespace tenprobes::app
