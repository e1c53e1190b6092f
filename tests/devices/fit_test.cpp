#include "core/devices/fit.h"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>
#include <string>

#include "core/base/error.h"

namespace tenprobes::devices {
namespace {

std::vector<double> measured_table(const LatencyModel& model, std::uint64_t seed) {
  Random random(seed);
  std::vector<double> latencies = expected_latencies(model);
  for (double& ms : latencies) ms = measure(model, ms, random);
  return latencies;
}

LatencyModel device_with(Execution execution) {
  LatencyModel model;
  model.base_ms = 3;
  model.operation_ms = {0, 0.4, 2, 6, 1.5};
  model.execution = execution;
  model.noise = 0.03;
  return model;
}

class FitOf : public testing::TestWithParam<Execution> {};

TEST_P(FitOf, RecoversASyntheticDeviceFromItsNoisyTable) {
  const LatencyModel truth = device_with(GetParam());
  const Twin twin = fit_twin(measured_table(truth, 1));
  EXPECT_EQ(twin.model.execution, truth.execution);
  EXPECT_EQ(twin.model.overlap, 0);
  EXPECT_EQ(twin.model.clock_ms, 0);
  EXPECT_NEAR(twin.model.base_ms, truth.base_ms, 0.1);
  for (std::size_t o = 0; o < operation_count; ++o) {
    EXPECT_NEAR(twin.model.operation_ms[o], truth.operation_ms[o], 0.03) << o;
  }
  for (const double factor : twin.model.edge_factor) EXPECT_EQ(factor, 1);
  EXPECT_NEAR(twin.model.noise, truth.noise, 0.002);
  EXPECT_EQ(twin.quality.rows, cell_count);
  EXPECT_GT(twin.quality.r2, 0.97);
  EXPECT_GT(twin.quality.srcc, 0.97);
  // The rest is noise of single measurements, and the report says so.
  EXPECT_LT(twin.quality.structure, 0.002);
  EXPECT_LT(twin.quality.drift, 0.002);
}

INSTANTIATE_TEST_SUITE_P(EveryExecution, FitOf, testing::ValuesIn(all_executions),
                         [](const auto& instance) { return std::string(name_of(instance.param)); });

TEST(Fit, FindsEdgePositionWhereItMatters) {
  LatencyModel truth = device_with(Execution::eager);
  truth.edge_factor = {1.3, 1.1, 1.0, 0.9, 0.9, 0.8};  // mean 1, the fit's convention
  const Twin twin = fit_twin(measured_table(truth, 2));
  for (std::size_t e = 0; e < edge_count; ++e) {
    EXPECT_NEAR(twin.model.edge_factor[e], truth.edge_factor[e], 0.02) << e;
  }
}

TEST(Fit, FindsParallelBranches) {
  LatencyModel truth = device_with(Execution::full_elimination);
  truth.overlap = 0.75;
  const Twin twin = fit_twin(measured_table(truth, 3));
  EXPECT_EQ(twin.model.execution, truth.execution);
  EXPECT_EQ(twin.model.overlap, truth.overlap);
  EXPECT_NEAR(twin.model.operation_ms[3], truth.operation_ms[3], 0.06);
}

TEST(Fit, TellsTheClockFromTheNoise) {
  LatencyModel truth = device_with(Execution::eager);
  truth.clock_ms = 1;
  truth.noise = 0.02;
  const Twin twin = fit_twin(measured_table(truth, 4));
  EXPECT_EQ(twin.model.clock_ms, 1);
  EXPECT_NEAR(twin.model.noise, truth.noise, 0.006);
}

TEST(Fit, ReportsDriftAsDrift) {
  LatencyModel truth = device_with(Execution::eager);
  truth.noise = 0.01;
  std::vector<double> latencies = measured_table(truth, 5);
  for (std::size_t i = 0; i < latencies.size(); ++i) {
    latencies[i] *= 1 + 0.15 * std::sin(static_cast<double>(i) / 400);
  }
  const FitQuality quality = fit_twin(latencies).quality;
  const double unexplained = 1 - quality.r2;
  EXPECT_GT(unexplained, 0.05);
  EXPECT_GT(quality.drift, 0.9 * unexplained);
  EXPECT_LT(quality.structure, 0.05 * unexplained);
}

TEST(Fit, ReportsWhatTheModelLacksAsStructure) {
  const LatencyModel truth = device_with(Execution::eager);
  std::vector<double> latencies = measured_table(truth, 6);
  for (int index = 0; index < cell_count; ++index) {
    const auto counts = operation_counts(cell_at(index));
    latencies[static_cast<std::size_t>(index)] += 0.8 * counts[3] * counts[3] * counts[4];
  }
  const FitQuality quality = fit_twin(latencies).quality;
  EXPECT_GT(quality.structure, 0.5 * (1 - quality.r2));
}

TEST(Fit, IsNotFooledByOutliers) {
  const LatencyModel truth = device_with(Execution::eager);
  std::vector<double> latencies = measured_table(truth, 7);
  for (std::size_t i = 0; i < latencies.size(); i += 100) latencies[i] *= 8;
  const LatencyModel model = fit_twin(latencies).model;
  EXPECT_NEAR(model.operation_ms[3], truth.operation_ms[3], 0.06);
  EXPECT_NEAR(model.noise, truth.noise, 0.003);
}

TEST(Fit, WorksWithAPartialTableAndRefusesTooSmallAOne) {
  const LatencyModel truth = device_with(Execution::eager);
  const std::vector<double> whole = measured_table(truth, 8);
  const auto first = [&](std::size_t count) {
    std::vector<double> part(cell_count, std::numeric_limits<double>::quiet_NaN());
    std::copy_n(whole.begin(), count, part.begin());
    return part;
  };
  const Twin twin = fit_twin(first(500));
  EXPECT_EQ(twin.quality.rows, 500);
  EXPECT_NEAR(twin.model.operation_ms[3], truth.operation_ms[3], 0.2);
  EXPECT_NO_THROW(fit_twin(first(least_rows_to_fit)));
  EXPECT_THROW(fit_twin(first(least_rows_to_fit - 1)), Error);
  EXPECT_THROW(fit_twin(std::vector<double>(10, 1.0)), Error);
}

TEST(Fit, DescribesTheResidualInOneSentence) {
  const std::string sentence = describe_residual(
      LatencyModel{}, {.rows = 100, .r2 = 0.9, .srcc = 0.95, .structure = 0.02, .drift = 0.05});
  EXPECT_NE(sentence.find("it explains 90.0 %"), std::string::npos);
  EXPECT_NE(sentence.find("5.0 % is drift"), std::string::npos);
  EXPECT_NE(sentence.find("2.0 % is structure"), std::string::npos);
  EXPECT_NE(sentence.find("3.0 % is noise"), std::string::npos);
  EXPECT_EQ(sentence.find("can reach"), std::string::npos);  // a richer model might do better
  const std::string ceiling = describe_residual(
      LatencyModel{}, {.rows = 100, .r2 = 0.8, .srcc = 0.907, .structure = 0, .drift = 0.1});
  EXPECT_NE(ceiling.find("0.907 is what predicting from the architecture alone can reach"),
            std::string::npos);
}

}  // namespace
}  // namespace tenprobes::devices
