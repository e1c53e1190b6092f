#include "web/app/training_run.h"

#include <gtest/gtest.h>

#include "core/base/error.h"
#include "core/search_space/catalogue/catalogue.h"
#include "core/search_space/nas_bench_201/nas_bench_201.h"
#include "core/training/settings.h"
#include "web/app/panels/synthetic.h"
#include "web/app/panels/train.h"

namespace tenprobes::app {
namespace {

TEST(TrainingRun, KeepsTheCurveAndTheLastWeights) {
  TrainingRun training;
  training.begin(training_kinds[0], 1000);
  training.tell(R"({"random_quality": 61.5})", "");
  EXPECT_DOUBLE_EQ(training.random_quality, 61.5);
  EXPECT_EQ(training.start_quality, 0) << "not known before the first round";
  training.tell(R"({"point": {"steps": 500, "mean_final_value": 0.7, "feasible_share": 0.9},
                    "steps_per_second": 1234, "start_quality": 69.5})",
                "first");
  EXPECT_DOUBLE_EQ(training.start_quality, 69.5);
  training.tell(R"({"point": {"steps": 1000, "mean_final_value": 0.8, "feasible_share": 1},
                    "steps_per_second": 1200, "finished": true})",
                "second");
  EXPECT_FALSE(training.running);
  ASSERT_EQ(training.curve.size(), 2u);
  EXPECT_DOUBLE_EQ(training.curve[0].quality, 70);
  EXPECT_EQ(training.weights, "second");
  EXPECT_THROW(training.tell(R"({"error": "out of memory"})", ""), Error);
  EXPECT_THROW(training.tell("hello", ""), Error);
}

TEST(TrainingRun, ItsSettingsAreTheTrainers) {
  for (const TrainingKind& kind : training_kinds) {
    const auto settings = training::parse_settings(training_settings(kind, 300000, 7), "test");
    EXPECT_EQ(settings.kind, kind.name);
    EXPECT_EQ(settings.steps, 300000);
    EXPECT_EQ(settings.seed, 7u);
    EXPECT_EQ(&training_kind(kind.name), &kind);
  }
  EXPECT_THROW(training_kind("oracle"), Error);
}

TEST(TrainPanel, OffersOnlyKindsThatCanSearchTheSpace) {
  EXPECT_EQ(TrainPanel::kinds_for(*nas_bench_201()).size(), training_kinds.size());
  const auto others =
      TrainPanel::kinds_for(*parse_catalogue("name,quality,gmacs\na,1,2\nb,2,3\n", "mine.csv"));
  ASSERT_EQ(others.size(), 1u);
  EXPECT_EQ(std::string_view(others.front()->name), "acquisition");
}

TEST(SyntheticPanel, DrawsTheSameDevicesAgainAndStopsAtTheMost) {
  SyntheticPanel one, other;
  one.draw_devices(*nas_bench_201(), 30);
  other.draw_devices(*nas_bench_201(), 10);
  other.draw_devices(*nas_bench_201(), 20);
  EXPECT_EQ(one.drawn(), 30);
  EXPECT_EQ(one.drawn(), other.drawn());
  one.draw_devices(*nas_bench_201(), 1000000);
  EXPECT_EQ(one.drawn(), SyntheticPanel::most_drawn);
}

}  // namespace
}  // namespace tenprobes::app
