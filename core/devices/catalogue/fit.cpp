#include "core/devices/catalogue/fit.h"

#include <Eigen/Dense>
#include <algorithm>
#include <array>
#include <cmath>
#include <string>
#include <vector>

#include "core/base/error.h"
#include "core/base/portable_math.h"
#include "core/statistics/ranking.h"
#include "core/statistics/summary.h"

namespace tenprobes::devices {
namespace {

constexpr int parameter_count = 6;
using Parameters = Eigen::Matrix<double, parameter_count, 1>;

/// log of compute, memory, weights and launches in ms, then the two exponents.
CatalogueModel model_of(const Parameters& parameters, bool overlapped) {
  CatalogueModel model;
  model.compute_ms = portable_exp(parameters[0]);
  model.memory_ms = portable_exp(parameters[1]);
  model.weights_ms = portable_exp(parameters[2]);
  model.launches_ms = portable_exp(parameters[3]);
  model.compute_exponent = parameters[4];
  model.memory_exponent = parameters[5];
  model.overlapped = overlapped;
  return model;
}

struct Row {
  std::size_t row;
  int group;
  double log_ms;
};

/// The middle and the width of what draw_roofline() draws, at a scale.
struct Pull {
  Parameters middle, deviation;
};

Pull pull_at(double log_scale) {
  Pull pull;
  pull.middle << log_scale, log_scale, log_scale + portable_log(0.03),
      log_scale + portable_log(0.02), 0.8, 0.9;
  pull.deviation << 2, 2, 2, 2, 0.15, 0.1;
  return pull;
}

class Fit {
 public:
  Fit(const CatalogueCosts& costs, std::span<const Row> rows, int groups)
      : costs_(costs), rows_(rows), groups_(groups) {}

  CatalogueModel best() {
    double least = 0;
    CatalogueModel best;
    for (const bool overlapped : {false, true}) {
      family_.assign(static_cast<std::size_t>(groups_), 0.0);
      deviation_ = typical_noise;
      Parameters parameters = start();
      constexpr int rounds = 6;
      for (int round = 0; round < rounds; ++round) {
        descend(parameters, overlapped);
        fit_families(parameters, overlapped);
      }
      const double loss = loss_of(parameters, overlapped);
      if (overlapped && loss >= least) continue;
      least = loss;
      best = model_of(parameters, overlapped);
      for (const double effect : family_) best.family.push_back(portable_exp(effect));
      best.noise = deviation_;
    }
    return best;
  }

 private:
  Parameters start() {
    std::vector<double> logs;
    for (const Row& row : rows_) logs.push_back(row.log_ms);
    std::nth_element(logs.begin(), logs.begin() + std::ssize(logs) / 2, logs.end());
    // Compute and memory together make the median latency.
    log_scale_ = logs[logs.size() / 2] - portable_log(2);
    return pull_at(log_scale_).middle;
  }

  double left(const CatalogueModel& model, const Row& row) const {
    const double family = row.group >= 0 ? family_[static_cast<std::size_t>(row.group)] : 0;
    return row.log_ms - family - portable_log(roofline_latency(model, costs_, row.row));
  }

  static double huber(double residual) {
    const double size = std::abs(residual);
    return size <= huber_limit ? size * size / 2 : huber_limit * (size - huber_limit / 2);
  }

  double loss_of(const Parameters& parameters, bool overlapped) const {
    const CatalogueModel model = model_of(parameters, overlapped);
    double loss = 0;
    for (const Row& row : rows_) loss += huber(left(model, row));
    const Pull pull = pull_at(log_scale_);
    const double pulled =
        ((parameters - pull.middle).array() / pull.deviation.array()).square().sum();
    return loss / (typical_noise * typical_noise) + pulled / 2;
  }

  void descend(Parameters& parameters, bool overlapped) const {
    double damping = 1e-2, loss = loss_of(parameters, overlapped);
    constexpr int most_steps = 10;
    for (int step = 0; step < most_steps && damping < 1e6; ++step) {
      Eigen::Matrix<double, parameter_count, parameter_count> curvature;
      Parameters slope;
      derivatives(parameters, overlapped, curvature, slope);
      curvature.diagonal() *= 1 + damping;
      Parameters next = parameters + curvature.ldlt().solve(slope);
      for (const int exponent : {4, 5}) next[exponent] = std::clamp(next[exponent], 0.0, 2.0);
      // Costs so small that nothing tells them stay numbers.
      for (int cost = 0; cost < 4; ++cost) {
        next[cost] = std::clamp(next[cost], log_scale_ - 20, log_scale_ + 20);
      }
      const double next_loss = loss_of(next, overlapped);
      if (next_loss < loss) {
        const bool settled = loss - next_loss < 1e-9 * loss;
        parameters = next;
        loss = next_loss;
        damping /= 5;
        if (settled) break;
      } else {
        damping *= 5;
      }
    }
  }

  void derivatives(const Parameters& parameters, bool overlapped,
                   Eigen::Matrix<double, parameter_count, parameter_count>& curvature,
                   Parameters& slope) const {
    constexpr double step = 1e-5;
    std::array<CatalogueModel, parameter_count> moved;
    for (int i = 0; i < parameter_count; ++i) {
      Parameters other = parameters;
      other[i] += step;
      moved[static_cast<std::size_t>(i)] = model_of(other, overlapped);
    }
    const CatalogueModel model = model_of(parameters, overlapped);
    const Pull pull = pull_at(log_scale_);
    const Parameters precision = pull.deviation.array().square().inverse();
    curvature = precision.asDiagonal();
    slope = precision.cwiseProduct(pull.middle - parameters);
    for (const Row& row : rows_) {
      const double residual = left(model, row);
      const double weight = std::min(1.0, huber_limit / std::max(std::abs(residual), 1e-12)) /
                            (typical_noise * typical_noise);
      Parameters gradient;
      for (int i = 0; i < parameter_count; ++i) {
        gradient[i] = (residual - left(moved[static_cast<std::size_t>(i)], row)) / step;
      }
      curvature += weight * gradient * gradient.transpose();
      slope += weight * residual * gradient;
    }
  }

  /// A family's effect under a normal prior, and what deviation remains.
  void fit_families(const Parameters& parameters, bool overlapped) {
    const CatalogueModel model = model_of(parameters, overlapped);
    std::vector<double> sum(family_.size(), 0.0), count(family_.size(), 0.0), sizes;
    for (const Row& row : rows_) {
      if (row.group < 0) continue;
      const auto group = static_cast<std::size_t>(row.group);
      sum[group] += left(model, row) + family_[group];
      ++count[group];
    }
    const double shrink = std::max(deviation_, 1e-3) / family_deviation;
    for (std::size_t group = 0; group < family_.size(); ++group) {
      family_[group] = sum[group] / (count[group] + shrink * shrink);
    }
    for (const Row& row : rows_) sizes.push_back(std::abs(left(model, row)));
    std::nth_element(sizes.begin(), sizes.begin() + std::ssize(sizes) / 2, sizes.end());
    constexpr double normal_quartile = 0.6745;
    deviation_ = std::min(1.0, sizes[sizes.size() / 2] / normal_quartile);
  }

  static constexpr double typical_noise = 0.1, huber_limit = 0.2;  // of log latency

  const CatalogueCosts& costs_;
  std::span<const Row> rows_;
  int groups_;
  double log_scale_ = 0;
  double deviation_ = typical_noise;
  std::vector<double> family_;  // logarithms
};

FitQuality cross_validate(const CatalogueCosts& costs, std::span<const Row> rows, int groups) {
  constexpr std::size_t folds = 5;
  std::vector<double> predicted(rows.size()), measured;
  for (std::size_t fold = 0; fold < folds; ++fold) {
    std::vector<Row> seen;
    for (std::size_t i = 0; i < rows.size(); ++i) {
      if (i % folds != fold) seen.push_back(rows[i]);
    }
    const CatalogueModel model = Fit(costs, seen, groups).best();
    for (std::size_t i = fold; i < rows.size(); i += folds) {
      predicted[i] = portable_log(expected_latency(model, costs, rows[i].row, rows[i].group));
    }
  }
  for (const Row& row : rows) measured.push_back(row.log_ms);
  FitQuality quality;
  quality.rows = static_cast<int>(rows.size());
  quality.r2 = statistics::r_squared(predicted, measured);
  quality.srcc = statistics::spearman(predicted, measured);
  return quality;
}

}  // namespace

CatalogueTwin fit_catalogue_model(const CatalogueSpace& space, std::span<const double> latencies) {
  const CatalogueCosts costs(space);
  std::vector<Row> rows;
  for (std::size_t i = 0; i < latencies.size(); ++i) {
    if (std::isnan(latencies[i])) continue;
    rows.push_back({i, space.group_of(static_cast<int>(i)), portable_log(latencies[i])});
  }
  if (std::ssize(rows) < least_networks_to_fit) {
    throw Error(std::to_string(rows.size()) + " measured networks are too few to fit a device: " +
                std::to_string(least_networks_to_fit) + " are needed");
  }
  // Files are often sorted: folds take rows in an order that has nothing to do with it.
  Random random(1);
  random.shuffle(rows);
  const int groups = static_cast<int>(space.groups().size());
  return {Fit(costs, rows, groups).best(), cross_validate(costs, rows, groups)};
}

}  // namespace tenprobes::devices
