#include "core/proxies/az_nas.h"

#include <Eigen/Eigenvalues>
#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>

namespace tenprobes::proxies {
namespace {

using network::FeatureMap;
using Matrix = Eigen::MatrixXf;

Eigen::Map<const Matrix> pixels_by_channels(const FeatureMap& map) {
  return {map.values.data(), map.pixels(), map.channels};
}

/// -sum p log p over the shares p of variance along the principal components of the channels.
double principal_entropy(const FeatureMap& map) {
  const auto features = pixels_by_channels(map);
  const Eigen::RowVectorXf mean = features.colwise().mean();
  Matrix covariance = features.transpose() * features / static_cast<float>(map.pixels());
  covariance -= mean.transpose() * mean;
  const Eigen::ArrayXd variances = Eigen::SelfAdjointEigenSolver<Eigen::MatrixXd>(
                                       covariance.cast<double>(), Eigen::EigenvaluesOnly)
                                       .eigenvalues()
                                       .array()
                                       .max(0.0);
  const double total = variances.sum();
  if (!(total > 1e-12)) return -std::numeric_limits<double>::infinity();
  const Eigen::ArrayXd shares = variances / total;
  return -(shares * (shares + 1e-8).log()).sum();
}

/// Every square of factor x factor pixels as so many more channels, so that both sides of a
/// reduction have the same pixels; zero beyond the edges.
FeatureMap squares_as_channels(const FeatureMap& map, int factor) {
  FeatureMap folded(map.images, (map.height + factor - 1) / factor,
                    (map.width + factor - 1) / factor, map.channels * factor * factor);
  for (int channel = 0; channel < folded.channels; ++channel) {
    const int square = channel % (factor * factor);
    const auto from = map.channel(channel / (factor * factor));
    const auto to = folded.channel(channel);
    std::size_t next = 0;
    for (int image = 0; image < folded.images; ++image) {
      for (int y = 0; y < folded.height; ++y) {
        for (int x = 0; x < folded.width; ++x, ++next) {
          const int row = y * factor + square / factor, column = x * factor + square % factor;
          if (row >= map.height || column >= map.width) continue;
          to[next] = from[static_cast<std::size_t>(map.pixel(image, row, column))];
        }
      }
    }
  }
  return folded;
}

/// The largest singular value of the mean over pixels of (input gradient)(output gradient)^T.
double spectral_norm(const FeatureMap& input_gradient, const FeatureMap& output_gradient) {
  const Matrix jacobian = pixels_by_channels(input_gradient).transpose() *
                          pixels_by_channels(output_gradient) /
                          static_cast<float>(output_gradient.pixels());
  const Matrix square = jacobian.transpose() * jacobian;
  const Eigen::VectorXf values =
      Eigen::SelfAdjointEigenSolver<Matrix>(square, Eigen::EigenvaluesOnly).eigenvalues();
  return std::sqrt(std::max(0.0, static_cast<double>(values.maxCoeff())));
}

}  // namespace

void fill_with_signs(std::span<float> values, Random& random) {
  for (std::size_t i = 0; i < values.size(); i += 64) {
    const std::uint64_t bits = random.next();
    const std::size_t count = std::min<std::size_t>(64, values.size() - i);
    for (std::size_t j = 0; j < count; ++j) values[i + j] = (bits >> j & 1) != 0 ? 1.0f : -1.0f;
  }
}

void BlockFeatures::observe(const network::Block& block, const FeatureMap& input,
                            const network::BlockState& state, const FeatureMap& output,
                            Random& random, network::Workspace& workspace) {
  const bool is_stem = entropies_.empty();
  observe_output(output);
  if (is_stem) return;
  output_gradient_ = output;
  fill_with_signs(output_gradient_.values, random);
  backward(block, input, state, output_gradient_, input_gradient_, nullptr, workspace);
  observe_gradients(input_gradient_, output_gradient_);
}

void BlockFeatures::observe_output(const FeatureMap& output) {
  entropies_.push_back(principal_entropy(output));
}

void BlockFeatures::observe_gradients(const FeatureMap& by_input, const FeatureMap& by_output) {
  if (by_input.values == by_output.values) {
    trainabilities_.push_back(-std::numeric_limits<double>::infinity());
    return;
  }
  const int factor = (by_input.height + by_output.height - 1) / by_output.height;
  const double norm = factor == 1 ? spectral_norm(by_input, by_output)
                                  : spectral_norm(squares_as_channels(by_input, factor), by_output);
  trainabilities_.push_back(2 - norm - 1 / (norm + 1e-6));
}

AzNasScores BlockFeatures::scores() const {
  if (trainabilities_.empty()) return {};
  double progressivity = std::numeric_limits<double>::infinity();
  for (std::size_t i = 1; i < entropies_.size(); ++i) {
    progressivity = std::min(progressivity, entropies_[i] - entropies_[i - 1]);
  }
  const AzNasScores scores{
      .expressivity = std::accumulate(entropies_.begin(), entropies_.end(), 0.0),
      .progressivity = progressivity,
      .trainability = std::accumulate(trainabilities_.begin(), trainabilities_.end(), 0.0) /
                      static_cast<double>(trainabilities_.size())};
  if (std::isfinite(scores.expressivity)) return scores;
  constexpr double worst = -std::numeric_limits<double>::infinity();
  return {worst, worst, worst};
}

}  // namespace tenprobes::proxies
