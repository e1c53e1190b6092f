#include "core/belief/cells/prior.h"

#include <algorithm>
#include <cmath>
#include <numeric>

#include "core/belief/cells/critical_path.h"
#include "core/statistics/bucket_sort.h"

namespace tenprobes::belief {

namespace {

constexpr double lowest_budget_quantile = 0.05, highest_budget_quantile = 0.6;

/// Scale-free mean and budget statistics of one device; covariance and noise are left to the
/// caller.
PriorComponent normalised(const devices::LatencyModel& model) {
  PriorComponent component;
  component.regime = regime_of(model);
  component.overlap = model.overlap;
  component.mean[0] = model.base_ms;
  const double factor = std::accumulate(model.edge_factor.begin(), model.edge_factor.end(), 0.0) /
                        static_cast<double>(edge_count);
  for (size_t i = 0; i < operation_count; ++i) {
    const bool none = all_operations[i] == Operation::none;
    const double work =
        none ? model.operation_ms[i] : std::max(model.operation_ms[i], model.memory_ms);
    component.mean[1 + i] = work * factor + (none ? 0.0 : model.launch_ms);
  }
  const RegimeGroups& groups = regime_groups(component.regime);
  std::vector<std::pair<double, int>> latencies;  // and sizes
  latencies.reserve(static_cast<size_t>(groups.count()));
  double total = 0;
  for (int g = 0; g < groups.count(); ++g) {
    const Coefficients counts = effective_counts(groups, g, component.overlap, component.mean);
    const double latency =
        std::inner_product(counts.begin(), counts.end(), component.mean.begin(), 0.0);
    const int size = groups.sizes[static_cast<size_t>(g)];
    latencies.emplace_back(latency, size);
    total += latency * size;
  }
  const double scale = total / cell_count;
  for (double& value : component.mean) value /= scale;

  statistics::bucket_sort(latencies);
  double below = 0, sum = 0, squares = 0, weight = 0;
  for (const auto& [latency, size] : latencies) {
    const double from = std::max(below, lowest_budget_quantile * cell_count);
    below += size;
    const double mass = std::min(below, highest_budget_quantile * cell_count) - from;
    if (mass <= 0) continue;
    const double value = std::log(std::max(latency, 1e-6 * scale) / scale);
    sum += mass * value;
    squares += mass * value * value;
    weight += mass;
  }
  component.budget_log_mean = sum / weight;
  component.budget_log_deviation = std::sqrt(
      std::max(1e-4, squares / weight - component.budget_log_mean * component.budget_log_mean));
  return component;
}

int packed(int row, int column) {  // row <= column
  return row * coefficient_count - row * (row - 1) / 2 + column - row;
}

}  // namespace

Regime regime_of(const devices::LatencyModel& model) {
  if (model.overlap > 0) return Regime::parallel;
  switch (model.execution) {
    case devices::Execution::eager:
      return Regime::eager;
    case devices::Execution::backward_elimination:
      return Regime::backward;
    case devices::Execution::folding_elimination:
      return Regime::backward_folded;
    case devices::Execution::full_elimination:
      return Regime::full;
  }
  return Regime::eager;
}

LatencyPrior mixture_prior(std::span<const devices::LatencyModel> drawn, double bandwidth) {
  LatencyPrior prior;
  prior.reserve(drawn.size());
  for (size_t draw = 0; draw < drawn.size(); ++draw) {
    PriorComponent component = normalised(drawn[draw]);
    component.weight = 1.0 / static_cast<double>(drawn.size());
    // Kernels of free operations keep some width: 0.3 % of the mean latency.
    for (int i = 0; i < coefficient_count; ++i) {
      const double deviation = bandwidth * std::max(component.mean[static_cast<size_t>(i)], 0.01);
      component.covariance[static_cast<size_t>(packed(i, i))] = deviation * deviation;
    }
    component.noise = noise_levels[draw % noise_levels.size()];
    prior.push_back(component);
  }
  return prior;
}

LatencyPrior gaussian_prior(std::span<const devices::LatencyModel> drawn) {
  LatencyPrior prior;
  for (const Regime regime : all_regimes) {
    PriorComponent moments;
    moments.regime = regime;
    double count = 0, budget_square = 0;
    moments.budget_log_mean = 0;
    for (size_t draw = 0; draw < drawn.size(); ++draw) {
      if (regime_of(drawn[draw]) != regime) continue;
      const PriorComponent device = normalised(drawn[draw]);
      count += 1;
      moments.overlap += device.overlap;
      moments.budget_log_mean += device.budget_log_mean;
      budget_square += device.budget_log_mean * device.budget_log_mean +
                       device.budget_log_deviation * device.budget_log_deviation;
      for (int i = 0; i < coefficient_count; ++i) {
        const double value = device.mean[static_cast<size_t>(i)];
        moments.mean[static_cast<size_t>(i)] += value;
        for (int j = i; j < coefficient_count; ++j) {
          moments.covariance[static_cast<size_t>(packed(i, j))] +=
              value * device.mean[static_cast<size_t>(j)];
        }
      }
    }
    if (count < 2) continue;
    moments.overlap /= count;
    moments.budget_log_mean /= count;
    moments.budget_log_deviation =
        std::sqrt(budget_square / count - moments.budget_log_mean * moments.budget_log_mean);
    for (double& value : moments.mean) value /= count;
    for (int i = 0; i < coefficient_count; ++i) {
      for (int j = i; j < coefficient_count; ++j) {
        double& value = moments.covariance[static_cast<size_t>(packed(i, j))];
        value = value / count -
                moments.mean[static_cast<size_t>(i)] * moments.mean[static_cast<size_t>(j)];
      }
      moments.covariance[static_cast<size_t>(packed(i, i))] += 1e-6;
    }
    for (const double noise : noise_levels) {
      moments.noise = noise;
      moments.weight = count / static_cast<double>(drawn.size() * noise_levels.size());
      prior.push_back(moments);
    }
  }
  return prior;
}

}  // namespace tenprobes::belief
