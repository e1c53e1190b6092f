// How a synthetic device, and the fitted twin of a real one, price a network.
//
//   LatencyModel model;                       // a plausible small CPU
//   model.execution = Execution::backward_elimination;
//   double ms = PricedModel(model).expected_latency(architecture);
//   std::vector<double> all = expected_latencies(model);      // by index, about 25 microseconds
//
// latency = base + overlap * critical path + (1 - overlap) * sum, over the edges that are executed,
// each edge costing max(operation_ms, memory_ms) * edge_factor + launch_ms.
//
// Where an eliminating runtime executes no edge that reads the cell's input, the output does not
// depend on the earlier cells either: the base is not paid and only the last of the 15 cells runs,
// at a fifteenth of the edges' cost. (HW-NAS-Bench's pixel3 shows it: such networks take as little
// as 0.003 ms there.) No latency is below least_latency_ms.
#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

#include "core/base/random.h"
#include "core/search_space/cells/cell.h"
#include "core/search_space/cells/live_edges.h"

namespace tenprobes::devices {

/// Which edges of a cell a runtime executes.
enum class Execution {
  eager,                 ///< every edge, dead or not (most GPU and CPU frameworks)
  backward_elimination,  ///< edges whose target still reaches the output (TFLite-like runtimes)
  /// As backward_elimination, but a multiplication by zero is folded into the weights of a lone
  /// convolution before it, which is then executed in vain: a convolution that is its node's only
  /// input, where that node feeds only none edges (TensorFlow's graph optimiser does so; the exact
  /// cases, in latency_model.cpp, are those that HW-NAS-Bench's pixel3 shows).
  folding_elimination,
  full_elimination,  ///< edges on a path from input to output
};

inline constexpr std::array<Execution, 4> all_executions = {
    Execution::eager, Execution::backward_elimination, Execution::folding_elimination,
    Execution::full_elimination};

/// "eager", "backward_elimination", ...: as device files write it.
std::string_view name_of(Execution execution);

inline constexpr int cells_per_network = 15;
inline constexpr double least_latency_ms = 1e-3;

/// All costs are those of one edge over the whole network (its 15 copies in 3 stages of 5 cells).
struct LatencyModel {
  double base_ms = 4.0;  ///< stem, reductions and head; >= 0
  /// Compute time of one edge that carries each Operation (none: filling zeros); >= 0.
  std::array<double, operation_count> operation_ms = {0.0, 0.2, 2.0, 6.0, 1.0};
  /// Roofline: time to move one edge's activations through memory, the least that an executed edge
  /// other than none takes (pooling and skip are often bound by it); >= 0.
  double memory_ms = 0.0;
  double launch_ms = 0.0;  ///< added for every executed edge other than none; >= 0
  std::array<double, edge_count> edge_factor = {1, 1, 1, 1, 1, 1};  ///< where position matters; > 0
  Execution execution = Execution::eager;
  double overlap = 0.0;   ///< 0: edges run one after another; 1: only the critical path counts
  double noise = 0.0;     ///< relative standard deviation of one measurement (log-normal); 0..1
  double clock_ms = 0.0;  ///< latencies are rounded to multiples of this (at least one); 0: exact

  bool operator==(const LatencyModel&) const = default;
};

/// Throws Error naming the first field that is out of its range.
void validate(const LatencyModel& model);

/// The edges that are executed. An eager runtime executes all six, none edges too; no other
/// executes a none edge.
EdgeMask executed_edges(Execution execution, const Cell& architecture);

/// executed_edges of every architecture, by index: bit e is edge e. Made once, at first use.
std::span<const std::uint8_t, cell_count> executed_edges_table(Execution execution);

/// With every edge's cost worked out beforehand, for callers that ask about architectures one at a
/// time.
class PricedModel {
 public:
  explicit PricedModel(const LatencyModel& model);
  const LatencyModel& model() const { return model_; }
  /// The latency without noise and clock, ms. Allocates nothing.
  double expected_latency(const Cell& architecture) const;

 private:
  LatencyModel model_;
  std::array<std::array<double, operation_count>, edge_count> cost_;  ///< ms
  const std::uint8_t* executed_;  ///< executed_edges_table of the model
};

/// Of every architecture, [15625] by index; the same values as PricedModel's to the last bit.
std::vector<double> expected_latencies(const LatencyModel& model);

/// The same into the caller's memory; allocates nothing.
void expected_latencies(const LatencyModel& model, std::span<double, cell_count> latencies);

/// One measurement: noise, then the clock; without a clock, rounded to whole nanoseconds, so that
/// the same seed gives the same bytes natively and in the browser. Draws from `random` only if
/// noise > 0.
double measure(const LatencyModel& model, double expected_ms, Random& random);

}  // namespace tenprobes::devices
