#include "core/devices/fit.h"

#include <Eigen/Dense>
#include <algorithm>
#include <cmath>
#include <cstdio>
#include <limits>
#include <map>
#include <vector>

#include "core/base/error.h"
#include "core/devices/fields.h"
#include "core/statistics/ranking.h"
#include "core/statistics/summary.h"

namespace tenprobes::devices {
namespace {

struct Row {
  int index;
  std::array<std::size_t, edge_count> operations;
  double ms;
};

constexpr double least_gain = 0.02;  // of the mean absolute error, for a richer structure
constexpr std::size_t folds = 5;

Row row_of(int index, double ms) {
  Row row{index, {}, ms};
  const Cell architecture = cell_at(index);
  for (std::size_t e = 0; e < edge_count; ++e) {
    row.operations[e] = static_cast<std::size_t>(architecture.operations[e]);
  }
  return row;
}

std::vector<Row> known_rows(std::span<const double> latencies) {
  if (latencies.size() != cell_count) {
    throw Error("a twin is fitted to " + std::to_string(cell_count) + " latencies, not " +
                std::to_string(latencies.size()));
  }
  std::vector<Row> rows;
  for (int index = 0; index < cell_count; ++index) {
    const double ms = latencies[static_cast<std::size_t>(index)];
    if (!std::isnan(ms)) rows.push_back(row_of(index, ms));
  }
  if (rows.size() < least_rows_to_fit) {
    throw Error("only " + std::to_string(rows.size()) +
                " latencies are known; fitting a twin takes at least " +
                std::to_string(least_rows_to_fit));
  }
  return rows;
}

double robust_deviation(std::vector<double> residuals) {
  for (double& residual : residuals) residual = std::abs(residual);
  return 1.4826 * statistics::quantile(residuals, 0.5);
}

/// Minimises |A x - b|^2 over x >= 0, given A'A and A'b, by coordinate descent.
template <int n>
void non_negative_least_squares(const Eigen::Matrix<double, n, n>& gram,
                                const Eigen::Vector<double, n>& moment,
                                Eigen::Vector<double, n>& x) {
  constexpr int most_sweeps = 5000;
  for (int sweep = 0; sweep < most_sweeps; ++sweep) {
    double largest_step = 0;
    for (int i = 0; i < n; ++i) {
      if (gram(i, i) <= 0) continue;
      const double gradient = gram.row(i).dot(x) - moment(i);
      const double next = std::max(0.0, x(i) - gradient / gram(i, i));
      largest_step = std::max(largest_step, std::abs(next - x(i)));
      x(i) = next;
    }
    if (largest_step <= 1e-12 * x.maxCoeff()) return;
  }
}

/// How much of each edge's cost a row pays, and of the base: latency is linear in these, as long as
/// the critical path stays the same.
struct Shares {
  std::array<double, edge_count> edge;
  double base;
};

/// The executed edges of a longest path.
EdgeMask critical_path(EdgeMask executed, const std::array<double, edge_count>& cost) {
  std::array<double, node_count> ready{};
  std::array<int, node_count> by{-1, -1, -1, -1};
  for (std::size_t e = 0; e < edge_count; ++e) {  // edges are ordered by target
    if (!executed[e]) continue;
    const auto source = static_cast<std::size_t>(edge_source[e]);
    const auto target = static_cast<std::size_t>(edge_target[e]);
    if (by[target] >= 0 && ready[source] + cost[e] <= ready[target]) continue;
    ready[target] = ready[source] + cost[e];
    by[target] = static_cast<int>(e);
  }
  EdgeMask path;
  auto node =
      static_cast<std::size_t>(std::max_element(ready.begin(), ready.end()) - ready.begin());
  while (by[node] >= 0) {
    const auto edge = static_cast<std::size_t>(by[node]);
    path.set(edge);
    node = static_cast<std::size_t>(edge_source[edge]);
  }
  return path;
}

Shares shares_of(const LatencyModel& model, const Row& row) {
  const EdgeMask executed(
      executed_edges_table(model.execution)[static_cast<std::size_t>(row.index)]);
  EdgeMask path = executed;
  if (model.overlap > 0) {
    std::array<double, edge_count> cost;
    for (std::size_t e = 0; e < edge_count; ++e) {
      cost[e] = model.operation_ms[row.operations[e]] * model.edge_factor[e];
    }
    path = critical_path(executed, cost);
  }
  const bool reads_input = executed[0] || executed[1] || executed[3];
  Shares shares{{}, reads_input ? 1.0 : 0.0};
  for (std::size_t e = 0; e < edge_count; ++e) {
    if (!executed[e]) continue;
    const double share = 1 - model.overlap + (path[e] ? model.overlap : 0);
    shares.edge[e] = reads_input ? share : share / cells_per_network;
  }
  return shares;
}

std::vector<double> residuals_of(const LatencyModel& model, const std::vector<Row>& rows) {
  const std::vector<double> expected = expected_latencies(model);
  std::vector<double> residuals;
  residuals.reserve(rows.size());
  for (const Row& row : rows) {
    residuals.push_back(row.ms - expected[static_cast<std::size_t>(row.index)]);
  }
  return residuals;
}

double mean_absolute_error(const LatencyModel& model, const std::vector<Row>& rows) {
  double sum = 0;
  for (const double residual : residuals_of(model, rows)) sum += std::abs(residual);
  return sum / static_cast<double>(rows.size());
}

/// Huber's weights (1964), with the threshold at four robust standard deviations.
std::vector<double> huber_weights(const LatencyModel& model, const std::vector<Row>& rows) {
  std::vector<double> weights = residuals_of(model, rows);
  const double threshold = 4 * robust_deviation(weights);
  for (double& weight : weights) {
    weight = std::abs(weight) <= threshold ? 1 : threshold / std::abs(weight);
  }
  return weights;
}

void fit_costs(LatencyModel& model, const std::vector<Row>& rows,
               const std::vector<double>& weights) {
  constexpr int n = operation_count + 1;
  Eigen::Matrix<double, n, n> gram = Eigen::Matrix<double, n, n>::Zero();
  Eigen::Vector<double, n> moment = Eigen::Vector<double, n>::Zero();
  for (std::size_t i = 0; i < rows.size(); ++i) {
    const Shares shares = shares_of(model, rows[i]);
    Eigen::Vector<double, n> x = Eigen::Vector<double, n>::Zero();
    for (std::size_t e = 0; e < edge_count; ++e) {
      x(static_cast<int>(rows[i].operations[e])) += shares.edge[e] * model.edge_factor[e];
    }
    x(n - 1) = shares.base;
    gram += weights[i] * x * x.transpose();
    moment += weights[i] * rows[i].ms * x;
  }
  Eigen::Vector<double, n> costs;
  for (int o = 0; o < operation_count; ++o)
    costs(o) = model.operation_ms[static_cast<std::size_t>(o)];
  costs(n - 1) = model.base_ms;
  non_negative_least_squares(gram, moment, costs);
  for (int o = 0; o < operation_count; ++o)
    model.operation_ms[static_cast<std::size_t>(o)] = costs(o);
  model.base_ms = costs(n - 1);
}

void fit_edge_factors(LatencyModel& model, const std::vector<Row>& rows,
                      const std::vector<double>& weights) {
  Eigen::Matrix<double, edge_count, edge_count> gram;
  gram.setZero();
  Eigen::Vector<double, edge_count> moment, factors;
  moment.setZero();
  for (std::size_t i = 0; i < rows.size(); ++i) {
    const Shares shares = shares_of(model, rows[i]);
    Eigen::Vector<double, edge_count> x;
    for (std::size_t e = 0; e < edge_count; ++e) {
      x(static_cast<int>(e)) = shares.edge[e] * model.operation_ms[rows[i].operations[e]];
      factors(static_cast<int>(e)) = model.edge_factor[e];
    }
    gram += weights[i] * x * x.transpose();
    moment += weights[i] * (rows[i].ms - shares.base * model.base_ms) * x;
  }
  non_negative_least_squares(gram, moment, factors);
  const double mean = factors.mean();
  if (!(mean > 0)) return;
  for (std::size_t e = 0; e < edge_count; ++e) {
    model.edge_factor[e] = std::clamp(factors(static_cast<int>(e)) / mean, 0.01, 100.0);
  }
  for (double& ms : model.operation_ms) ms *= mean;
}

/// Coefficients by iteration from what the model holds: weights, critical paths and, if wanted,
/// edge factors follow from the last costs.
LatencyModel fitted(LatencyModel model, const std::vector<Row>& rows, bool with_positions) {
  constexpr int iterations = 12;
  std::vector<double> weights(rows.size(), 1.0);
  for (int i = 0; i < iterations; ++i) {
    if (with_positions) fit_edge_factors(model, rows, weights);
    fit_costs(model, rows, weights);
    weights = huber_weights(model, rows);
  }
  return model;
}

/// What six edges always pay together belongs to the base, where it cannot be told from it.
void move_common_cost_to_base(LatencyModel& model) {
  if (model.execution != Execution::eager || model.overlap > 0) return;
  const double least = *std::min_element(model.operation_ms.begin(), model.operation_ms.end());
  double factors = 0;
  for (const double factor : model.edge_factor) factors += factor;
  for (double& ms : model.operation_ms) ms -= least;
  model.base_ms += least * factors;
}

/// The structure that predicts a quarter of the rows best from the others, refitted to all rows.
LatencyModel fit_structure_and_costs(const std::vector<Row>& rows) {
  const auto quarter = rows.begin() + static_cast<std::ptrdiff_t>(rows.size() / 4);
  const std::vector<Row> choosing(rows.begin(), quarter), fitting(quarter, rows.end());
  LatencyModel best;
  bool best_has_positions = false;
  double best_error = std::numeric_limits<double>::infinity();
  const auto try_structure = [&](const LatencyModel& start, bool with_positions) {
    const LatencyModel candidate = fitted(start, fitting, with_positions);
    const double error = mean_absolute_error(candidate, choosing);
    if (error >= (1 - least_gain) * best_error) return;
    best = candidate;
    best_has_positions = with_positions;
    best_error = error;
  };
  for (const Execution execution : all_executions) {
    LatencyModel start;
    start.execution = execution;
    try_structure(start, false);
  }
  const LatencyModel sequential = best;
  for (const double overlap : {0.25, 0.5, 0.75, 1.0}) {
    LatencyModel start = sequential;
    start.overlap = overlap;
    try_structure(start, false);
  }
  try_structure(LatencyModel(best), true);
  best = fitted(best, rows, best_has_positions);
  move_common_cost_to_base(best);
  return best;
}

/// The coarsest of the usual clocks that all latencies are multiples of; 0 where that is finer than
/// a thousandth of the median.
double detect_clock(const std::vector<Row>& rows, double median_ms) {
  for (const double tick : {10.0, 1.0, 0.1, 0.01}) {
    if (tick < median_ms / 1000) break;
    const bool fits = std::all_of(rows.begin(), rows.end(), [tick](const Row& row) {
      const double ticks = row.ms / tick;
      return std::abs(ticks - std::round(ticks)) < 1e-6;
    });
    if (fits) return tick;
  }
  return 0;
}

/// The relative deviation of one measurement: the noise with which the model, clock and all,
/// spreads as widely about its expectation as the measurements do. Rows far below the median say
/// nothing about it.
double noise_of(const LatencyModel& model, const std::vector<Row>& rows, double median_ms) {
  const std::vector<double> table = expected_latencies(model);
  std::vector<double> expected, relative;
  for (const Row& row : rows) {
    const double ms = table[static_cast<std::size_t>(row.index)];
    if (ms < median_ms / 4) continue;
    expected.push_back(ms);
    relative.push_back(std::log(row.ms / ms));
  }
  if (relative.empty()) return 0;
  const double deviation = robust_deviation(relative);
  if (model.clock_ms == 0) return std::min(1.0, deviation);
  double low = 0, high = std::min(1.0, deviation);
  for (int step = 0; step < 12; ++step) {
    LatencyModel noisy = model;
    noisy.noise = (low + high) / 2;
    Random random(1);
    for (std::size_t i = 0; i < expected.size(); ++i) {
      relative[i] = std::log(measure(noisy, expected[i], random) / expected[i]);
    }
    (robust_deviation(relative) < deviation ? low : high) = noisy.noise;
  }
  return (low + high) / 2;
}

/// What a free model of the architecture adds to the fitted one, for every architecture: ridge
/// regression of the residual on (edge, operation), then shrunken means over the sets of executed
/// operations.
std::vector<double> free_correction(const LatencyModel& model, const std::vector<Row>& rows) {
  constexpr int n = edge_count * operation_count + 1;
  constexpr double ridge = 10, shrinkage = 10;  // in rows
  const auto table = executed_edges_table(model.execution);
  const auto features = [&](const Row& row) {
    Eigen::Vector<double, n> x = Eigen::Vector<double, n>::Zero();
    for (std::size_t e = 0; e < edge_count; ++e) {
      if (table[static_cast<std::size_t>(row.index)] >> e & 1) {
        x(static_cast<int>(e * operation_count + row.operations[e])) = 1;
      }
    }
    x(n - 1) = 1;
    return x;
  };
  const auto key = [&](const Row& row) {
    int sets = 0;
    constexpr std::array<int, operation_count> place = {1, 7, 49, 343, 2401};
    for (std::size_t e = 0; e < edge_count; ++e) {
      if (table[static_cast<std::size_t>(row.index)] >> e & 1) sets += place[row.operations[e]];
    }
    return sets;
  };
  std::vector<double> residuals = residuals_of(model, rows);
  const double limit = 4 * robust_deviation(residuals);
  for (double& residual : residuals) residual = std::clamp(residual, -limit, limit);

  Eigen::MatrixXd gram = ridge * Eigen::MatrixXd::Identity(n, n);
  Eigen::VectorXd moment = Eigen::VectorXd::Zero(n);
  for (std::size_t i = 0; i < rows.size(); ++i) {
    const auto x = features(rows[i]);
    gram += x * x.transpose();
    moment += residuals[i] * x;
  }
  const Eigen::VectorXd coefficients = gram.ldlt().solve(moment);
  std::map<int, std::pair<double, int>> groups;
  for (std::size_t i = 0; i < rows.size(); ++i) {
    auto& [sum, count] = groups[key(rows[i])];
    sum += residuals[i] - coefficients.dot(features(rows[i]));
    ++count;
  }
  std::vector<double> correction(cell_count);
  for (int index = 0; index < cell_count; ++index) {
    const Row row = row_of(index, 0);
    double value = coefficients.dot(features(row));
    if (const auto group = groups.find(key(row)); group != groups.end()) {
      value += group->second.first / (group->second.second + shrinkage);
    }
    correction[static_cast<std::size_t>(index)] = value;
  }
  return correction;
}

/// The mean relative residual of the `reach` known rows before and after each, by architecture
/// index.
std::vector<double> neighbours_residual(const LatencyModel& model,
                                        const std::vector<double>& correction,
                                        const std::vector<Row>& rows_by_index,
                                        std::ptrdiff_t reach) {
  const std::vector<double> expected = expected_latencies(model);
  std::vector<double> relative;
  for (const Row& row : rows_by_index) {
    const double ms = expected[static_cast<std::size_t>(row.index)];
    const double residual = row.ms - ms - correction[static_cast<std::size_t>(row.index)];
    relative.push_back(residual / std::max(ms, row.ms));
  }
  const double limit = 3 * robust_deviation(relative);
  for (double& residual : relative) residual = std::clamp(residual, -limit, limit);
  std::vector<double> means(cell_count, 0.0);
  const auto count = static_cast<std::ptrdiff_t>(relative.size());
  for (std::ptrdiff_t i = 0; i < count; ++i) {
    const auto first = std::max<std::ptrdiff_t>(0, i - reach);
    const auto last = std::min(count - 1, i + reach);
    double sum = 0;
    for (auto j = first; j <= last; ++j) sum += j == i ? 0 : relative[static_cast<std::size_t>(j)];
    means[static_cast<std::size_t>(rows_by_index[static_cast<std::size_t>(i)].index)] =
        sum / static_cast<double>(last - first);
  }
  return means;
}

/// Five-fold cross-validation of the whole procedure.
FitQuality cross_validate(const std::vector<Row>& rows, const std::vector<Row>& rows_by_index) {
  constexpr std::array<std::ptrdiff_t, 4> reaches = {1, 3, 8, 25};  // drift may be fast or slow
  std::vector<double> measured, modelled, corrected;
  std::array<std::vector<double>, reaches.size()> settled;
  for (std::size_t fold = 0; fold < folds; ++fold) {
    std::vector<Row> seen, held_out;
    for (std::size_t i = 0; i < rows.size(); ++i) {
      (i % folds == fold ? held_out : seen).push_back(rows[i]);
    }
    const LatencyModel model = fit_structure_and_costs(seen);
    const std::vector<double> correction = free_correction(model, seen);
    std::array<std::vector<double>, reaches.size()> drift;
    for (std::size_t r = 0; r < reaches.size(); ++r) {
      drift[r] = neighbours_residual(model, correction, rows_by_index, reaches[r]);
    }
    const std::vector<double> expected = expected_latencies(model);
    for (const Row& row : held_out) {
      const auto i = static_cast<std::size_t>(row.index);
      measured.push_back(row.ms);
      modelled.push_back(std::round(expected[i] * 1e6) / 1e6);  // so that equals are equal
      corrected.push_back(modelled.back() + correction[i]);
      for (std::size_t r = 0; r < reaches.size(); ++r) {
        settled[r].push_back(corrected.back() + drift[r][i] * modelled.back());
      }
    }
  }
  const auto explained = [&](const std::vector<double>& predicted) {
    return statistics::r_squared(predicted, measured);
  };
  const double with_structure = std::max(explained(corrected), explained(modelled));
  FitQuality quality;
  quality.rows = static_cast<int>(rows.size());
  quality.r2 = explained(modelled);
  quality.srcc = statistics::spearman(modelled, measured);
  quality.structure = std::min(1.0, with_structure - quality.r2);
  double with_drift = with_structure;
  for (const auto& predicted : settled) with_drift = std::max(with_drift, explained(predicted));
  quality.drift = std::min(1.0, with_drift - with_structure);
  return quality;
}

void round_figures(LatencyModel& model) {
  model.base_ms = rounded(model.base_ms);
  for (double& ms : model.operation_ms) ms = rounded(ms);
  for (double& factor : model.edge_factor) factor = rounded(factor);
  model.noise = rounded(model.noise);
}

}  // namespace

Twin fit_twin(std::span<const double> latencies) {
  const std::vector<Row> rows_by_index = known_rows(latencies);
  std::vector<Row> rows = rows_by_index;
  Random random(1);  // always the same order, which the benchmark's own has nothing to do with
  random.shuffle(rows);
  const double median_ms = statistics::quantile(latencies, 0.5);
  Twin twin{fit_structure_and_costs(rows), cross_validate(rows, rows_by_index)};
  twin.model.clock_ms = detect_clock(rows, median_ms);
  twin.model.noise = noise_of(twin.model, rows, median_ms);
  round_figures(twin.model);
  for (double* share :
       {&twin.quality.r2, &twin.quality.srcc, &twin.quality.structure, &twin.quality.drift}) {
    *share = std::round(*share * 1e4) / 1e4;
  }
  return twin;
}

std::string describe_residual(const LatencyModel& model, const FitQuality& quality) {
  const auto percent = [](double share) {
    char text[16];
    std::snprintf(text, sizeof text, "%.1f %%", 100 * share);
    return std::string(text);
  };
  const double noise = std::max(0.0, 1 - quality.r2 - quality.structure - quality.drift);
  std::string text =
      "A fitted twin, not the device itself: on held-out rows it explains " + percent(quality.r2) +
      " of the latencies' variance; of the rest, " + percent(quality.drift) +
      " is drift while measuring (neighbours in the benchmark's order share it), " +
      percent(quality.structure) + " is structure of the architecture that the model lacks, and " +
      percent(noise) + " is noise of single measurements" +
      (model.clock_ms > 0 ? ", rounded by the clock" : "");
  constexpr double little_structure = 0.005, much_unexplained = 0.02;
  if (quality.structure < little_structure && 1 - quality.r2 > much_unexplained) {
    char srcc[16];
    std::snprintf(srcc, sizeof srcc, "%.3f", quality.srcc);
    text += std::string("; so a rank correlation of about ") + srcc +
            " is what predicting from the architecture alone can reach";
  }
  return text + ".";
}

DeviceFile twin_file(const Twin& twin) {
  return {.kind = "twin",
          .note = describe_residual(twin.model, twin.quality),
          .model = twin.model,
          .fit = twin.quality};
}

}  // namespace tenprobes::devices
