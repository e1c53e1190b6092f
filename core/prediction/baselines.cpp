#include "core/prediction/baselines.h"

#include <Eigen/Dense>
#include <algorithm>
#include <array>
#include <cmath>
#include <limits>

#include "core/base/error.h"
#include "core/belief/cells/regimes.h"
#include "core/search_space/cells/network_cost.h"
#include "core/statistics/ranking.h"
#include "core/statistics/summary.h"

namespace tenprobes::prediction {

namespace {

using Eigen::Index;

/// What is counted of one cell; it needs no memory of its own.
using Row =
    Eigen::Matrix<double, 1, Eigen::Dynamic, Eigen::RowMajor, 1, edge_count * operation_count>;

constexpr double unknown = std::numeric_limits<double>::quiet_NaN();

/// A base and costs, with the error of what they predict.
struct LinearFit {
  double base = 0;
  Eigen::VectorXd weights;
  double deviation = 0;
};

/// A row an observation; the base is not penalised.
LinearFit ridge_regression(const Eigen::MatrixXd& features, const Eigen::VectorXd& latencies) {
  const Index rows = features.rows();
  const Eigen::RowVectorXd centre = features.colwise().mean();
  const Eigen::MatrixXd centred = features.rowwise() - centre;
  const double mean = latencies.mean();
  const Eigen::VectorXd target = latencies.array() - mean;
  const double size = std::max(1e-9, centred.squaredNorm() / static_cast<double>(features.cols()));

  LinearFit fit;
  double least = std::numeric_limits<double>::infinity();
  for (const double penalty : {1e-4, 1e-3, 1e-2, 1e-1, 1.0, 10.0}) {
    Eigen::MatrixXd normal = centred.transpose() * centred;
    normal.diagonal().array() += penalty * size;
    const Eigen::LDLT<Eigen::MatrixXd> solver(normal);
    const Eigen::VectorXd weights = solver.solve(centred.transpose() * target);
    const Eigen::MatrixXd solved = solver.solve(centred.transpose());
    double squares = 0;
    for (Index row = 0; row < rows; ++row) {
      const double leverage =
          1.0 / static_cast<double>(rows) + centred.row(row).dot(solved.col(row));
      const double error =
          (target(row) - centred.row(row).dot(weights)) / std::max(1e-6, 1 - leverage);
      squares += error * error;
    }
    if (squares >= least) continue;
    least = squares;
    fit.weights = weights;
    fit.base = mean - centre.dot(weights);
  }
  fit.deviation = rows > 1 ? std::sqrt(least / static_cast<double>(rows)) : unknown;
  return fit;
}

const belief::Coefficients& eager_counts(int index) {
  const belief::RegimeGroups& groups = belief::regime_groups(belief::Regime::eager);
  return groups.counts[groups.group_of[static_cast<size_t>(index)]];
}

/// The operation counts of a cell.
Row count_row(int index) {
  const belief::Coefficients& counts = eager_counts(index);
  return Eigen::RowVectorXd::Map(counts.data() + 1, operation_count);  // the base comes first
}

/// By edge and Operation, 1 where a cell has it there.
Row one_hot_row(int index) {
  Row row = Row::Zero(edge_count * operation_count);
  const Cell cell = cell_at(index);
  for (size_t edge = 0; edge < edge_count; ++edge) {
    row(static_cast<Index>(edge * operation_count + static_cast<size_t>(cell.operations[edge]))) =
        1;
  }
  return row;
}

using RowOf = Row (*)(int index);

Eigen::MatrixXd rows_of(Probes probes, RowOf row_of) {
  Eigen::MatrixXd rows(static_cast<Index>(probes.size()), row_of(0).size());
  for (size_t i = 0; i < probes.size(); ++i) {
    rows.row(static_cast<Index>(i)) = row_of(probes[i].place);
  }
  return rows;
}

Eigen::VectorXd latencies_of(Probes probes) {
  Eigen::VectorXd latencies(static_cast<Index>(probes.size()));
  for (size_t i = 0; i < probes.size(); ++i) {
    latencies(static_cast<Index>(i)) = probes[i].latency_ms;
  }
  return latencies;
}

/// Summed in order, so that ties stay ties everywhere.
double predicted(const LinearFit& fit, const Row& row) {
  double ms = fit.base;
  for (Index i = 0; i < row.size(); ++i) ms += row(i) * fit.weights(i);
  return ms;
}

Forecast linear(LinearFit fit, RowOf row_of) {
  return [fit = std::move(fit), row_of](int index) {
    return Prediction{predicted(fit, row_of(index)), fit.deviation};
  };
}

/// The scale to a known list, and its relative deviation.
struct Scale {
  double factor = 1, relative_deviation = 0;

  Prediction predict(double known) const {
    return {factor * known, factor * known * relative_deviation};
  }
};

Scale fit_scale(std::span<const double> shape, Probes probes) {
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
                      ? unknown
                      : normal_deviations * statistics::quantile(distances, 0.5) / factor};
}

size_t choose_proxy(const Reference& reference, Probes probes) {
  size_t proxy = 0;
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
      proxy = device;
    }
  }
  return proxy;
}

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
    for (Index i = 0; i < features.cols(); ++i) {
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

/// Each device's own linear predictor, by least squares on all that is known of it.
std::vector<LinearFit> fit_known(const Reference& reference) {
  constexpr Index features = edge_count * operation_count;
  constexpr int fewest = 100;
  std::vector<std::array<Index, edge_count + 1>> ones;  // of each cell's row, and the base
  for (int index = 0; index < cell_count; ++index) {
    const Cell cell = cell_at(index);
    auto& row = ones.emplace_back();
    for (size_t edge = 0; edge < edge_count; ++edge) {
      row[edge] =
          static_cast<Index>(edge) * operation_count + static_cast<Index>(cell.operations[edge]);
    }
    row[edge_count] = features;
  }
  std::vector<bool> solved;  // for which cells; mostly the same of all devices
  Eigen::LDLT<Eigen::MatrixXd> solver;
  std::vector<LinearFit> fits;
  for (const std::span<const double> latencies : reference) {
    std::vector<bool> known(cell_count);
    Eigen::VectorXd right = Eigen::VectorXd::Zero(features + 1);
    for (size_t index = 0; index < cell_count; ++index) {
      known[index] = latencies[index] > 0;
      if (!known[index]) continue;
      for (const Index i : ones[index]) right(i) += latencies[index];
    }
    if (const auto count = std::count(known.begin(), known.end(), true); count < fewest) {
      throw Error("ada-proxy: a training device has only " + std::to_string(count) +
                  " latencies; its predictor needs at least " + std::to_string(fewest));
    }
    if (known != solved) {
      // Every edge carries one operation, so that the table and the base are only known up to
      // constants: a slight ridge settles them.
      Eigen::MatrixXd normal = 1e-6 * Eigen::MatrixXd::Identity(features + 1, features + 1);
      for (size_t index = 0; index < cell_count; ++index) {
        if (!known[index]) continue;
        for (const Index i : ones[index]) {
          for (const Index j : ones[index]) normal(i, j) += 1;
        }
      }
      solver.compute(normal);
      solved = known;
    }
    const Eigen::VectorXd weights = solver.solve(right);
    fits.push_back({weights(features), weights.head(features), 0});
  }
  return fits;
}

/// The proxy's predictor, scaled and corrected.
Forecast adapt(const LinearFit& proxy, Probes probes) {
  const Eigen::MatrixXd features = rows_of(probes, one_hot_row);
  const Eigen::VectorXd latencies = latencies_of(probes);
  const Index rows = features.rows();
  Eigen::VectorXd known(rows);
  for (Index row = 0; row < rows; ++row) known(row) = predicted(proxy, features.row(row));
  double best_penalty = 1, least = std::numeric_limits<double>::infinity();
  for (const double penalty : {1.0, 0.5, 0.25, 0.1, 0.05, 0.02}) {
    if (rows < 3) break;
    double squares = 0;
    for (Index left_out = 0; left_out < rows; ++left_out) {
      Eigen::MatrixXd fewer(rows - 1, features.cols());
      Eigen::VectorXd fewer_known(rows - 1), fewer_latencies(rows - 1);
      for (Index row = 0, to = 0; row < rows; ++row) {
        if (row == left_out) continue;
        fewer.row(to) = features.row(row);
        fewer_known(to) = known(row);
        fewer_latencies(to++) = latencies(row);
      }
      const Lasso fit = lasso(fewer, fewer_known, fewer_latencies, penalty);
      const double estimate =
          fit.scale * known(left_out) + fit.base + features.row(left_out).dot(fit.correction);
      squares += std::pow(latencies(left_out) - estimate, 2);
    }
    if (squares >= least) continue;
    least = squares;
    best_penalty = penalty;
  }
  const Lasso fit = lasso(features, known, latencies, best_penalty);
  return linear({fit.scale * proxy.base + fit.base, fit.scale * proxy.weights + fit.correction,
                 rows < 3 ? unknown : std::sqrt(least / static_cast<double>(rows))},
                one_hot_row);
}

class CellPredictor final : public LatencyPredictor {
 public:
  explicit CellPredictor(Fit fit) : fit_(std::move(fit)) {}

  void fit(const History& history) override {
    if (history.empty()) throw Error("a latency predictor needs at least one probe");
    std::vector<PlacedProbe> probes;
    for (const Probe& probe : history) {
      probes.push_back({index_of(cell_of(probe.architecture)), probe.latency_ms});
    }
    forecast_ = fit_(probes);
  }
  Prediction predict(const Architecture& architecture) const override {
    return forecast_(index_of(cell_of(architecture)));
  }

 private:
  Fit fit_;
  Forecast forecast_;
};

}  // namespace

Forecast fit_ridge(Probes probes) {
  return linear(ridge_regression(rows_of(probes, count_row), latencies_of(probes)), count_row);
}

Forecast fit_layerwise(Probes probes) {
  return linear(ridge_regression(rows_of(probes, one_hot_row), latencies_of(probes)), one_hot_row);
}

Forecast fit_non_negative(Probes probes) {
  constexpr size_t costs = belief::coefficient_count;
  belief::Coefficients cost{}, gradient{};  // the gradient of half the squared error
  std::array<belief::Coefficients, costs> normal{};
  for (const PlacedProbe& probe : probes) {
    const belief::Coefficients& counts = eager_counts(probe.place);
    for (size_t i = 0; i < costs; ++i) {
      gradient[i] -= counts[i] * probe.latency_ms;
      for (size_t j = 0; j < costs; ++j) normal[i][j] += counts[i] * counts[j];
    }
  }
  constexpr int sweeps = 3000;
  for (int sweep = 0; sweep < sweeps; ++sweep) {
    for (size_t i = 0; i < costs; ++i) {
      if (normal[i][i] <= 0) continue;
      const double better = std::max(0.0, cost[i] - gradient[i] / normal[i][i]);
      const double change = better - cost[i];
      cost[i] = better;
      for (size_t j = 0; j < costs; ++j) gradient[j] += change * normal[i][j];
    }
  }
  LinearFit fit{cost[0], Eigen::VectorXd::Map(cost.data() + 1, operation_count), 0};
  double squares = 0;
  for (const PlacedProbe& probe : probes) {
    squares += std::pow(probe.latency_ms - predicted(fit, count_row(probe.place)), 2);
  }
  fit.deviation = std::sqrt(squares / static_cast<double>(probes.size()));
  return linear(std::move(fit), count_row);
}

Fit proportional_to(std::vector<double> list) {
  const auto shape = std::make_shared<const std::vector<double>>(std::move(list));
  return [shape](Probes probes) {
    const Scale scale = fit_scale(*shape, probes);
    return
        [shape, scale](int place) { return scale.predict((*shape)[static_cast<size_t>(place)]); };
  };
}

std::vector<double> macs_shape() {
  std::vector<double> shape;
  for (int index = 0; index < cell_count; ++index) {
    shape.push_back(static_cast<double>(network_cost(cell_at(index)).macs) / 1e6);
  }
  return shape;
}

std::vector<double> mean_device_shape(const Reference& reference) {
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

Fit one_proxy(Reference reference) {
  if (reference.empty()) throw Error("one-proxy needs at least one training device");
  return [reference = std::move(reference)](Probes probes) {
    const std::span<const double> proxy = reference[choose_proxy(reference, probes)];
    const Scale scale = fit_scale(proxy, probes);
    return [proxy, scale](int place) { return scale.predict(proxy[static_cast<size_t>(place)]); };
  };
}

Fit ada_proxy(Reference reference) {
  if (reference.empty()) throw Error("ada-proxy needs at least one training device");
  std::vector<LinearFit> known = fit_known(reference);
  return [reference = std::move(reference), known = std::move(known)](Probes probes) {
    return adapt(known[choose_proxy(reference, probes)], probes);
  };
}

std::unique_ptr<LatencyPredictor> cell_predictor(Fit fit) {
  return std::make_unique<CellPredictor>(std::move(fit));
}

}  // namespace tenprobes::prediction
