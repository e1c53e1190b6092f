#include "core/training/cost_priors.h"

#include <Eigen/Dense>

namespace tenprobes::training {
namespace {

using controller::cost_count;
using Costs = Eigen::Matrix<double, cost_count, 1>;
using Square = Eigen::Matrix<double, cost_count, cost_count>;

Eigen::MatrixXd design(const std::vector<Cell>& sample, bool live_only) {
  Eigen::MatrixXd features(static_cast<Eigen::Index>(sample.size()), cost_count);
  for (std::size_t i = 0; i < sample.size(); ++i) {
    const EdgeMask edges = live_only ? edges_reaching_output(sample[i]) : EdgeMask().set();
    const controller::CostFeatures row = controller::cost_features(sample[i], edges);
    for (std::size_t k = 0; k < cost_count; ++k) {
      features(static_cast<Eigen::Index>(i), static_cast<Eigen::Index>(k)) = row[k];
    }
  }
  return features;
}

}  // namespace

controller::CostPriors estimate_cost_priors(const TaskSettings& tasks,
                                            const DrawDevice& draw_device, Random random) {
  constexpr int draws = 4000;
  constexpr double ridge = 1e-3;
  const std::vector<Cell> sample = quantile_sample(tasks.quantile_sample);
  TaskDevice device(sample);
  Eigen::VectorXd latencies(static_cast<Eigen::Index>(sample.size()));
  controller::CostPriors priors;
  std::array<Eigen::MatrixXd, 2> features = {design(sample, false), design(sample, true)};
  std::array<Eigen::MatrixXd, 2> solvers;
  std::array<Costs, 2> sums = {Costs::Zero(), Costs::Zero()};
  std::array<Square, 2> squares = {Square::Zero(), Square::Zero()};
  for (std::size_t k = 0; k < 2; ++k) {
    const Square normal = features[k].transpose() * features[k] + ridge * Square::Identity();
    solvers[k] = normal.ldlt().solve(features[k].transpose());
  }
  for (int draw = 0; draw < draws; ++draw) {
    device.draw(draw_device, random);
    for (std::size_t i = 0; i < sample.size(); ++i) {
      latencies[static_cast<Eigen::Index>(i)] = device.device().expected(sample[i]);
    }
    const double budget =
        device.quantile(random.uniform(tasks.lowest_quantile, tasks.highest_quantile));
    for (std::size_t k = 0; k < 2; ++k) {
      const Costs costs = solvers[k] * latencies / budget;
      sums[k] += costs;
      squares[k] += costs * costs.transpose();
    }
  }
  for (std::size_t k = 0; k < 2; ++k) {
    const Costs mean = sums[k] / draws;
    const Square covariance =
        squares[k] / draws - mean * mean.transpose() + 1e-4 * Square::Identity();
    for (int i = 0; i < cost_count; ++i) {
      priors[k].mean[static_cast<std::size_t>(i)] = static_cast<float>(mean[i]);
      for (int j = 0; j < cost_count; ++j) {
        priors[k].covariance[static_cast<std::size_t>(i * cost_count + j)] =
            static_cast<float>(covariance(i, j));
      }
    }
  }
  return priors;
}

}  // namespace tenprobes::training
