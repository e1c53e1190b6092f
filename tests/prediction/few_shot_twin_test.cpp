#include "core/prediction/few_shot_twin.h"

#include <gtest/gtest.h>

#include <cmath>

#include "core/base/error.h"
#include "core/devices/distribution.h"
#include "core/search_space/nas_bench_201/nas_bench_201.h"
#include "core/statistics/ranking.h"
#include "tests/devices/one_cell.h"

namespace tenprobes::prediction {
namespace {

devices::LatencyModel laptop() {
  devices::LatencyModel model;
  model.base_ms = 1;
  model.operation_ms = {0, 0.1, 1.5, 7, 0.9};
  model.execution = devices::Execution::full_elimination;
  return model;
}

History sixteen_probes() {
  Random random(5);
  History history;
  for (int i = 0; i < 16; ++i) {
    const Cell architecture = cell_at(random.below(cell_count));
    history.push_back({architecture, devices::measure(laptop(), architecture, random)});
  }
  return history;
}

TEST(FewShotTwin, RanksArchitecturesItHasNeverSeen) {
  const devices::Twin twin = few_shot_twin(sixteen_probes());
  EXPECT_NO_THROW(devices::validate(twin.model));
  EXPECT_GT(statistics::spearman(devices::expected_latencies(twin.model),
                                 devices::expected_latencies(laptop())),
            0.95);
  EXPECT_EQ(twin.quality.rows, 16);
  EXPECT_GT(twin.quality.srcc, 0.8);
  EXPECT_EQ(twin.model.noise, 0);
}

TEST(FewShotTwin, SpreadsTellTheNoise) {
  const History history = sixteen_probes();
  std::vector<std::optional<devices::Spread>> spreads;
  for (const Probe& probe : history) {
    spreads.push_back(devices::Spread{probe.latency_ms * (1 - 0.1349 / 2),
                                      probe.latency_ms * (1 + 0.1349 / 2), 25});
  }
  EXPECT_NEAR(few_shot_twin(history, spreads).model.noise, 1.2533 * 0.1 / 5, 1e-4);
}

TEST(FewShotTwin, ManyProbesAreFittedAsATable) {
  Random random(6);
  History history;
  std::vector<double> table(cell_count, std::nan(""));
  while (history.size() < 200) {
    const int index = random.below(cell_count);
    if (!std::isnan(table[static_cast<size_t>(index)])) continue;
    table[static_cast<size_t>(index)] = devices::expected_latency(laptop(), cell_at(index));
    history.push_back({cell_at(index), table[static_cast<size_t>(index)]});
  }
  EXPECT_EQ(few_shot_twin(history).model, devices::fit_twin(table).model);
}

TEST(FewShotTwin, TooFewProbesAreRefused) {
  EXPECT_THROW(few_shot_twin({{cell_at(1), 3}, {cell_at(2), 4}}), Error);
  EXPECT_THROW(estimate_latencies(*nas_bench_201(), {}), Error);
}

}  // namespace
}  // namespace tenprobes::prediction
