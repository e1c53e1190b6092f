#include "core/prediction/fbnet_predictor.h"

#include <algorithm>
#include <cmath>

#include "core/base/error.h"
#include "core/belief/cells/cell_belief.h"
#include "core/devices/fbnet_device.h"

namespace tenprobes::prediction {

namespace {

constexpr size_t n = devices::fbnet_cost_count;
constexpr std::array<double, 5> noise_levels_of_fbnet = {0.003, 0.01, 0.03, 0.06, 0.12};
constexpr double negligible = 1e-3;
constexpr double unknown_scale = 10;
// Before the first probe a scale is as likely half as twice what it is.
constexpr double scale_spread = 1;
constexpr double student_variance = 1.68;  // belief.cpp
constexpr double rounding_variance = 1.0 / 12;

/// The places of the costs that add up to a latency, the base first; one comes as often as it
/// counts.
using Costs = std::array<std::uint8_t, 1 + fbnet_layer_count>;

Costs costs_of(const FbnetArchitecture& architecture) {
  Costs costs{};
  for (size_t layer = 0; layer < fbnet_layer_count; ++layer) {
    costs[1 + layer] =
        static_cast<std::uint8_t>(devices::fbnet_cost_at(layer, architecture.operations[layer]));
  }
  return costs;
}

double sum_at(const Costs& costs, const double* values) {
  double sum = 0;
  for (const std::uint8_t i : costs) sum += values[i];
  return sum;
}

/// counts' * matrix * counts.
double quadratic(const Costs& costs, const double* matrix) {
  double sum = 0;
  for (const std::uint8_t i : costs) sum += sum_at(costs, matrix + i * n);
  return sum;
}

/// The mean of counts * counts' over uniformly drawn networks, whose layers are independent.
const std::vector<double>& mean_square_counts() {
  static const std::vector<double> made = [] {
    std::array<double, n> mean{};
    mean[0] = 1;
    for (const int c : fbnet_classes()) {
      for (size_t o = 0; o < fbnet_operation_count; ++o) {
        mean[1 + static_cast<size_t>(c) * fbnet_operation_count + o] += 1.0 / fbnet_operation_count;
      }
    }
    std::vector<double> squares(n * n);
    for (size_t i = 0; i < n; ++i) {
      for (size_t j = 0; j < n; ++j) squares[i * n + j] = mean[i] * mean[j];
    }
    constexpr double share = 1.0 / fbnet_operation_count;
    for (const int c : fbnet_classes()) {
      const size_t first = 1 + static_cast<size_t>(c) * fbnet_operation_count;
      for (size_t a = 0; a < fbnet_operation_count; ++a) {
        for (size_t b = 0; b < fbnet_operation_count; ++b) {
          squares[(first + a) * n + first + b] += (a == b ? share : 0) - share * share;
        }
      }
    }
    return squares;
  }();
  return made;
}

/// a * b, both [109 x 109].
std::vector<double> product(const std::vector<double>& a, const std::vector<double>& b) {
  std::vector<double> result(n * n);
  for (size_t i = 0; i < n; ++i) {
    for (size_t k = 0; k < n; ++k) {
      const double factor = a[i * n + k];
      for (size_t j = 0; j < n; ++j) result[i * n + j] += factor * b[k * n + j];
    }
  }
  return result;
}

}  // namespace

FbnetPredictor::FbnetPredictor(FbnetPrior prior)
    : prior_(std::move(prior)), components_(noise_levels_of_fbnet.size()) {
  for (Component& component : components_) {
    component.mean.resize(n);
    component.covariance.resize(n * n);
  }
  start();
}

void FbnetPredictor::start() {
  alive_ = components_.size();
  scaled_ = false;
  clock_variance_ = 0;
  for (size_t c = 0; c < alive_; ++c) {
    components_[c].weight = 1.0 / static_cast<double>(alive_);
    components_[c].noise = noise_levels_of_fbnet[c];
    std::copy(prior_.mean.begin(), prior_.mean.end(), components_[c].mean.begin());
    std::copy(prior_.covariance.begin(), prior_.covariance.end(),
              components_[c].covariance.begin());
  }
}

void FbnetPredictor::update(const FbnetProbe& probe) {
  const Costs counts = costs_of(probe.architecture);
  const double latency = probe.latency_ms;
  double largest = 0;
  for (size_t c = 0; c < alive_; ++c) {
    Component& component = components_[c];
    double* mean = component.mean.data();
    double* covariance = component.covariance.data();
    if (!scaled_) {
      const double scale = latency / sum_at(counts, mean);
      for (size_t i = 0; i < n; ++i) mean[i] *= scale;
      for (size_t i = 0; i < n; ++i) {
        for (size_t j = 0; j < n; ++j) {
          covariance[i * n + j] = covariance[i * n + j] * scale * scale +
                                  unknown_scale * unknown_scale * mean[i] * mean[j];
        }
      }
    }
    std::array<double, n> gain{};
    for (const std::uint8_t i : counts) {
      for (size_t j = 0; j < n; ++j) gain[j] += covariance[i * n + j];
    }
    const double variance = sum_at(counts, gain.data());
    const double noise = component.noise * latency;
    const double noise_variance = noise * noise + clock_variance_;
    const double surprise = latency - sum_at(counts, mean);
    const double z = surprise * surprise / (belief::student_degrees * (variance + noise_variance));
    component.weight /= (1 + z) * (1 + z) * std::sqrt((1 + z) * (variance + noise_variance));
    largest = std::max(largest, component.weight);

    const double trust =
        std::min(1.0, (belief::student_degrees + 1) / (belief::student_degrees * (1 + z)));
    const double inverse = 1 / (variance + noise_variance / trust);
    for (size_t i = 0; i < n; ++i) {
      const double factor = gain[i] * inverse;
      mean[i] += factor * surprise;
      for (size_t j = 0; j < n; ++j) covariance[i * n + j] -= factor * gain[j];
    }
  }
  scaled_ = true;
  size_t kept = 0;
  double left = 0;
  for (size_t c = 0; c < alive_; ++c) {
    if (components_[c].weight < negligible * largest) continue;
    left += components_[c].weight;
    std::swap(components_[kept++], components_[c]);
  }
  alive_ = kept;
  for (size_t c = 0; c < alive_; ++c) components_[c].weight /= left;
}

void FbnetPredictor::fit(std::span<const FbnetProbe> probes) {
  if (probes.empty()) throw Error("a latency predictor needs at least one probe");
  start();
  const bool whole = std::all_of(probes.begin(), probes.end(), [](const FbnetProbe& probe) {
    return probe.latency_ms == std::floor(probe.latency_ms);
  });
  clock_variance_ = whole ? rounding_variance : 0;
  for (const FbnetProbe& probe : probes) update(probe);
}

Prediction FbnetPredictor::predict(const FbnetArchitecture& architecture) const {
  const Costs counts = costs_of(architecture);
  double mean = 0, square = 0;
  for (size_t c = 0; c < alive_; ++c) {
    const Component& component = components_[c];
    const double value = sum_at(counts, component.mean.data());
    const double noise = component.noise * value;
    mean += component.weight * value;
    square += component.weight * (value * value + student_variance * noise * noise +
                                  quadratic(counts, component.covariance.data()));
  }
  return {mean, std::sqrt(std::max(0.0, square - mean * mean) + clock_variance_)};
}

Prediction FbnetPredictor::cost(int layer, int operation) const {
  const size_t i =
      devices::fbnet_cost_at(static_cast<size_t>(layer), static_cast<size_t>(operation));
  double mean = 0, square = 0;
  for (size_t c = 0; c < alive_; ++c) {
    const Component& component = components_[c];
    mean += component.weight * component.mean[i];
    square += component.weight * (component.mean[i] * component.mean[i] +
                                  std::max(0.0, component.covariance[i * n + i]));
  }
  return {mean, std::sqrt(std::max(0.0, square - mean * mean))};
}

double FbnetPredictor::feasible(const FbnetArchitecture& architecture, double budget_ms) const {
  const Costs counts = costs_of(architecture);
  double probability = 0;
  for (size_t c = 0; c < alive_; ++c) {
    const Component& component = components_[c];
    const double mean = sum_at(counts, component.mean.data());
    const double noise = component.noise * mean;
    const double variance = noise * noise + clock_variance_ + 1e-20 * budget_ms * budget_ms +
                            std::max(0.0, quadratic(counts, component.covariance.data()));
    probability += component.weight * belief::student_cdf((budget_ms - mean) / std::sqrt(variance));
  }
  return probability;
}

std::vector<double> FbnetPredictor::expected_gains(
    std::span<const FbnetArchitecture> architectures) const {
  std::vector<Costs> counts;
  counts.reserve(architectures.size());
  for (const FbnetArchitecture& architecture : architectures) {
    counts.push_back(costs_of(architecture));
  }
  std::vector<double> gains(architectures.size());
  for (size_t c = 0; c < alive_; ++c) {
    const Component& component = components_[c];
    std::vector<double> covariance = component.covariance;
    double scale = component.mean[0];
    for (const int class_of_layer : fbnet_classes()) {
      const double* first =
          &component.mean[1 + static_cast<size_t>(class_of_layer) * fbnet_operation_count];
      for (size_t o = 0; o < fbnet_operation_count; ++o) scale += first[o] / fbnet_operation_count;
    }
    for (size_t i = 0; !scaled_ && i < n; ++i) {
      for (size_t j = 0; j < n; ++j) {
        covariance[i * n + j] +=
            scale_spread * scale_spread * component.mean[i] * component.mean[j];
      }
    }
    const std::vector<double> image =
        product(product(covariance, mean_square_counts()), covariance);
    for (size_t a = 0; a < counts.size(); ++a) {
      const double noise = component.noise * sum_at(counts[a], component.mean.data());
      const double variance = quadratic(counts[a], covariance.data()) + noise * noise;
      gains[a] +=
          component.weight * quadratic(counts[a], image.data()) / (variance * scale * scale);
    }
  }
  return gains;
}

int design_fbnet_probe(const FbnetPredictor& predictor,
                       std::span<const FbnetArchitecture> architectures,
                       std::span<const std::uint8_t> allowed) {
  const std::vector<double> gains = predictor.expected_gains(architectures);
  int best = -1;
  for (size_t place = 0; place < gains.size(); ++place) {
    if (!allowed[place]) continue;
    if (best < 0 || gains[place] > gains[static_cast<size_t>(best)]) best = static_cast<int>(place);
  }
  if (best < 0) throw Error("every architecture that may be probed has been probed");
  return best;
}

}  // namespace tenprobes::prediction
