#include "core/belief/gaussian_process/gaussian_process.h"

#include <algorithm>
#include <cmath>
#include <utility>

#include "core/base/error.h"
#include "core/base/portable_math.h"

namespace tenprobes::belief {
namespace {

/// Standardised logarithms; unknown ones are at the mean. Empty where all are alike.
std::vector<double> standardised(std::vector<double> values) {
  double sum = 0, squares = 0, known = 0;
  for (double& value : values) {
    value = value > 0 ? portable_log(value) : std::nan("");
    if (std::isnan(value)) continue;
    sum += value;
    ++known;
  }
  const double mean = sum / std::max(known, 1.0);
  for (double& value : values) {
    value = std::isnan(value) ? 0 : value - mean;
    squares += value * value;
  }
  const double deviation = std::sqrt(squares / std::max(known, 1.0));
  if (!(deviation > 1e-9)) return {};
  for (double& value : values) value /= deviation;
  return values;
}

/// Bounds of the parameters, logarithms: wide, so that likelihood decides.
constexpr double least_length = -3, most_length = 4, least_signal = -4, most_signal = 3,
                 least_noise = -6, most_noise = 1;

}  // namespace

GaussianProcess::GaussianProcess(const SearchSpace& space) : space_(space) {
  if (space.size() == 0) {
    throw Error("a plain Gaussian process needs a space that can be enumerated, which " +
                space.title() + " is not");
  }
  const int features = static_cast<int>(space.features().size());
  std::vector<std::vector<double>> columns(static_cast<std::size_t>(features));
  for (int i = 0; i < space.size(); ++i) {
    const Architecture architecture = space.at(i);
    for (int f = 0; f < features; ++f) {
      columns[static_cast<std::size_t>(f)].push_back(space.feature(architecture, f));
    }
  }
  for (std::size_t f = 0; f < columns.size(); ++f) {
    std::vector<double> input = standardised(std::move(columns[f]));
    if (input.empty()) continue;
    inputs_.push_back(std::move(input));
    names_.push_back(space.features()[f]);
  }
  if (inputs_.empty()) {
    throw Error("a plain Gaussian process needs features, and " + space.title() +
                " has none that differ");
  }
  start();
}

void GaussianProcess::start(std::optional<double> budget_ms) {
  probed_.clear();
  log_latencies_.clear();
  factor_.clear();
  residual_.clear();
  mean_ = budget_ms ? portable_log(*budget_ms) : 0;
  parameters_ = {.signal = 0, .noise = -2, .lengths = std::vector<double>(inputs_.size(), 0.0)};
  kernel_ = kernel_of(parameters_);
}

GaussianProcess::Kernel GaussianProcess::kernel_of(const Parameters& parameters) {
  Kernel kernel{.variance = portable_exp(2 * parameters.signal),
                .noise = portable_exp(2 * parameters.noise)};
  for (const double length : parameters.lengths) {
    kernel.inverse_lengths.push_back(portable_exp(-length));
  }
  return kernel;
}

double GaussianProcess::covariance(const Kernel& kernel, std::size_t a, std::size_t b) const {
  double squared = 0;
  for (std::size_t d = 0; d < inputs_.size(); ++d) {
    const double apart = (inputs_[d][a] - inputs_[d][b]) * kernel.inverse_lengths[d];
    squared += apart * apart;
  }
  return kernel.variance * portable_exp(-squared / 2);
}

double GaussianProcess::log_likelihood(const Parameters& parameters, Parameters* slope) const {
  const std::size_t n = probed_.size();
  const Kernel kernel = kernel_of(parameters);
  GrowingCholesky factor;
  std::vector<double> covariances(n * n), row;
  for (std::size_t i = 0; i < n; ++i) {
    row.clear();
    for (std::size_t j = 0; j <= i; ++j) {
      covariances[i * n + j] = covariances[j * n + i] = covariance(kernel, probed_[i], probed_[j]);
      if (j < i) row.push_back(covariances[i * n + j]);
    }
    factor.append(row, covariances[i * n + i] + kernel.noise);
  }
  // The inverse, from that of the factor: its columns solve for unit vectors.
  std::vector<double> inverse_factor(n * n, 0.0), weights(n, 0.0);
  for (std::size_t i = 0; i < n; ++i) inverse_factor[i * n + i] = 1;
  factor.solve_columns(inverse_factor, n);
  double likelihood = 0;
  for (std::size_t i = 0; i < n; ++i) {
    double whitened = 0;
    for (std::size_t j = 0; j <= i; ++j) {
      whitened += inverse_factor[i * n + j] * (log_latencies_[j] - mean_);
    }
    likelihood -= whitened * whitened / 2 + portable_log(factor.diagonal(i));
    for (std::size_t j = 0; j <= i; ++j) weights[j] += inverse_factor[i * n + j] * whitened;
  }
  if (slope == nullptr) return likelihood;
  // d log p = 1/2 trace((w w^T - K^-1) dK), equation 5.9.
  *slope = {.signal = 0, .noise = 0, .lengths = std::vector<double>(inputs_.size(), 0.0)};
  for (std::size_t i = 0; i < n; ++i) {
    for (std::size_t j = 0; j <= i; ++j) {
      double inverse = 0;
      for (std::size_t k = i; k < n; ++k) {
        inverse += inverse_factor[k * n + i] * inverse_factor[k * n + j];
      }
      const double pull = (weights[i] * weights[j] - inverse) * (i == j ? 0.5 : 1);
      slope->signal += pull * 2 * covariances[i * n + j];
      if (i == j) slope->noise += pull * 2 * kernel.noise;
      for (std::size_t d = 0; d < inputs_.size(); ++d) {
        const double apart =
            (inputs_[d][probed_[i]] - inputs_[d][probed_[j]]) * kernel.inverse_lengths[d];
        slope->lengths[d] += pull * covariances[i * n + j] * apart * apart;
      }
    }
  }
  return likelihood;
}

void GaussianProcess::fit() {
  const std::size_t dimensions = inputs_.size(), count = dimensions + 2;
  const auto at = [&](Parameters& parameters, std::size_t i) -> double& {
    return i == 0 ? parameters.signal : i == 1 ? parameters.noise : parameters.lengths[i - 2];
  };
  const auto bounded = [](std::size_t i, double value) {
    return i == 0   ? std::clamp(value, least_signal, most_signal)
           : i == 1 ? std::clamp(value, least_noise, most_noise)
                    : std::clamp(value, least_length, most_length);
  };
  double best = 0;
  bool any = false;
  for (const double length : {0.0, 1.0, 2.0}) {
    Parameters now = {.signal = 0, .noise = -2, .lengths = std::vector<double>(dimensions, length)};
    Parameters slope, before;
    std::vector<double> steps(count, 0.1);
    constexpr int most_steps = 60;
    for (int step = 0; step < most_steps; ++step) {
      const double likelihood = log_likelihood(now, &slope);
      if (!any || likelihood > best) {
        any = true;
        best = likelihood;
        parameters_ = now;
      }
      for (std::size_t i = 0; i < count; ++i) {
        if (step > 0) {
          const double agreement = at(slope, i) * at(before, i);
          steps[i] = std::clamp(steps[i] * (agreement > 0   ? 1.2
                                            : agreement < 0 ? 0.5
                                                            : 1),
                                1e-4, 1.0);
        }
        const double direction = at(slope, i) > 0 ? 1 : at(slope, i) < 0 ? -1 : 0;
        at(now, i) = bounded(i, at(now, i) + direction * steps[i]);
      }
      before = slope;
    }
  }
}

void GaussianProcess::factorise() {
  factor_.clear();
  residual_.clear();
  kernel_ = kernel_of(parameters_);
  std::vector<double> row;
  for (std::size_t i = 0; i < probed_.size(); ++i) {
    row.clear();
    for (std::size_t j = 0; j < i; ++j) {
      row.push_back(covariance(kernel_, probed_[i], probed_[j]));
    }
    factor_.append(row, covariance(kernel_, probed_[i], probed_[i]) + kernel_.noise);
    residual_.push_back(log_latencies_[i] - mean_);
  }
  factor_.solve(residual_);
}

void GaussianProcess::update(const Architecture& architecture, double latency_ms) {
  probed_.push_back(static_cast<std::size_t>(space_.index_of(architecture)));
  log_latencies_.push_back(portable_log(latency_ms));
  double sum = 0;
  for (const double log : log_latencies_) sum += log;
  mean_ = sum / static_cast<double>(log_latencies_.size());
  if (probed_.size() > 1) fit();
  factorise();
}

std::vector<double> GaussianProcess::solved_covariances(std::size_t row) const {
  std::vector<double> solved;
  for (const std::size_t probed : probed_) solved.push_back(covariance(kernel_, probed, row));
  factor_.solve(solved);
  return solved;
}

GaussianProcess::Moments GaussianProcess::moments(std::size_t row) const {
  const std::vector<double> solved = solved_covariances(row);
  Moments moments{mean_, kernel_.variance};
  for (std::size_t j = 0; j < solved.size(); ++j) {
    moments.mean += solved[j] * residual_[j];
    moments.variance -= solved[j] * solved[j];
  }
  moments.variance = std::max(moments.variance, GrowingCholesky::least_variance);
  return moments;
}

Prediction GaussianProcess::predict(const Architecture& architecture) const {
  const Moments log = moments(static_cast<std::size_t>(space_.index_of(architecture)));
  const double variance = log.variance + kernel_.noise;
  const double mean = portable_exp(log.mean + variance / 2);
  return {mean, mean * std::sqrt(portable_exp(variance) - 1)};
}

void GaussianProcess::forecast(std::span<const Architecture> architectures, double budget_ms,
                               Forecasts& forecasts) {
  forecasts.resize(architectures.size());
  const double log_budget = portable_log(budget_ms);
  const double noise = kernel_.noise;
  for (std::size_t i = 0; i < architectures.size(); ++i) {
    const Moments log = moments(static_cast<std::size_t>(space_.index_of(architectures[i])));
    const double variance = log.variance + noise;
    const double mean = portable_exp(log.mean + variance / 2);
    forecasts.mean[i] = static_cast<float>(mean);
    forecasts.variance[i] = static_cast<float>(mean * mean * (portable_exp(variance) - 1));
    forecasts.noise[i] = static_cast<float>(mean * mean * (portable_exp(noise) - 1));
    forecasts.feasible[i] =
        static_cast<float>(portable_normal_share((log_budget - log.mean) / std::sqrt(variance)));
  }
}

std::vector<double> GaussianProcess::expected_gains(std::span<const Architecture> architectures,
                                                    Random& random) const {
  std::vector<std::size_t> rows;
  for (const Architecture& architecture : architectures) {
    rows.push_back(static_cast<std::size_t>(space_.index_of(architecture)));
  }
  return removed_variances(
      rows, space_.size(), random, kernel_.noise,
      [&](std::size_t row) { return solved_covariances(row); },
      [&](std::size_t) { return kernel_.variance; },
      [&](std::size_t a, std::size_t b) { return covariance(kernel_, a, b); });
}

std::vector<Aspect> GaussianProcess::aspects() const {
  std::vector<Aspect> aspects;
  for (std::size_t d = 0; d < names_.size(); ++d) {
    aspects.push_back({"Length", names_[d], "times", portable_exp(parameters_.lengths[d]), 0});
  }
  aspects.push_back({"Noise", "of log latency", "times", portable_exp(parameters_.noise), 0});
  return aspects;
}

}  // namespace tenprobes::belief
