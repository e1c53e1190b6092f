#include "core/nn/categorical.h"

#include <Eigen/Core>
#include <algorithm>
#include <cmath>

namespace tenprobes::nn {
namespace {

using Logits = Eigen::Map<const Eigen::ArrayXf>;
using Row = Eigen::Array<float, Eigen::Dynamic, 1, Eigen::ColMajor, most_choices, 1>;

/// Closed logits are lowered that far: their probability is exactly 0, and all arithmetic finite.
void lower_closed(std::span<float> logits, OpenChoices open) {
  constexpr float closed_logit = -1e9f;
  for (std::size_t i = 0; i < logits.size(); ++i) {
    if ((open >> i & 1) == 0) logits[i] = closed_logit;
  }
}

}  // namespace

void log_softmax(std::span<float> logits) {
  const float highest = *std::max_element(logits.begin(), logits.end());
  float sum = 0;
  for (float& logit : logits) {
    logit -= highest;
    sum += std::exp(logit);
  }
  const float log_sum = std::log(sum);
  for (float& logit : logits) logit -= log_sum;
}

Choice sample(std::span<const float> logits, OpenChoices open, Random& random) {
  const auto count = static_cast<Eigen::Index>(logits.size());
  Row row = Logits(logits.data(), count);
  lower_closed({row.data(), logits.size()}, open);
  row -= row.maxCoeff();
  const Row weights = row.exp();
  const float sum = weights.sum();
  double left = random.uniform() * static_cast<double>(sum);
  Eigen::Index choice = 0;
  for (Eigen::Index i = 0; i < count; ++i) {
    if ((open >> i & 1) == 0) continue;
    choice = i;
    left -= static_cast<double>(weights[i]);
    if (left < 0) break;
  }
  return {static_cast<int>(choice), row[choice] - std::log(sum)};
}

std::optional<int> most_likely(std::span<const double> logits, OpenChoices open) {
  std::optional<int> best;
  for (int choice = 0; choice < static_cast<int>(logits.size()); ++choice) {
    if ((open >> choice & 1) == 0) continue;
    if (!best ||
        logits[static_cast<std::size_t>(choice)] > logits[static_cast<std::size_t>(*best)]) {
      best = choice;
    }
  }
  return best;
}

Categorical::Categorical(std::span<const float> logits, int choice, OpenChoices open)
    : choice_(choice) {
  constexpr Eigen::Index lanes = 16;
  const auto count = static_cast<Eigen::Index>(logits.size());
  const Eigen::Index padded = (count + lanes - 1) / lanes * lanes;  // whole vectors
  Eigen::Map<Eigen::ArrayXf, Eigen::Aligned64> p(probabilities_.data(), padded);
  Eigen::Map<Eigen::ArrayXf, Eigen::Aligned64> log_p(log_probabilities_.data(), padded);
  log_p.head(count) = Logits(logits.data(), count);
  log_p.tail(padded - count) = 0;
  lower_closed({log_probabilities_.data(), logits.size()}, open);
  float highest = log_p[0];
  for (Eigen::Index i = 1; i < count; ++i) highest = log_p[i] > highest ? log_p[i] : highest;
  log_p.head(count) -= highest;
  p = log_p.exp();
  float sum = 0, weighted = 0;
  for (Eigen::Index i = 0; i < count; ++i) {
    sum += p[i];
    weighted += p[i] * log_p[i];
  }
  const float log_sum = std::log(sum), scale = 1 / sum;
  for (Eigen::Index i = 0; i < count; ++i) {
    p[i] *= scale;
    log_p[i] -= log_sum;
  }
  entropy_ = log_sum - weighted * scale;
}

void Categorical::add_gradient(float by_log_probability, float by_entropy,
                               std::span<float> logits_gradient) const {
  // d log p(a) / d z = one_hot(a) - p;  d entropy / d z = -p (log p + entropy)
  std::array<float, most_choices> slopes;
  for (std::size_t i = 0; i < logits_gradient.size(); ++i) {
    slopes[i] =
        -probabilities_[i] * (by_log_probability + by_entropy * (log_probabilities_[i] + entropy_));
  }
  slopes[static_cast<std::size_t>(choice_)] += by_log_probability;
  for (std::size_t i = 0; i < logits_gradient.size(); ++i) logits_gradient[i] += slopes[i];
}

}  // namespace tenprobes::nn
