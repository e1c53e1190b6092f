#include "core/training/settings.h"

#include <gtest/gtest.h>

#include "core/base/error.h"

namespace tenprobes::training {
namespace {

std::string complaint(const std::string& json) {
  try {
    parse_settings(json, "my.json");
  } catch (const Error& error) {
    return error.what();
  }
  return "none";
}

TEST(TrainingSettings, GoThroughJsonUnchanged) {
  TrainingSettings settings = default_settings("edit");
  settings.ppo.learning_rate = 0.0125;
  settings.seed = 18'000'000'000'000'000'000u;
  EXPECT_EQ(to_json(settings).find("exponent"), std::string::npos) << "not set, not written";
  settings.tasks.exponent = -0.3;
  settings.train_devices = {"raspi4", "synthetic:7"};
  const TrainingSettings read = parse_settings(to_json(settings), "my.json");
  EXPECT_EQ(to_json(read), to_json(settings));
  EXPECT_EQ(read.tasks.exponent, -0.3);
  EXPECT_EQ(read.train_devices, settings.train_devices);
  EXPECT_EQ(read.seed, settings.seed);
}

TEST(TrainingSettings, SpacesAreARecord) {
  TrainingSettings settings;
  EXPECT_TRUE(settings.plays_cells());
  settings.spaces = {"fbnet"};
  EXPECT_FALSE(settings.plays_cells());
  EXPECT_EQ(parse_settings(to_json(settings), "").spaces, settings.spaces);
  settings.spaces = {"fbnet", "nas-bench-201"};
  EXPECT_TRUE(settings.plays_cells());
}

TEST(TrainingSettings, WhatIsLeftOutIsTheKindsOwn) {
  EXPECT_EQ(to_json(parse_settings(R"({"kind": "edit"})", "")), to_json(default_settings("edit")));
  EXPECT_EQ(to_json(parse_settings("{}", "")), to_json(default_settings("acquisition")));
}

TEST(TrainingSettings, RefusalsSayWhichFileAndField) {
  EXPECT_NE(complaint("[]").find("my.json"), std::string::npos);
  EXPECT_NE(complaint(R"({"speed": 3})").find("speed"), std::string::npos);
  EXPECT_NE(complaint(R"({"steps": "many"})").find("steps"), std::string::npos);
  EXPECT_NE(complaint(R"({"minibatch": 99999999999})").find("minibatch"), std::string::npos);
  EXPECT_NE(complaint(R"({"kind": "edit", "exponent": -11})").find("exponent"), std::string::npos);
  EXPECT_NE(complaint(R"({"kind": "edit", "exponent": []})").find("exponent"), std::string::npos);
  EXPECT_NE(complaint(R"({"exponent": -0.3})").find("acquisition"), std::string::npos);
  EXPECT_NE(complaint(R"({"train_devices": [1]})").find("train_devices"), std::string::npos);
  EXPECT_NE(complaint(R"({"kind": "edit", "spaces": ["fbnet"]})").find("NAS-Bench-201 only"),
            std::string::npos);
  EXPECT_NE(complaint(R"({"train_devices": ["pixel3"], "spaces": ["fbnet"]})").find("synthetic"),
            std::string::npos);
}

}  // namespace
}  // namespace tenprobes::training
