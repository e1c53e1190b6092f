#include "core/training/fit_surrogate.h"

#include <Eigen/Core>
#include <atomic>
#include <cmath>
#include <map>
#include <nlohmann/json.hpp>
#include <numbers>
#include <numeric>
#include <string>

#include "core/base/error.h"
#include "core/base/random.h"
#include "core/nn/adam.h"
#include "core/search_space/cells/live_edges.h"
#include "core/statistics/ranking.h"

namespace tenprobes::training {

namespace {

using proxies::accuracy_data_sets;
using proxies::SurrogateNetwork;
using Matrix = Eigen::MatrixXf;
using RowMajor = Eigen::Map<Eigen::Matrix<float, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>>;

/// Connected architectures, one a column.
struct Samples {
  Matrix features;  ///< [54, samples]
  Matrix targets;   ///< [3, samples]: log(101 - accuracy)
  std::vector<int> index;
  std::vector<int> group;  ///< equal features, equal group; 0, 1, ...
  int groups = 0;
};

Samples collect(const std::array<std::span<const double>, accuracy_data_sets>& accuracies) {
  for (size_t d = 0; d < accuracy_data_sets; ++d) {
    if (accuracies[d].size() != cell_count) {
      throw Error("accuracies of " + std::string(proxies::accuracy_data_set_names[d]) + " have " +
                  std::to_string(accuracies[d].size()) + " rows; 15625 are needed");
    }
    for (size_t i = 0; i < cell_count; ++i) {
      if (!(accuracies[d][i] >= 0 && accuracies[d][i] <= 100)) {
        throw Error("accuracies of " + std::string(proxies::accuracy_data_set_names[d]) +
                    ", architecture " + std::to_string(i) + ": must be 0 to 100 %");
      }
    }
  }
  Samples samples;
  std::map<proxies::SurrogateFeatures, int> groups;
  for (int i = 0; i < cell_count; ++i) {
    if (is_connected(cell_at(i))) samples.index.push_back(i);
  }
  const auto count = static_cast<Eigen::Index>(samples.index.size());
  samples.features.resize(proxies::surrogate_feature_count, count);
  samples.targets.resize(accuracy_data_sets, count);
  for (Eigen::Index s = 0; s < count; ++s) {
    const int index = samples.index[static_cast<size_t>(s)];
    const auto features = proxies::surrogate_features(cell_at(index));
    samples.features.col(s) =
        Eigen::Map<const Eigen::VectorXf>(features.data(), proxies::surrogate_feature_count);
    for (size_t d = 0; d < accuracy_data_sets; ++d) {
      samples.targets(static_cast<Eigen::Index>(d), s) =
          static_cast<float>(std::log(101 - accuracies[d][static_cast<size_t>(index)]));
    }
    const auto found = groups.emplace(features, static_cast<int>(groups.size())).first;
    samples.group.push_back(found->second);
  }
  samples.groups = static_cast<int>(groups.size());
  return samples;
}

template <class Values>
auto values_of(Values& values) {
  return std::span(values.data(), static_cast<size_t>(values.size()));
}

SurrogateNetwork initial_network(const Samples& samples, const std::vector<int>& rows,
                                 const SurrogateFit& fit, Random& random) {
  SurrogateNetwork network;
  network.hidden = fit.hidden;
  const Matrix features = samples.features(Eigen::all, rows);
  const Matrix targets = samples.targets(Eigen::all, rows);
  const Eigen::VectorXf mean = features.rowwise().mean();
  const Eigen::VectorXf spread =
      (features.colwise() - mean).array().square().rowwise().mean().sqrt();
  for (Eigen::Index f = 0; f < mean.size(); ++f) {
    network.feature_mean.push_back(mean(f));
    network.feature_scale.push_back(spread(f) > 0 ? 1 / spread(f) : 0);
  }
  for (Eigen::Index d = 0; d < accuracy_data_sets; ++d) {
    const float center = targets.row(d).mean();
    network.target_mean[static_cast<size_t>(d)] = center;
    network.target_scale[static_cast<size_t>(d)] =
        std::sqrt((targets.row(d).array() - center).square().mean());
  }
  const int sizes[] = {proxies::surrogate_feature_count, fit.hidden, fit.hidden,
                       accuracy_data_sets};
  for (int layer = 0; layer < 3; ++layer) {
    network.bias[layer].assign(static_cast<size_t>(sizes[layer + 1]), 0.0f);
    const double scale = std::sqrt(2.0 / sizes[layer]);  // He et al., arXiv 1502.01852
    for (int w = 0; w < sizes[layer] * sizes[layer + 1]; ++w) {
      network.weight[layer].push_back(static_cast<float>(scale * random.normal()));
    }
  }
  return network;
}

/// Least squares on the standardised targets of the samples `rows`.
SurrogateNetwork fit_network(const Samples& samples, std::vector<int> rows, const SurrogateFit& fit,
                             Random random, const StopRequested& stop,
                             const std::function<void()>& epoch_done) {
  SurrogateNetwork network = initial_network(samples, rows, fit, random);
  const Eigen::Map<const Eigen::VectorXf> mean(network.feature_mean.data(),
                                               proxies::surrogate_feature_count);
  const Eigen::Map<const Eigen::VectorXf> scale(network.feature_scale.data(),
                                                proxies::surrogate_feature_count);
  const Eigen::Map<const Eigen::Vector3f> target_mean(network.target_mean.data());
  const Eigen::Map<const Eigen::Vector3f> target_scale(network.target_scale.data());
  const Matrix inputs = (samples.features.colwise() - mean).array().colwise() * scale.array();
  const Matrix targets =
      (samples.targets.colwise() - target_mean).array().colwise() / target_scale.array();

  // Owned matrices, for their alignment: how Eigen sums, and so the last bit, depends on it.
  Matrix weight[3];
  Eigen::VectorXf bias[3];
  std::vector<nn::Adam> weight_adam, bias_adam;
  for (int layer = 0; layer < 3; ++layer) {
    const auto outputs = static_cast<Eigen::Index>(network.bias[layer].size());
    const auto count = static_cast<Eigen::Index>(network.weight[layer].size());
    weight[layer] = RowMajor(network.weight[layer].data(), outputs, count / outputs);
    bias[layer] = Eigen::VectorXf::Zero(outputs);
    weight_adam.emplace_back(static_cast<size_t>(count));
    bias_adam.emplace_back(static_cast<size_t>(outputs));
  }

  const int batches = (static_cast<int>(rows.size()) + fit.batch - 1) / fit.batch;
  int step = 0;
  for (int epoch = 0; epoch < fit.epochs; ++epoch) {
    if (stop()) throw Error("the fit was stopped; nothing was written");
    random.shuffle(rows);
    for (int b = 0; b < batches; ++b) {
      const auto first = rows.begin() + static_cast<std::ptrdiff_t>(b) * fit.batch;
      const auto last = b + 1 == batches ? rows.end() : first + fit.batch;
      const std::vector<int> batch(first, last);
      Matrix activation[4] = {inputs(Eigen::all, batch), {}, {}, {}};
      for (int layer = 0; layer < 3; ++layer) {
        activation[layer + 1] = (weight[layer] * activation[layer]).colwise() + bias[layer];
        if (layer < 2) activation[layer + 1] = activation[layer + 1].cwiseMax(0.0f);
      }
      Matrix gradient =
          (activation[3] - targets(Eigen::all, batch)) / static_cast<float>(batch.size());
      const double rate = fit.learning_rate * 0.5 *
                          (1 + std::cos(std::numbers::pi * step / (fit.epochs * batches)));
      ++step;
      for (int layer = 2; layer >= 0; --layer) {
        Matrix weight_gradient = gradient * activation[layer].transpose();
        weight_gradient += static_cast<float>(fit.weight_decay) * weight[layer];
        const Eigen::VectorXf bias_gradient = gradient.rowwise().sum();
        if (layer > 0) {
          gradient = ((weight[layer].transpose() * gradient).array() *
                      (activation[layer].array() > 0).cast<float>())
                         .matrix();
        }
        weight_adam[static_cast<size_t>(layer)].step(values_of(weight[layer]),
                                                     values_of(weight_gradient), 1, rate);
        bias_adam[static_cast<size_t>(layer)].step(values_of(bias[layer]), values_of(bias_gradient),
                                                   1, rate);
      }
    }
    epoch_done();
  }
  for (int layer = 0; layer < 3; ++layer) {
    RowMajor(network.weight[layer].data(), weight[layer].rows(), weight[layer].cols()) =
        weight[layer];
    Eigen::VectorXf::Map(network.bias[layer].data(), bias[layer].size()) = bias[layer];
  }
  return network;
}

std::vector<int> random_folds(int count, int folds, Random& random) {
  std::vector<int> order(static_cast<size_t>(count));
  std::iota(order.begin(), order.end(), 0);
  random.shuffle(order);
  for (int& place : order) place %= folds;
  return order;
}

std::vector<int> grouped_folds(const Samples& samples, int folds, Random& random) {
  const std::vector<int> fold_of_group = random_folds(samples.groups, folds, random);
  std::vector<int> result;
  for (const int group : samples.group) result.push_back(fold_of_group[static_cast<size_t>(group)]);
  return result;
}

/// Ranks are compared within a fold, then averaged: different networks' outputs are not mixed.
std::array<proxies::HeldOutError, accuracy_data_sets> held_out_errors(
    const Samples& samples,
    const std::array<std::span<const double>, accuracy_data_sets>& accuracies,
    const std::vector<int>& fold_of, std::span<const SurrogateNetwork> networks) {
  const int folds = static_cast<int>(networks.size());
  std::vector<proxies::AccuracySurrogate> surrogates;
  for (const SurrogateNetwork& network : networks) {
    surrogates.emplace_back(network, proxies::HeldOutErrors{}, "{}");
  }
  std::array<proxies::HeldOutError, accuracy_data_sets> errors{};
  for (int fold = 0; fold < folds; ++fold) {
    std::array<std::vector<double>, accuracy_data_sets> estimated, measured;
    for (size_t s = 0; s < samples.index.size(); ++s) {
      if (fold_of[s] != fold) continue;
      const int index = samples.index[s];
      const auto estimate = surrogates[static_cast<size_t>(fold)].estimate(cell_at(index));
      for (size_t d = 0; d < accuracy_data_sets; ++d) {
        estimated[d].push_back(estimate[d]);
        measured[d].push_back(accuracies[d][static_cast<size_t>(index)]);
        errors[d].mean_absolute_error += std::abs(estimated[d].back() - measured[d].back()) /
                                         static_cast<double>(samples.index.size());
      }
    }
    for (size_t d = 0; d < accuracy_data_sets; ++d) {
      errors[d].spearman += statistics::spearman(estimated[d], measured[d]) / folds;
    }
  }
  return errors;
}

}  // namespace

proxies::AccuracySurrogate fit_surrogate(
    const std::array<std::span<const double>, accuracy_data_sets>& accuracies,
    const SurrogateFit& fit, const ParallelFor& parallel, const StopRequested& stop,
    const std::function<void(int)>& progress) {
  if (fit.hidden < 1 || fit.epochs < 1 || fit.batch < 1 || fit.folds < 2) {
    throw Error("surrogate fit: hidden, epochs and batch must be at least 1 and folds at least 2");
  }
  const Samples samples = collect(accuracies);
  const int count = static_cast<int>(samples.index.size());
  Random random(fit.seed);
  const std::vector<int> folds[2] = {random_folds(count, fit.folds, random),
                                     grouped_folds(samples, fit.folds, random)};
  std::vector<Random> streams;
  for (int f = 0; f <= 2 * fit.folds; ++f) streams.push_back(random.split());
  std::vector<SurrogateNetwork> networks(streams.size());
  std::atomic<int> epochs = 0;
  parallel(static_cast<int>(networks.size()), [&](int n) {
    const int kind = n / fit.folds, fold = n % fit.folds;  // kind 2: fitted to all
    std::vector<int> rows;
    for (int s = 0; s < count; ++s) {
      if (kind == 2 || folds[kind][static_cast<size_t>(s)] != fold) rows.push_back(s);
    }
    networks[static_cast<size_t>(n)] = fit_network(
        samples, rows, fit, streams[static_cast<size_t>(n)], stop, [&] { progress(++epochs); });
  });
  const auto fold_networks = std::span(networks).first(static_cast<size_t>(2 * fit.folds));
  const proxies::HeldOutErrors held_out = {
      held_out_errors(samples, accuracies, folds[0], fold_networks.first(fit.folds)),
      held_out_errors(samples, accuracies, folds[1], fold_networks.last(fit.folds))};
  const nlohmann::ordered_json training = {
      {"hidden", fit.hidden}, {"epochs", fit.epochs},
      {"batch", fit.batch},   {"learning_rate", fit.learning_rate},
      {"folds", fit.folds},   {"weight_decay", fit.weight_decay},
      {"seed", fit.seed},     {"networks", samples.index.size()},
  };
  return {networks.back(), held_out, training.dump()};
}

}  // namespace tenprobes::training
