#include "core/training/training_run.h"

#include <gtest/gtest.h>

#include <future>

#include "core/base/error.h"
#include "tests/training/simple_tasks.h"

namespace tenprobes::training {
namespace {

constexpr const char* several = "acquisition in several spaces";

TrainingSettings small(const std::string& kind) {
  TrainingSettings settings = default_settings(kind == several ? "acquisition" : kind);
  settings.hidden = 16;
  settings.environments = 64;
  settings.horizon = 20;
  settings.ppo.minibatch = 256;
  settings.steps = 4 * 64 * 20;
  if (settings.kind == "acquisition") settings.steps = 1000;  // three or four rollouts
  if (kind == several) {
    settings.spaces = {"nas-bench-201", "example"};
    settings.environments = 8;
    settings.ppo.minibatch = 32;
    settings.steps = 150;
  }
  return settings;
}

std::vector<TrainingSpace> others_of(const TrainingSettings& settings) {
  if (settings.spaces.empty()) return {};
  return {example_training_space()};
}

std::unique_ptr<TrainingRun> start(const TrainingSettings& settings) {
  return start_training(settings, simple_quality(), draw_simple_device, others_of(settings));
}

#ifdef __EMSCRIPTEN__  // one thread; waiting for another would never end
constexpr std::launch launch = std::launch::deferred;
#else
constexpr std::launch launch = std::launch::async;
#endif

/// In reverse order, and two at a time where there are threads.
void threaded_for(int count, const std::function<void(int)>& body) {
  for (int i = count - 1; i >= 0; i -= 2) {
    auto other = std::async(launch, [&body, i] {
      if (i > 0) body(i - 1);
    });
    body(i);
    other.get();
  }
}

std::string trained(const TrainingSettings& settings, const ParallelFor& parallel) {
  const auto run = start(settings);
  while (!run->finished()) run->iterate(parallel);
  return run->controller().serialise();
}

class TrainerOfKind : public testing::TestWithParam<const char*> {};
INSTANTIATE_TEST_SUITE_P(Kinds, TrainerOfKind, testing::Values("acquisition", "edit", several));

TEST_P(TrainerOfKind, SameSeedGivesTheSameBytesWhateverTheThreads) {
  TrainingSettings settings = small(GetParam());
  const std::string weights = trained(settings, serial_for);
  EXPECT_TRUE(weights == trained(settings, serial_for));
  EXPECT_TRUE(weights == trained(settings, threaded_for));
  settings.seed = 2;
  EXPECT_FALSE(weights == trained(settings, serial_for));
}

TEST_P(TrainerOfKind, ResumesToTheSameBytes) {
  const TrainingSettings settings = small(GetParam());
  const auto first = start(settings);
  first->iterate(serial_for);
  first->iterate(serial_for);
  const auto second = resume_training(first->checkpoint(), "c", std::nullopt, simple_quality(),
                                      draw_simple_device, others_of(settings));
  while (!second->finished()) second->iterate(serial_for);
  EXPECT_TRUE(second->controller().serialise() == trained(settings, serial_for));
}

TEST(Trainer, EditLearns) {
  TrainingSettings settings = small("edit");
  settings.environments = 128;
  settings.ppo.minibatch = 512;
  settings.hidden = 32;
  settings.steps = 100 * 128 * 20;
  settings.tasks.fewest_probes = settings.tasks.most_probes = 6;
  const auto run = start_training(settings, simple_quality(), draw_simple_device);
  const CurvePoint before = run->iterate(serial_for);
  CurvePoint after;
  while (!run->finished()) after = run->iterate(serial_for);
  EXPECT_GT(after.mean_final_value, before.mean_final_value + 0.1);
  EXPECT_GT(after.feasible_share, before.feasible_share + 0.02);
  EXPECT_LT(after.update.entropy, before.update.entropy);
  EXPECT_GT(after.update.explained_variance, 0.3);
}

TEST_P(TrainerOfKind, RefusesWhatItCannotResume) {
  const auto run = start_training(small(GetParam()), simple_quality(), draw_simple_device);
  const auto resume = [](const std::string& bytes, std::vector<double> quality) {
    return resume_training(bytes, "c", std::nullopt, std::move(quality), draw_simple_device);
  };
  EXPECT_NO_THROW(resume(run->checkpoint(), simple_quality()));
  EXPECT_THROW(resume(run->controller().serialise(), simple_quality()), Error);
  EXPECT_THROW(resume("nothing", simple_quality()), Error);
  std::vector<double> other = simple_quality();
  other[3] += 1;
  EXPECT_THROW(resume(run->checkpoint(), other), Error);
  EXPECT_THROW(start_training(small(GetParam()), {1, 2, 3}, draw_simple_device), Error);
}

TEST(Trainer, EverySpaceTakesPart) {
  TrainingSettings settings = small(several);
  const std::string both = trained(settings, serial_for);
  settings.spaces = {"example"};
  const std::string alone = trained(settings, serial_for);
  EXPECT_NE(both, alone);
  settings.spaces.clear();
  EXPECT_NE(alone, trained(settings, serial_for));
  settings.spaces = {"example"};
  EXPECT_THROW(start_training(settings, simple_quality(), draw_simple_device), Error);
}

TEST(Trainer, RefusesAKindThatIsNone) {
  EXPECT_THROW(start_training(small("psychic"), simple_quality(), draw_simple_device), Error);
}

TEST(Settings, ReadBackWhatTheyWrite) {
  TrainingSettings settings = small("edit");
  settings.tasks.most_probes = 12;
  settings.ppo.learning_rate = 0.1234567890123;
  settings.seed = 18446744073709551615u;
  EXPECT_EQ(to_json(parse_settings(to_json(settings), "s")), to_json(settings));
}

TEST(Settings, RefuseWhatTheyDoNotKnow) {
  const auto message = [](const std::string& json) -> std::string {
    try {
      parse_settings(json, "my.json");
    } catch (const Error& error) {
      return error.what();
    }
    return "";
  };
  EXPECT_EQ(message(R"({"epochs": 2})"), "");
  EXPECT_EQ(message(R"({"kind": "whole-cell"})"),
            "my.json: 'whole-cell' is not a kind of controller: expected acquisition or edit");
  EXPECT_EQ(message(R"({"epoch": 2})"), "my.json: the field 'epoch' is unknown");
  EXPECT_EQ(message(R"({"epochs": 0})"), "my.json: epochs is 0: expected 1 to 100");
  EXPECT_EQ(message(R"({"epochs": "2"})"), "my.json: 'epochs' is not a whole number");
  EXPECT_EQ(message(R"({"epochs": 4294967297})"),
            "my.json: 'epochs' is 4294967297, which is out of range");
  EXPECT_EQ(message(R"({"seed": -1})"), "my.json: 'seed' is -1, which is out of range");
  EXPECT_NE(message(R"({"clip": -1})"), "");
  EXPECT_NE(message(R"({"fewest_probes": 9, "most_probes": 4})"), "");
  EXPECT_NE(message("[]"), "");
  EXPECT_NE(message("{"), "");
}

}  // namespace
}  // namespace tenprobes::training
