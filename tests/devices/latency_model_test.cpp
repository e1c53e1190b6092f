#include "core/devices/latency_model.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <string>
#include <vector>

#include "core/base/error.h"
#include "core/search_space/cells/notation.h"
#include "tests/devices/one_cell.h"

namespace tenprobes::devices {
namespace {

double cost_of(const LatencyModel& model, int edge, Operation operation) {
  const auto e = static_cast<std::size_t>(edge);
  const auto o = static_cast<std::size_t>(operation);
  if (operation == Operation::none) return model.operation_ms[o] * model.edge_factor[e];
  return std::max(model.operation_ms[o], model.memory_ms) * model.edge_factor[e] + model.launch_ms;
}

/// The longest chain of executed edges that starts at `node`, by plain recursion.
double longest_from(const LatencyModel& model, const Cell& architecture, EdgeMask executed,
                    int node) {
  double longest = 0;
  for (int e = 0; e < edge_count; ++e) {
    const auto edge = static_cast<std::size_t>(e);
    if (!executed[edge] || edge_source[edge] != node) continue;
    longest = std::max(longest, cost_of(model, e, architecture.operations[edge]) +
                                    longest_from(model, architecture, executed, edge_target[edge]));
  }
  return longest;
}

double naive_latency(const LatencyModel& model, const Cell& architecture) {
  const EdgeMask executed = executed_edges(model.execution, architecture);
  double sum = 0, path = 0;
  bool reads_input = false;
  for (int e = 0; e < edge_count; ++e) {
    const auto edge = static_cast<std::size_t>(e);
    if (!executed[edge]) continue;
    sum += cost_of(model, e, architecture.operations[edge]);
    reads_input = reads_input || edge_source[edge] == 0;
  }
  for (int node = 0; node < node_count; ++node) {
    path = std::max(path, longest_from(model, architecture, executed, node));
  }
  const double edges = model.overlap * path + (1 - model.overlap) * sum;
  return std::max(reads_input ? model.base_ms + edges : edges / 15, 1e-3);
}

LatencyModel arbitrary_model(Random& random) {
  LatencyModel model;
  model.base_ms = random.uniform(0, 5);
  for (double& ms : model.operation_ms) ms = random.uniform(0, 5);
  model.memory_ms = random.uniform(0, 2);
  model.launch_ms = random.uniform(0, 1);
  for (double& factor : model.edge_factor) factor = random.uniform(0.5, 2);
  model.execution = all_executions[static_cast<std::size_t>(random.below(4))];
  model.overlap = random.chance(0.5) ? random.uniform() : random.below(2);
  return model;
}

TEST(LatencyModel, AgreesWithANaiveImplementation) {
  Random random(1);
  for (int trial = 0; trial < 20; ++trial) {
    const LatencyModel model = arbitrary_model(random);
    const std::vector<double> latencies = expected_latencies(model);
    const PricedModel priced(model);
    for (int index = 0; index < cell_count; ++index) {
      const Cell architecture = cell_at(index);
      const double ms = priced.expected_latency(architecture);
      ASSERT_EQ(ms, latencies[static_cast<std::size_t>(index)]) << to_string(architecture);
      ASSERT_NEAR(ms, naive_latency(model, architecture), 1e-12 * ms) << to_string(architecture);
    }
  }
}

TEST(LatencyModel, IsMonotoneInEveryCost) {
  Random random(2);
  for (int trial = 0; trial < 200; ++trial) {
    const LatencyModel model = arbitrary_model(random);
    const Cell architecture = cell_at(random.below(cell_count));
    const double before = expected_latency(model, architecture);
    const auto raised = [&](auto change) {
      LatencyModel dearer = model;
      change(dearer);
      return expected_latency(dearer, architecture);
    };
    EXPECT_GE(raised([](LatencyModel& m) { m.base_ms += 1; }), before);
    EXPECT_GE(raised([](LatencyModel& m) { m.memory_ms += 1; }), before);
    EXPECT_GE(raised([](LatencyModel& m) { m.launch_ms += 1; }), before);
    for (std::size_t o = 0; o < operation_count; ++o) {
      EXPECT_GE(raised([o](LatencyModel& m) { m.operation_ms[o] += 1; }), before);
    }
    for (std::size_t e = 0; e < edge_count; ++e) {
      EXPECT_GE(raised([e](LatencyModel& m) { m.edge_factor[e] *= 2; }), before);
    }
    EXPECT_LE(raised([](LatencyModel& m) { m.overlap = 1; }),
              raised([](LatencyModel& m) { m.overlap = 0; }) * (1 + 1e-12));
  }
}

TEST(LatencyModel, EliminationNeverCostsMoreThanEager) {
  Random random(3);
  for (int trial = 0; trial < 10; ++trial) {
    LatencyModel model = arbitrary_model(random);
    const auto under = [&](Execution execution) {
      model.execution = execution;
      return expected_latencies(model);
    };
    const auto eager = under(Execution::eager);
    const auto folding = under(Execution::folding_elimination);
    const auto backward = under(Execution::backward_elimination);
    const auto full = under(Execution::full_elimination);
    for (std::size_t i = 0; i < cell_count; ++i) {
      ASSERT_LE(full[i], backward[i] * (1 + 1e-12));
      ASSERT_LE(backward[i], folding[i] * (1 + 1e-12));
      ASSERT_LE(folding[i], eager[i] * (1 + 1e-12));
    }
  }
}

TEST(ExecutedEdges, FoldingKeepsALoneConvolutionBeforeNone) {
  const auto executed = [](const char* text, Execution execution) {
    return executed_edges(execution, parse_cell_notation(text)).to_string();  // edge 5 first
  };
  // The convolution on edge 0 is node 1's only input; both edges from node 1 are none.
  const char* lone = "|nor_conv_3x3~0|+|none~0|none~1|+|skip_connect~0|none~1|none~2|";
  EXPECT_EQ(executed(lone, Execution::folding_elimination), "001001");
  EXPECT_EQ(executed(lone, Execution::backward_elimination), "001000");
  // A skip is no convolution to fold into.
  EXPECT_EQ(executed("|skip_connect~0|+|none~0|none~1|+|skip_connect~0|none~1|none~2|",
                     Execution::folding_elimination),
            "001000");
  // Node 2 sums two inputs: nothing to fold into.
  EXPECT_EQ(executed("|nor_conv_3x3~0|+|nor_conv_3x3~0|nor_conv_3x3~1|+|skip_connect~0|none~1|"
                     "none~2|",
                     Execution::folding_elimination),
            "001000");
  // The lone convolution on edge 2 reads node 1, so the pooling before it runs too.
  EXPECT_EQ(executed("|avg_pool_3x3~0|+|none~0|nor_conv_1x1~1|+|skip_connect~0|none~1|none~2|",
                     Execution::folding_elimination),
            "001101");
  // Nodes 1 and 2 are both multiplied by zero: merged, and dropped.
  EXPECT_EQ(executed("|nor_conv_3x3~0|+|nor_conv_1x1~0|none~1|+|skip_connect~0|none~1|none~2|",
                     Execution::folding_elimination),
            "001000");
  // Node 2 is node 1 under another name.
  EXPECT_EQ(executed("|nor_conv_3x3~0|+|none~0|skip_connect~1|+|skip_connect~0|none~1|none~2|",
                     Execution::folding_elimination),
            "001001");
  // The skip on edge 2 brings nothing from the empty node 1.
  EXPECT_EQ(executed("|none~0|+|nor_conv_3x3~0|skip_connect~1|+|skip_connect~0|none~1|none~2|",
                     Execution::folding_elimination),
            "001010");
}

TEST(LatencyModel, RunsOnlyTheLastCellWhereNothingReadsTheInput) {
  LatencyModel model;
  model.execution = Execution::backward_elimination;
  const Cell loose = parse_cell_notation("|none~0|+|none~0|none~1|+|none~0|none~1|nor_conv_3x3~2|");
  EXPECT_DOUBLE_EQ(expected_latency(model, loose), model.operation_ms[3] / 15);
  EXPECT_DOUBLE_EQ(expected_latency(model, Cell{}), least_latency_ms);
  model.execution = Execution::eager;
  EXPECT_DOUBLE_EQ(expected_latency(model, Cell{}), model.base_ms);
}

TEST(Measure, HasTheNoiseItClaims) {
  LatencyModel model;
  model.noise = 0.1;
  Random random(4);
  const Cell architecture = cell_at(0);
  const double expected = expected_latency(model, architecture);
  double sum = 0, squares = 0;
  constexpr int draws = 20000;
  for (int i = 0; i < draws; ++i) {
    const double relative = std::log(measure(model, architecture, random) / expected);
    sum += relative;
    squares += relative * relative;
  }
  const double mean = sum / draws;
  EXPECT_NEAR(mean, 0, 4 * 0.1 / std::sqrt(draws));
  EXPECT_NEAR(std::sqrt(squares / draws - mean * mean), 0.1, 0.003);
}

TEST(Measure, RoundsToTheClock) {
  LatencyModel model;
  model.noise = 0.3;
  model.clock_ms = 1;
  Random random(5);
  for (int i = 0; i < 1000; ++i) {
    const double ms = measure(model, cell_at(i), random);
    ASSERT_EQ(ms, std::round(ms));
    ASSERT_GE(ms, 1);
  }
  model.clock_ms = 1000;  // coarser than any latency
  EXPECT_EQ(measure(model, cell_at(0), random), 1000);
  model.clock_ms = 0;
  for (int i = 0; i < 1000; ++i) {
    const double nanoseconds = measure(model, cell_at(i), random) * 1e6;
    ASSERT_NEAR(nanoseconds, std::round(nanoseconds), 1e-3);
  }
}

TEST(Measure, WithoutNoiseOrClockIsTheExpectedLatency) {
  const LatencyModel model;
  Random random(6), untouched(6);
  for (int i = 0; i < 100; ++i) {
    EXPECT_NEAR(measure(model, cell_at(i), random), expected_latency(model, cell_at(i)), 0.5e-6);
  }
  EXPECT_EQ(random.next(), untouched.next());
}

TEST(Validate, NamesTheFieldItsRangeAndItsUnit) {
  const auto message = [](auto change) -> std::string {
    LatencyModel model;
    change(model);
    try {
      validate(model);
    } catch (const Error& error) {
      return error.what();
    }
    return "accepted";
  };
  EXPECT_EQ(message([](LatencyModel& m) { m.overlap = 1; }), "accepted");
  EXPECT_EQ(message([](LatencyModel& m) { m.overlap = 1.5; }),
            "overlap is 1.5: it must be from 0 to 1");
  EXPECT_EQ(message([](LatencyModel& m) { m.operation_ms[3] = -2; }),
            "operation_ms of nor_conv_3x3 is -2: it must be from 0 to 1000000 ms");
  EXPECT_NE(message([](LatencyModel& m) { m.base_ms = std::nan(""); }), "accepted");
  EXPECT_NE(message([](LatencyModel& m) { m.edge_factor[2] = 0; }), "accepted");
  EXPECT_NE(message([](LatencyModel& m) { m.noise = -0.1; }), "accepted");
}

}  // namespace
}  // namespace tenprobes::devices
