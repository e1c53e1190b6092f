#include "web/app/settings.h"

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "core/base/error.h"

namespace tenprobes::app {
namespace {

TEST(Settings, DefaultsNeedNothingInTheLink) {
  EXPECT_EQ(to_fragment({}, {}), "v=2");
}

TEST(Settings, EverySettingSurvivesTheLink) {
  Settings changed;
  changed.device = "my phone & co/100%";
  changed.quality = "training-free";
  changed.method = "bayes";
  changed.rivals = "oracle";
  changed.probes = 33;
  changed.budget_quantile = 0.1375;
  changed.seed = largest_seed;
  changed.budget_ms = 12.5;
  changed.bounds = "mparams<=30";
  changed.own = "weights";
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
  changed.embed = true;
  changed.shuffle = true;
  changed.space = "my own models";
  changed.proxy = "pixel3";
  changed.network = "15624";
  changed.yours = "12,873,12,0";
  changed.roofline = {.compute_ms = 3,
                      .compute_exponent = 0.7,
                      .memory_ms = 4,
                      .memory_exponent = 1,
                      .weights_ms = 0.5,
                      .launches_ms = 0.4,
                      .overlapped = true,
                      .noise = 0.1,
                      .clock_ms = 1};
  changed.kernels = "vit:1.5,resnet:0.8";
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
                               "v=3",
                               "probes=10",
                               "v=1&probes=0",
                               "v=1&probes=1001",
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
                               "v=1&yours=",
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
}

// Links of the time when FBNet had settings of its own.
TEST(Settings, AnEarlierLinkIsReadAsTheSpaceThatItShows) {
  const std::string both =
      "&device=pixel2&fbnet_device=raspi4&layers=0123456788765432100000&cell=77&yours=12,873"
      "&fbnet_yours=2222222222222222222222";
  const Settings cells = settings_from_fragment("v=1" + both, {});
  EXPECT_EQ(cells.space, default_space);
  EXPECT_EQ(cells.device, "pixel2");
  EXPECT_EQ(cells.network, "77");
  EXPECT_EQ(cells.yours, "12,873");
  const Settings layers = settings_from_fragment("v=1&space=fbnet" + both, {});
  EXPECT_EQ(layers.space, "fbnet");
  EXPECT_EQ(layers.device, "raspi4");
  EXPECT_EQ(layers.network, "0123456788765432100000");
  EXPECT_EQ(layers.yours, "2222222222222222222222");
  Settings fbnet;
  fbnet.device = "pixel3";
  EXPECT_EQ(settings_from_fragment("v=1&device=pixel2&space=fbnet&yours=4", fbnet).device, "pixel3")
      << "the other space's device stood before the space";
  EXPECT_EQ(settings_from_fragment("v=1&space=fbnet&device=fpga", fbnet).device, "fpga");
  EXPECT_EQ(settings_from_fragment("v=1&panel=imagined", {}).panel, "synthetic");
}

TEST(Settings, AChangeSaysWhatMustBeWorkedOutAnew) {
  const auto scope = [](const std::string& key, const std::string& text, Settings before = {}) {
    Settings after = before;
    assign(after, key, text);
    return scope_of_change(before, after);
  };
  EXPECT_EQ(scope_of_change({}, {}), Scope::view);
  EXPECT_EQ(scope("panel", "devices"), Scope::view);
  EXPECT_EQ(scope("network", "3"), Scope::view);
  EXPECT_EQ(scope("yours", "3"), Scope::user);
  EXPECT_EQ(scope("rivals", "random"), Scope::race);
  EXPECT_EQ(scope("seed", "3"), Scope::session);
  EXPECT_EQ(scope("device", "fpga"), Scope::device);
  EXPECT_EQ(scope("space", "fbnet"), Scope::space);
  EXPECT_EQ(scope("conv3x3", "3"), Scope::view) << "another device is shown";
  Settings own;
  own.device = "synthetic";
  EXPECT_EQ(scope("conv3x3", "3", own), Scope::device);
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
