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
/// reduction have the same pixels.
FeatureMap squares_as_channels(const FeatureMap& map, int factor) {
  FeatureMap folded(map.images, map.height / factor, map.width / factor,
                    map.channels * factor * factor);
  for (int channel = 0; channel < folded.channels; ++channel) {
    const int square = channel % (factor * factor);
    const auto from = map.channel(channel / (factor * factor));
    const auto to = folded.channel(channel);
    std::size_t next = 0;
    for (int image = 0; image < folded.images; ++image) {
      for (int y = 0; y < folded.height; ++y) {
        for (int x = 0; x < folded.width; ++x) {
          to[next++] = from[static_cast<std::size_t>(
              map.pixel(image, y * factor + square / factor, x * factor + square % factor))];
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

void BlockFeatures::observe(const network::Block& block, const FeatureMap& input,
                            const network::BlockState& state, const FeatureMap& output,
                            Random& random, network::Workspace& workspace) {
  const bool is_stem = entropies_.empty();
  entropies_.push_back(principal_entropy(output));
  if (is_stem) return;

  output_gradient_ = output;
  for (std::size_t i = 0; i < output_gradient_.values.size(); i += 64) {
    const std::uint64_t bits = random.next();
    const std::size_t count = std::min<std::size_t>(64, output_gradient_.values.size() - i);
    for (std::size_t j = 0; j < count; ++j) {
      output_gradient_.values[i + j] = (bits >> j & 1) != 0 ? 1.0f : -1.0f;
    }
  }
  backward(block, input, state, output_gradient_, input_gradient_, nullptr, workspace);
  if (input_gradient_.values == output_gradient_.values) {
    trainabilities_.push_back(-std::numeric_limits<double>::infinity());
    return;
  }
  const int factor = input.height / output.height;
  const double norm =
      factor == 1 ? spectral_norm(input_gradient_, output_gradient_)
                  : spectral_norm(squares_as_channels(input_gradient_, factor), output_gradient_);
  trainabilities_.push_back(2 - norm - 1 / (norm + 1e-6));
}

AzNasScores BlockFeatures::scores() const {
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
