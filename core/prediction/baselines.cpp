#include "core/prediction/baselines.h"

#include <Eigen/Dense>
#include <algorithm>
#include <cmath>
#include <limits>

#include "core/base/error.h"
#include "core/prediction/linear_fit.h"
#include "core/search_space/cells/network_cost.h"
#include "core/statistics/ranking.h"
#include "core/statistics/summary.h"

namespace tenprobes::prediction {

namespace {

void require_probes(const History& history) {
  if (history.empty()) throw Error("a latency predictor needs at least one probe");
}

const belief::Coefficients& eager_counts(const Cell& architecture) {
  const belief::RegimeGroups& groups = belief::regime_groups(belief::Regime::eager);
  return groups.counts[groups.group_of[static_cast<size_t>(index_of(architecture))]];
}

std::vector<PlacedProbe> placed(const History& history) {
  std::vector<PlacedProbe> probes;
  for (const Probe& probe : history) {
    probes.push_back({index_of(cell_of(probe.architecture)), probe.latency_ms});
  }
  return probes;
}

double price(const belief::Coefficients& costs, const Cell& architecture) {
  const belief::Coefficients& counts = eager_counts(architecture);
  double sum = 0;
  for (size_t i = 0; i < counts.size(); ++i) sum += costs[i] * counts[i];
  return sum;
}

Eigen::VectorXd latencies_of(const History& history) {
  Eigen::VectorXd latencies(static_cast<Eigen::Index>(history.size()));
  for (size_t row = 0; row < history.size(); ++row) {
    latencies(static_cast<Eigen::Index>(row)) = history[row].latency_ms;
  }
  return latencies;
}

size_t cost_at(size_t edge, Operation operation) {
  return edge * operation_count + static_cast<size_t>(operation);
}

double price(double base, const EdgeCosts& costs, const Cell& architecture) {
  for (size_t edge = 0; edge < edge_count; ++edge) {
    base += costs[cost_at(edge, architecture.operations[edge])];
  }
  return base;
}

Eigen::MatrixXd one_hot_rows(const History& history) {
  Eigen::MatrixXd rows = Eigen::MatrixXd::Zero(static_cast<Eigen::Index>(history.size()),
                                               edge_count * operation_count);
  for (size_t row = 0; row < history.size(); ++row) {
    const Cell cell = cell_of(history[row].architecture);
    for (size_t edge = 0; edge < edge_count; ++edge) {
      rows(static_cast<Eigen::Index>(row),
           static_cast<Eigen::Index>(cost_at(edge, cell.operations[edge]))) = 1;
    }
  }
  return rows;
}

}  // namespace

void RidgePredictor::fit(const History& history) {
  require_probes(history);
  Eigen::MatrixXd counts(static_cast<Eigen::Index>(history.size()), operation_count);
  for (size_t row = 0; row < history.size(); ++row) {
    const belief::Coefficients& of_row = eager_counts(cell_of(history[row].architecture));
    for (size_t i = 0; i < operation_count; ++i) {
      counts(static_cast<Eigen::Index>(row), static_cast<Eigen::Index>(i)) = of_row[1 + i];
    }
  }
  const LinearFit fit = ridge_regression(counts, latencies_of(history));
  costs_[0] = fit.base;
  for (size_t i = 0; i < operation_count; ++i) {
    costs_[1 + i] = fit.weights(static_cast<Eigen::Index>(i));
  }
  deviation_ = fit.deviation;
}

Prediction RidgePredictor::predict(const Architecture& architecture) const {
  return {price(costs_, cell_of(architecture)), deviation_};
}

void LayerwisePredictor::fit(const History& history) {
  require_probes(history);
  const LinearFit fit = ridge_regression(one_hot_rows(history), latencies_of(history));
  base_ = fit.base;
  deviation_ = fit.deviation;
  for (size_t i = 0; i < costs_.size(); ++i) costs_[i] = fit.weights(static_cast<Eigen::Index>(i));
}

Prediction LayerwisePredictor::predict(const Architecture& architecture) const {
  return {price(base_, costs_, cell_of(architecture)), deviation_};
}

void NonNegativePredictor::fit(const History& history) {
  require_probes(history);
  costs_.fill(0);
  std::array<belief::Coefficients, belief::coefficient_count> normal{};
  belief::Coefficients gradient{};  // of half the squared error
  for (const Probe& probe : history) {
    const belief::Coefficients& counts = eager_counts(cell_of(probe.architecture));
    for (size_t i = 0; i < belief::coefficient_count; ++i) {
      gradient[i] -= counts[i] * probe.latency_ms;
      for (size_t j = 0; j < belief::coefficient_count; ++j) normal[i][j] += counts[i] * counts[j];
    }
  }
  constexpr int sweeps = 3000;
  for (int sweep = 0; sweep < sweeps; ++sweep) {
    for (size_t i = 0; i < belief::coefficient_count; ++i) {
      if (normal[i][i] <= 0) continue;
      const double cost = std::max(0.0, costs_[i] - gradient[i] / normal[i][i]);
      const double change = cost - costs_[i];
      costs_[i] = cost;
      for (size_t j = 0; j < belief::coefficient_count; ++j) gradient[j] += change * normal[i][j];
    }
  }
  double squares = 0;
  for (const Probe& probe : history) {
    squares += std::pow(probe.latency_ms - price(costs_, cell_of(probe.architecture)), 2);
  }
  deviation_ = std::sqrt(squares / static_cast<double>(history.size()));
}

Prediction NonNegativePredictor::predict(const Architecture& architecture) const {
  return {price(costs_, cell_of(architecture)), deviation_};
}

Scale fit_scale(std::span<const double> shape, std::span<const PlacedProbe> probes) {
  std::vector<double> ratios;
  for (const PlacedProbe& probe : probes) {
    const double known = shape[static_cast<size_t>(probe.place)];
    if (known > 0) ratios.push_back(probe.latency_ms / known);
  }
  constexpr double normal_deviations = 1.4826;  // in a median absolute deviation
  const double factor = statistics::quantile(ratios, 0.5);
  std::vector<double> distances;
  for (const double ratio : ratios) distances.push_back(std::abs(ratio - factor));
  return {factor, ratios.size() < 2
                      ? std::numeric_limits<double>::quiet_NaN()
                      : normal_deviations * statistics::quantile(distances, 0.5) / factor};
}

void ScaledPredictor::fit(const History& history) {
  require_probes(history);
  scale_ = fit_scale(shape_, placed(history));
}

Prediction ScaledPredictor::predict(const Architecture& architecture) const {
  return scale_.predict(shape_[static_cast<size_t>(index_of(cell_of(architecture)))]);
}

std::vector<double> macs_shape() {
  std::vector<double> shape;
  for (int index = 0; index < cell_count; ++index) {
    shape.push_back(static_cast<double>(network_cost(cell_at(index)).macs) / 1e6);
  }
  return shape;
}

std::vector<double> mean_device_shape(std::span<const std::span<const double>> reference) {
  if (reference.empty()) throw Error("the mean device needs at least one training device");
  std::vector<double> logs(reference.front().size(), 0);
  for (const std::span<const double> latencies : reference) {
    double sum = 0, known = 0;
    for (const double latency : latencies) {
      if (!(latency > 0)) continue;
      sum += latency;
      known += 1;
    }
    for (size_t i = 0; i < logs.size(); ++i) {
      logs[i] += std::log(latencies[i] * known / sum) / static_cast<double>(reference.size());
    }
  }
  for (double& value : logs) value = std::exp(value);
  return logs;
}

OneProxyPredictor::OneProxyPredictor(std::vector<std::span<const double>> reference)
    : reference_(std::move(reference)) {
  if (reference_.empty()) throw Error("one-proxy needs at least one training device");
}

int choose_proxy(std::span<const std::span<const double>> reference,
                 std::span<const PlacedProbe> probes) {
  int proxy = 0;
  double best = -2;
  for (size_t device = 0; device < reference.size() && probes.size() > 1; ++device) {
    std::vector<double> own, measured;
    for (const PlacedProbe& probe : probes) {
      const double latency = reference[device][static_cast<size_t>(probe.place)];
      if (!(latency > 0)) continue;
      own.push_back(latency);
      measured.push_back(probe.latency_ms);
    }
    if (own.size() < 2) continue;
    const double alike = statistics::spearman(own, measured);
    if (alike > best) {
      best = alike;
      proxy = static_cast<int>(device);
    }
  }
  return proxy;
}

void OneProxyPredictor::fit(const History& history) {
  require_probes(history);
  proxy_ = choose_proxy(reference_, placed(history));
  const auto chosen = reference_[static_cast<size_t>(proxy_)];
  scaled_ = ScaledPredictor({chosen.begin(), chosen.end()});
  scaled_.fit(history);
}

Prediction OneProxyPredictor::predict(const Architecture& architecture) const {
  return scaled_.predict(architecture);
}

namespace {

struct Lasso {
  double scale = 1, base = 0;
  Eigen::VectorXd correction;
};

/// latency = scale * known + base + features . correction, of least squared error plus `penalty`
/// (a share of the smallest one that leaves no correction) times the correction's absolute sum.
/// Only the correction is penalised.
Lasso lasso(const Eigen::MatrixXd& features, const Eigen::VectorXd& known,
            const Eigen::VectorXd& latencies, double penalty) {
  const Eigen::RowVectorXd centre = features.colwise().mean();
  const Eigen::MatrixXd centred = features.rowwise() - centre;
  const Eigen::VectorXd centred_known = known.array() - known.mean();
  Eigen::VectorXd residual = latencies.array() - latencies.mean();
  const double known_square = centred_known.squaredNorm();

  Lasso result;
  result.correction = Eigen::VectorXd::Zero(features.cols());
  result.scale = known_square > 1e-12 * known.squaredNorm()
                     ? std::max(0.0, centred_known.dot(residual) / known_square)
                     : latencies.mean() / known.mean();
  residual -= result.scale * centred_known;
  const double threshold = penalty * (centred.transpose() * residual).cwiseAbs().maxCoeff();
  constexpr int sweeps = 200;
  for (int sweep = 0; sweep < sweeps; ++sweep) {
    double moved = 0;
    for (Eigen::Index i = 0; i < features.cols(); ++i) {
      const double square = centred.col(i).squaredNorm();
      if (square < 1e-12) continue;
      const double before = result.correction(i);
      const double pull = centred.col(i).dot(residual) + square * before;
      const double after = std::copysign(std::max(0.0, std::abs(pull) - threshold), pull) / square;
      residual -= (after - before) * centred.col(i);
      result.correction(i) = after;
      moved = std::max(moved, std::abs(after - before) * std::sqrt(square));
    }
    if (moved <= 1e-6 * latencies.norm()) break;
  }
  result.base = latencies.mean() - result.scale * known.mean() - centre.dot(result.correction);
  return result;
}

}  // namespace

AdaProxyPredictor::AdaProxyPredictor(std::vector<std::span<const double>> reference)
    : reference_(std::move(reference)) {
  if (reference_.empty()) throw Error("ada-proxy needs at least one training device");
  constexpr size_t features = edge_count * operation_count, fewest = 100;
  for (const std::span<const double> latencies : reference_) {
    // Every edge carries one operation, so that the table and the base are only known up to
    // constants: a slight ridge settles them.
    Eigen::MatrixXd normal = 1e-6 * Eigen::MatrixXd::Identity(features + 1, features + 1);
    Eigen::VectorXd right = Eigen::VectorXd::Zero(features + 1);
    size_t known = 0;
    for (int index = 0; index < cell_count; ++index) {
      const double latency = latencies[static_cast<size_t>(index)];
      if (!(latency > 0)) continue;
      ++known;
      std::array<Eigen::Index, edge_count + 1> ones{};
      const Cell architecture = cell_at(index);
      for (size_t edge = 0; edge < edge_count; ++edge) {
        ones[edge] = static_cast<Eigen::Index>(cost_at(edge, architecture.operations[edge]));
      }
      ones[edge_count] = features;
      for (const Eigen::Index i : ones) {
        right(i) += latency;
        for (const Eigen::Index j : ones) normal(i, j) += 1;
      }
    }
    if (known < fewest) {
      throw Error("ada-proxy: a training device has only " + std::to_string(known) +
                  " latencies; its predictor needs at least " + std::to_string(fewest));
    }
    const Eigen::VectorXd weights = normal.ldlt().solve(right);
    EdgeCosts& costs = reference_costs_.emplace_back();
    for (size_t i = 0; i < features; ++i) costs[i] = weights(static_cast<Eigen::Index>(i));
    reference_bases_.push_back(weights(features));
  }
}

void AdaProxyPredictor::fit(const History& history) {
  require_probes(history);
  proxy_ = choose_proxy(reference_, placed(history));
  const EdgeCosts& proxy_costs = reference_costs_[static_cast<size_t>(proxy_)];
  const double proxy_base = reference_bases_[static_cast<size_t>(proxy_)];
  const Eigen::MatrixXd features = one_hot_rows(history);
  const Eigen::VectorXd latencies = latencies_of(history);
  const Eigen::Index rows = features.rows();
  Eigen::VectorXd known(rows);
  for (Eigen::Index row = 0; row < rows; ++row) {
    known(row) =
        price(proxy_base, proxy_costs, cell_of(history[static_cast<size_t>(row)].architecture));
  }

  double best_penalty = 1, least = std::numeric_limits<double>::infinity();
  for (const double penalty : {1.0, 0.5, 0.25, 0.1, 0.05, 0.02}) {
    if (rows < 3) break;
    double squares = 0;
    for (Eigen::Index left_out = 0; left_out < rows; ++left_out) {
      Eigen::MatrixXd fewer(rows - 1, features.cols());
      Eigen::VectorXd fewer_known(rows - 1), fewer_latencies(rows - 1);
      for (Eigen::Index row = 0, to = 0; row < rows; ++row) {
        if (row == left_out) continue;
        fewer.row(to) = features.row(row);
        fewer_known(to) = known(row);
        fewer_latencies(to++) = latencies(row);
      }
      const Lasso fit = lasso(fewer, fewer_known, fewer_latencies, penalty);
      const double foretold =
          fit.scale * known(left_out) + fit.base + features.row(left_out).dot(fit.correction);
      squares += std::pow(latencies(left_out) - foretold, 2);
    }
    if (squares >= least) continue;
    least = squares;
    best_penalty = penalty;
  }
  deviation_ = rows < 3 ? std::numeric_limits<double>::quiet_NaN()
                        : std::sqrt(least / static_cast<double>(rows));

  const Lasso fit = lasso(features, known, latencies, best_penalty);
  base_ = fit.scale * proxy_base + fit.base;
  corrections_ = 0;
  for (size_t i = 0; i < costs_.size(); ++i) {
    const double correction = fit.correction(static_cast<Eigen::Index>(i));
    costs_[i] = fit.scale * proxy_costs[i] + correction;
    corrections_ += correction != 0;
  }
}

Prediction AdaProxyPredictor::predict(const Architecture& architecture) const {
  return {price(base_, costs_, cell_of(architecture)), deviation_};
}

}  // namespace tenprobes::prediction
