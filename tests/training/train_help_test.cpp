#include "core/training/train_help.h"

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "core/base/error.h"
#include "core/devices/distribution.h"
#include "tests/training/simple_tasks.h"

namespace tenprobes::training {
namespace {

/// Devices without noise, drawn as the synthetic ones are.
struct Devices {
  std::vector<std::vector<double>> latencies;
  std::vector<HelpDevice> devices;

  Devices(int count, std::uint64_t seed) {
    Random random(seed);
    for (int d = 0; d < count; ++d) {
      latencies.push_back(devices::expected_latencies(devices::draw_device(random)));
    }
    for (const auto& table : latencies) {
      devices.push_back({"device " + std::to_string(devices.size()), table});
    }
  }
};

HelpTraining quick() {
  HelpTraining settings;
  settings.units = 8;
  settings.episodes = 60;
  settings.tasks = 3;
  settings.queries = 20;
  settings.learning_rate = 3e-3;
  settings.validate_every = 20;
  return settings;
}

TEST(TrainHelp, LearnsAndKeepsTheBestValidation) {
  const Devices train(4, 1), valid(2, 2);
  int told = 0;
  const TrainedHelp trained =
      train_help(train.devices, valid.devices, quick(), serial_for, never,
                 [&](const HelpProgress& now) { EXPECT_EQ(now.episodes, ++told); });
  EXPECT_EQ(told, 60);
  ASSERT_EQ(trained.curve.size(), 3u);
  EXPECT_LT(trained.curve.back().loss, 0.7 * trained.curve.front().loss);
  EXPECT_GT(trained.curve.back().best_srcc, 0.6);
  const auto training = nlohmann::json::parse(trained.model.training);
  EXPECT_EQ(training.at("validation_srcc"), trained.curve.back().best_srcc);
  EXPECT_EQ(training.at("train_devices").size(), 4u);
}

TEST(TrainHelp, GivesTheSameBytesInAnyOrderOfTasks) {
  const Devices train(4, 1), valid(1, 2);
  HelpTraining settings = quick();
  settings.episodes = 4;
  const ParallelFor backwards = [](int count, const std::function<void(int)>& body) {
    while (count > 0) body(--count);
  };
  const auto bytes = [&](const ParallelFor& parallel) {
    return train_help(train.devices, valid.devices, settings, parallel, never, silent)
        .model.serialise();
  };
  const std::string first = bytes(serial_for);
  EXPECT_TRUE(first == bytes(backwards));
  settings.seed = 2;
  EXPECT_FALSE(first == bytes(serial_for));
}

TEST(TrainHelp, KeepsWhatWasEarnedWhenStopped) {
  const Devices train(3, 1), valid(1, 2);
  HelpTraining settings = quick();
  int episodes = 0;
  const auto stop = [&] { return episodes >= 21; };
  const auto count = [&](const HelpProgress& now) { episodes = now.episodes; };
  const TrainedHelp trained =
      train_help(train.devices, valid.devices, settings, serial_for, stop, count);
  EXPECT_EQ(trained.curve.size(), 1u);
  const auto at_once = [] { return true; };
  EXPECT_THROW(train_help(train.devices, valid.devices, settings, serial_for, at_once, silent),
               Error);
}

TEST(TrainHelp, RefusesUnknownLatenciesAndSettingsOutOfRange) {
  Devices train(3, 1), valid(1, 2);
  const auto refuses = [&](const HelpTraining& settings) {
    EXPECT_THROW(train_help(train.devices, valid.devices, settings, serial_for, never, silent),
                 Error);
  };
  HelpTraining settings = quick();
  settings.tasks = 4;
  refuses(settings);
  settings = quick();
  settings.pool = 15000;
  refuses(settings);
  settings = quick();
  settings.updates = 0;
  refuses(settings);
  train.latencies[1][15624] = std::nan("");
  refuses(quick());
}

}  // namespace
}  // namespace tenprobes::training
