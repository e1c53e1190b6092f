#include "core/devices/latency_model.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <string>

#include "core/base/error.h"
#include "core/base/latency.h"

namespace tenprobes::devices {
namespace {

constexpr std::array<std::string_view, all_executions.size()> execution_names = {
    "eager", "backward_elimination", "folding_elimination", "full_elimination"};

constexpr unsigned all_edges = 0b111111;
constexpr unsigned edges_from_input = 0b001011;  // edges 0, 1 and 3 leave node 0
constexpr int half_count = 125;                  // operation_count ^ 3

/// What folding keeps on top of backward elimination. The exceptions are those that pixel3 shows.
EdgeMask folded_edges(const Cell& architecture) {
  const auto& operations = architecture.operations;
  const auto is_none = [&](std::size_t edge) { return operations[edge] == Operation::none; };
  const auto is_skip = [&](std::size_t edge) {
    return operations[edge] == Operation::skip_connect;
  };
  const auto convolves = [&](std::size_t edge) { return is_convolution(operations[edge]); };
  // Node 1 (whose only input is edge 0) feeds only none edges.
  const bool node1_feeds_none = is_none(2) && is_none(4);
  // Where node 2 is multiplied by zero as well, the two products are merged into one of a sum, and
  // a sum is nothing to fold into: all is dropped.
  const bool merged = convolves(0) && node1_feeds_none && !is_none(1) && is_none(5);
  EdgeMask kept;
  if (merged) return kept;
  if (convolves(0) && node1_feeds_none) kept.set(0);
  if (!is_none(5)) return kept;
  const bool edge2_adds_nothing = is_none(2) || (is_skip(2) && is_none(0));
  if (convolves(1) && edge2_adds_nothing) kept.set(1);
  if (is_none(1) && convolves(2)) {
    kept.set(2);
    kept[0] = kept[0] || !is_none(0);
  }
  // Through a skip, node 2 is node 1 under another name.
  if (is_none(1) && is_skip(2) && is_none(4) && convolves(0)) kept.set(0);
  return kept;
}

/// An architecture in tables: the operations of edges 0-2 and of edges 3-5, each as a number in
/// base 5, and what each runtime executes.
struct Tables {
  std::array<std::uint8_t, cell_count> first, second;
  std::array<std::array<std::uint8_t, cell_count>, all_executions.size()> executed;
};

Tables make_tables() {
  Tables tables;
  for (int index = 0; index < cell_count; ++index) {
    const Cell architecture = cell_at(index);
    const auto digit = [&](std::size_t edge) {
      return static_cast<int>(architecture.operations[edge]);
    };
    const auto i = static_cast<std::size_t>(index);
    tables.first[i] = static_cast<std::uint8_t>((digit(0) * 5 + digit(1)) * 5 + digit(2));
    tables.second[i] = static_cast<std::uint8_t>((digit(3) * 5 + digit(4)) * 5 + digit(5));
    for (const Execution execution : all_executions) {
      tables.executed[static_cast<std::size_t>(execution)][i] =
          static_cast<std::uint8_t>(executed_edges(execution, architecture).to_ulong());
    }
  }
  return tables;
}

const Tables& tables() {
  static const Tables shared = make_tables();
  return shared;
}

double edge_cost(const LatencyModel& model, std::size_t edge, std::size_t operation) {
  const double compute = model.operation_ms[operation];
  if (operation == static_cast<std::size_t>(Operation::none)) {
    return compute * model.edge_factor[edge];
  }
  return std::max(compute, model.memory_ms) * model.edge_factor[edge] + model.launch_ms;
}

/// Edges 0-2: their sum, and when nodes 1 and 2 are ready as far as these edges decide.
struct FirstHalf {
  double sum, node1, node2;
};

FirstHalf first_half(unsigned executed, const std::array<double, 3>& cost) {
  const double edge0 = executed & 1 ? cost[0] : 0;
  const double edge1 = executed & 2 ? cost[1] : 0;
  const double edge2 = executed & 4 ? cost[2] : 0;
  return {edge0 + edge1 + edge2, edge0, std::max(edge1, executed & 4 ? edge0 + edge2 : 0)};
}

/// Edges 3-5: their sum, and each one's cost, minus infinity where it is not executed.
struct SecondHalf {
  double sum, edge3, edge4, edge5;
};

SecondHalf second_half(unsigned executed, const std::array<double, 3>& cost) {
  constexpr double absent = -std::numeric_limits<double>::infinity();
  SecondHalf half{0, absent, absent, absent};
  if (executed & 1) half.sum += half.edge3 = cost[0];
  if (executed & 2) half.sum += half.edge4 = cost[1];
  if (executed & 4) half.sum += half.edge5 = cost[2];
  return half;
}

double combine(const LatencyModel& model, unsigned executed, const FirstHalf& first,
               const SecondHalf& second) {
  double edges = first.sum + second.sum;
  if (model.overlap > 0) {
    const double critical_path =
        std::max(std::max(std::max(first.node1, first.node2), second.edge3),
                 std::max(first.node1 + second.edge4, first.node2 + second.edge5));
    edges = model.overlap * critical_path + (1 - model.overlap) * edges;
  }
  const double network =
      executed & edges_from_input ? model.base_ms + edges : edges / cells_per_network;
  return std::max(network, least_latency_ms);
}

void require_range(const std::string& field, double value, double low, double high,
                   const std::string& unit) {
  if (value >= low && value <= high) return;
  const auto text = [](double number) {
    std::string digits = std::to_string(number);
    digits.erase(digits.find_last_not_of('0') + 1);
    if (digits.back() == '.') digits.pop_back();
    return digits;
  };
  throw Error(field + " is " + text(value) + ": it must be from " + text(low) + " to " +
              text(high) + unit);
}

}  // namespace

std::string_view name_of(Execution execution) {
  return execution_names[static_cast<std::size_t>(execution)];
}

void validate(const LatencyModel& model) {
  require_range("base_ms", model.base_ms, 0, longest_ms, " ms");
  for (std::size_t o = 0; o < operation_count; ++o) {
    require_range("operation_ms of " + std::string(name_of(all_operations[o])),
                  model.operation_ms[o], 0, longest_ms, " ms");
  }
  require_range("memory_ms", model.memory_ms, 0, longest_ms, " ms");
  require_range("launch_ms", model.launch_ms, 0, longest_ms, " ms");
  for (std::size_t e = 0; e < edge_count; ++e) {
    require_range("edge_factor of edge " + std::to_string(e), model.edge_factor[e], 0.01, 100, "");
  }
  require_range("overlap", model.overlap, 0, 1, "");
  require_range("noise", model.noise, 0, 1, "");
  require_range("clock_ms", model.clock_ms, 0, 1000, " ms");
}

EdgeMask executed_edges(Execution execution, const Cell& architecture) {
  switch (execution) {
    case Execution::eager:
      return EdgeMask(all_edges);
    case Execution::backward_elimination:
      return edges_reaching_output(architecture);
    case Execution::folding_elimination:
      return edges_reaching_output(architecture) | folded_edges(architecture);
    case Execution::full_elimination:
      return live_edges(architecture);
  }
  return {};
}

std::span<const std::uint8_t, cell_count> executed_edges_table(Execution execution) {
  return tables().executed[static_cast<std::size_t>(execution)];
}

PricedModel::PricedModel(const LatencyModel& model)
    : model_(model), executed_(executed_edges_table(model.execution).data()) {
  for (std::size_t edge = 0; edge < edge_count; ++edge) {
    for (std::size_t o = 0; o < operation_count; ++o) cost_[edge][o] = edge_cost(model, edge, o);
  }
}

double PricedModel::expected_latency(const Cell& architecture) const {
  const auto cost = [&](std::size_t edge) {
    return cost_[edge][static_cast<std::size_t>(architecture.operations[edge])];
  };
  const unsigned executed = executed_[index_of(architecture)];
  return combine(model_, executed, first_half(executed, {cost(0), cost(1), cost(2)}),
                 second_half(executed >> 3, {cost(3), cost(4), cost(5)}));
}

void expected_latencies(const LatencyModel& model, std::span<double, cell_count> latencies) {
  // A cell is one of 125 choices for edges 0-2 and one of 125 for edges 3-5, each under one of 8
  // masks: price those, then combine.
  std::array<std::array<FirstHalf, half_count>, 8> first;
  std::array<std::array<SecondHalf, half_count>, 8> second;
  std::size_t half = 0;
  for (std::size_t a = 0; a < operation_count; ++a) {
    for (std::size_t b = 0; b < operation_count; ++b) {
      for (std::size_t c = 0; c < operation_count; ++c, ++half) {
        const std::array<double, 3> costs_first = {edge_cost(model, 0, a), edge_cost(model, 1, b),
                                                   edge_cost(model, 2, c)};
        const std::array<double, 3> costs_second = {edge_cost(model, 3, a), edge_cost(model, 4, b),
                                                    edge_cost(model, 5, c)};
        for (unsigned mask = 0; mask < 8; ++mask) {
          first[mask][half] = first_half(mask, costs_first);
          second[mask][half] = second_half(mask, costs_second);
        }
      }
    }
  }
  const Tables& shared = tables();
  const auto& executed = shared.executed[static_cast<std::size_t>(model.execution)];
  for (std::size_t i = 0; i < cell_count; ++i) {
    const unsigned mask = executed[i];
    latencies[i] =
        combine(model, mask, first[mask & 7][shared.first[i]], second[mask >> 3][shared.second[i]]);
  }
}

std::vector<double> expected_latencies(const LatencyModel& model) {
  std::vector<double> latencies(cell_count);
  expected_latencies(model, std::span<double, cell_count>(latencies));
  return latencies;
}

double measure(const LatencyModel& model, double expected_ms, Random& random) {
  constexpr double nanoseconds = 1e6;  // in a millisecond
  double ms = expected_ms;
  if (model.noise > 0) ms *= std::exp(model.noise * random.normal());
  if (model.clock_ms > 0) return std::max(1.0, std::round(ms / model.clock_ms)) * model.clock_ms;
  return std::max(1.0, std::round(ms * nanoseconds)) / nanoseconds;
}

}  // namespace tenprobes::devices
