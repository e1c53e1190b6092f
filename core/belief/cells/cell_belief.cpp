#include "core/belief/cells/cell_belief.h"

#include <algorithm>
#include <cmath>
#include <numeric>

#include "core/belief/cells/critical_path.h"
#include "core/search_space/spaces.h"

namespace tenprobes::belief {

namespace {

// Predictions of the first probes are too wide to tell a misfit; two that went as expected are taken
// for granted; one prediction counts as at most five standard deviations off.
constexpr int unjudged_probes = 2;
constexpr double expected_probes = 2;
constexpr double most_surprise = 25;

/// student_cdf(slack / sqrt(variance)) with one division and one root.
float feasible_share(float slack, float variance) {
  const float square = slack * slack * 0.25f;
  const float inverse = 1 / (variance + square);
  return 0.5f + 0.375f * slack * std::sqrt(inverse) * (1 - square * inverse * (1.0f / 3));
}

/// counts' * covariance, and counts' * covariance * counts.
double project(const Covariance& covariance, const Coefficients& counts, Coefficients& product) {
  product.fill(0);
  size_t k = 0;
  for (size_t i = 0; i < coefficient_count; ++i) {
    product[i] += covariance[k++] * counts[i];
    for (size_t j = i + 1; j < coefficient_count; ++j, ++k) {
      product[i] += covariance[k] * counts[j];
      product[j] += covariance[k] * counts[i];
    }
  }
  double variance = 0;
  for (size_t i = 0; i < coefficient_count; ++i) variance += product[i] * counts[i];
  return variance;
}

double dot(const Coefficients& a, const Coefficients& b) {
  return std::inner_product(a.begin(), a.end(), b.begin(), 0.0);
}

}  // namespace

double student_cdf(double t) {
  const double square = t * t / 4;
  return 0.5 + 0.375 * t / std::sqrt(1 + square) * (1 - square / (1 + square) / 3);
}

CellBelief::CellBelief(LatencyPrior prior, double negligible)
    : prior_(std::move(prior)), negligible_(negligible), components_(prior_.size()) {
  for (const Regime regime : all_regimes) {
    const auto count = static_cast<size_t>(regime_groups(regime).count());
    Sums& sums = sums_[static_cast<size_t>(regime)];
    sums.mean.resize(count);
    sums.square.resize(count);
    sums.feasible.resize(count);
    sums.noise.resize(count);
    if (regime == Regime::parallel) {
      parallel_mean_.resize(count);
      parallel_variance_.resize(count);
    } else {
      mean_.resize(std::max(mean_.size(), count));
      variance_.resize(mean_.size());
    }
  }
  // Tables that are made at first use, so that updates allocate nothing.
  natural_order();
  start();
}

void CellBelief::rescale(Component& component, double scale, double relative_deviation) {
  for (double& value : component.mean) value *= scale;
  size_t k = 0;
  const double variance = relative_deviation * relative_deviation;
  for (size_t i = 0; i < coefficient_count; ++i) {
    for (size_t j = i; j < coefficient_count; ++j, ++k) {
      component.covariance[k] = component.covariance[k] * scale * scale +
                                variance * component.mean[i] * component.mean[j];
    }
  }
}

void CellBelief::start(std::optional<double> budget_ms) {
  alive_ = prior_.size();
  scaled_ = budget_ms.has_value();
  probed_ = false;
  clock_variance_ = 0;
  probes_ = 0;
  surprises_ = 0;
  misfit_ = 1;
  for (size_t c = 0; c < alive_; ++c) {
    const PriorComponent& source = prior_[c];
    Component& component = components_[c];
    component = {source.regime, source.overlap, source.weight,
                 source.noise,  source.mean,    source.covariance};
    if (budget_ms) {
      rescale(component, *budget_ms * std::exp(-source.budget_log_mean),
              source.budget_log_deviation);
    }
  }
}

Coefficients CellBelief::counts_of(const Component& component, int index) const {
  const RegimeGroups& groups = regime_groups(component.regime);
  return effective_counts(groups, groups.group_of[static_cast<size_t>(index)], component.overlap,
                          component.mean);
}

void CellBelief::update(int index, double latency_ms) {
  double total = 0, expected_mean = 0, expected_square = 0;
  for (size_t c = 0; c < alive_; ++c) {
    Component& component = components_[c];
    const Coefficients counts = counts_of(component, index);
    if (!scaled_) {
      const double expected = std::max(least_share, dot(counts, component.mean));
      rescale(component, latency_ms / expected, unknown_scale);
    }
    const double noise = component.noise * latency_ms;
    const double noise_variance = noise * noise + clock_variance_;
    Coefficients gain;
    const double variance = project(component.covariance, counts, gain);
    const double expected_ms = dot(counts, component.mean);
    const double surprise = latency_ms - expected_ms;
    expected_mean += component.weight * expected_ms;
    const double expected_noise = component.noise * expected_ms;
    expected_square += component.weight * (expected_ms * expected_ms + variance +
                                           student_variance * expected_noise * expected_noise);
    const double z = surprise * surprise / (student_degrees * (variance + noise_variance));
    component.weight /= (1 + z) * (1 + z) * std::sqrt((1 + z) * (variance + noise_variance));
    total += component.weight;

    const double trust = std::min(1.0, (student_degrees + 1) / (student_degrees * (1 + z)));
    const double inverse = 1 / (variance + noise_variance / trust);
    size_t k = 0;
    for (size_t i = 0; i < coefficient_count; ++i) {
      component.mean[i] += gain[i] * inverse * surprise;
      for (size_t j = i; j < coefficient_count; ++j, ++k) {
        component.covariance[k] -= gain[i] * gain[j] * inverse;
      }
    }
  }
  scaled_ = probed_ = true;
  learn_of_misfit(expected_mean, expected_square - expected_mean * expected_mean + clock_variance_,
                  latency_ms);
  for (size_t c = 0; c < alive_; ++c) components_[c].weight /= total;
  forget_unlikely();
}

void CellBelief::learn_of_misfit(double mean, double variance, double latency_ms) {
  if (++probes_ <= unjudged_probes) return;
  const double error = latency_ms - mean;
  surprises_ += variance > 0 ? std::min(most_surprise, error * error / variance) : 0;
  const double judged = probes_ - unjudged_probes;
  misfit_ = std::max(1.0, (expected_probes + surprises_) / (expected_probes + judged));
}

void CellBelief::forget_unlikely() {
  double largest = 0, total = 0;
  for (size_t c = 0; c < alive_; ++c) largest = std::max(largest, components_[c].weight);
  size_t kept = 0;
  for (size_t c = 0; c < alive_; ++c) {
    if (components_[c].weight < negligible_ * largest) continue;
    total += components_[c].weight;
    if (kept != c) components_[kept] = components_[c];
    ++kept;
  }
  alive_ = kept;
  for (size_t c = 0; c < alive_; ++c) components_[c].weight /= total;
}

void CellBelief::thin(int most) {
  if (component_count() <= most) return;
  const double share = 1.0 / most;
  double passed = 0, next = share / 2, total = 0;
  size_t kept = 0;
  for (size_t c = 0; c < alive_; ++c) {
    passed += components_[c].weight;
    double weight = 0;
    for (; next < passed; next += share) weight += share;
    if (weight == 0) continue;
    if (kept != c) components_[kept] = components_[c];
    components_[kept++].weight = weight;
    total += weight;
  }
  alive_ = kept;
  for (size_t c = 0; c < alive_; ++c) components_[c].weight /= total;
}

void CellBelief::set_whole_ms(bool whole) {
  clock_variance_ = whole ? rounding_variance : 0;
}

const SearchSpace& CellBelief::space() const {
  return *cell_space();
}

Prediction CellBelief::predict(int index) const {
  double mean = 0, square = 0;
  for (size_t c = 0; c < alive_; ++c) {
    const Component& component = components_[c];
    const Coefficients counts = counts_of(component, index);
    Coefficients unused;
    const double value = dot(counts, component.mean);
    const double noise = component.noise * value;
    mean += component.weight * value;
    square += component.weight * (value * value + student_variance * noise * noise +
                                  project(component.covariance, counts, unused));
  }
  return {mean, std::sqrt(misfit_ * (std::max(0.0, square - mean * mean) + clock_variance_))};
}

void CellBelief::forecast_all(double budget_ms, Forecasts& forecasts) {
  const GroupOrder& order = natural_order();
  forecast(budget_ms, order, order.count(), forecasts);
  forecasts.places = joint_groups().group_of;
}

void CellBelief::forecast(std::span<const Architecture> architectures, double budget_ms,
                          Forecasts& forecasts) {
  std::vector<std::uint16_t> groups;
  for (const Architecture& architecture : architectures) {
    groups.push_back(joint_groups().group_of[static_cast<size_t>(index_of(cell_of(architecture)))]);
  }
  const GroupOrder order(groups);
  forecast(budget_ms, order, order.count(), forecasts);
}

void CellBelief::forecast(double budget_ms, const GroupOrder& order, int count,
                          Forecasts& forecasts) {
  const auto groups = static_cast<size_t>(count);
  for (const Regime regime : all_regimes) {
    Sums& sums = sums_[static_cast<size_t>(regime)];
    const auto needed = static_cast<std::ptrdiff_t>(order.needed(regime, groups));
    for (auto* sum : {&sums.mean, &sums.square, &sums.feasible, &sums.noise}) {
      std::fill(sum->begin(), sum->begin() + needed, 0.0f);
    }
  }
  for (size_t c = 0; c < alive_; ++c) {
    moments(components_[c], order, groups);
    accumulate(components_[c], order.needed(components_[c].regime, groups),
               static_cast<float>(budget_ms));
  }
  forecasts.resize(groups);
  const auto misfit = static_cast<float>(misfit_);
  for (size_t g = 0; g < groups; ++g) {
    float mean = 0, square = 0, feasible = 0, noise = 0;
    for (size_t r = 0; r < regime_count; ++r) {
      const size_t own = order.places(g)[r];
      mean += sums_[r].mean[own];
      square += sums_[r].square[own];
      feasible += sums_[r].feasible[own];
      noise += sums_[r].noise[own];
    }
    forecasts.mean[g] = mean;
    forecasts.variance[g] = misfit * std::max(0.0f, square - mean * mean);
    forecasts.feasible[g] = feasible;
    forecasts.noise[g] = noise;
  }
}

void CellBelief::moments(const Component& component, const GroupOrder& order, size_t groups) {
  const bool parallel = component.regime == Regime::parallel;
  const Regime counted = parallel ? Regime::full : component.regime;
  const size_t count = order.needed(counted, groups);
  std::array<float, coefficient_count> m;
  std::array<float, covariance_size> s;
  size_t k = 0;
  for (size_t i = 0; i < coefficient_count; ++i) {
    m[i] = static_cast<float>(component.mean[i]);
    for (size_t j = i; j < coefficient_count; ++j, ++k) {
      s[k] = static_cast<float>(component.covariance[k] * (i == j ? 1 : 2));
    }
  }
  const float *x0 = order.column(counted, 0), *x1 = order.column(counted, 1),
              *x2 = order.column(counted, 2), *x3 = order.column(counted, 3),
              *x4 = order.column(counted, 4), *x5 = order.column(counted, 5);
  float* mean = mean_.data();
  float* variance = variance_.data();
  for (size_t g = 0; g < count; ++g) {
    const float a = x0[g], b = x1[g], c = x2[g], d = x3[g], e = x4[g], f = x5[g];
    mean[g] = m[0] * a + m[1] * b + m[2] * c + m[3] * d + m[4] * e + m[5] * f;
    variance[g] = a * (s[0] * a + s[1] * b + s[2] * c + s[3] * d + s[4] * e + s[5] * f) +
                  b * (s[6] * b + s[7] * c + s[8] * d + s[9] * e + s[10] * f) +
                  c * (s[11] * c + s[12] * d + s[13] * e + s[14] * f) +
                  d * (s[15] * d + s[16] * e + s[17] * f) + e * (s[18] * e + s[19] * f) +
                  f * s[20] * f;
  }
  if (parallel) parallel_moments(component, m, order, order.needed(Regime::parallel, groups));
}

void CellBelief::parallel_moments(const Component& component,
                                  const std::array<float, coefficient_count>& costs,
                                  const GroupOrder& order, size_t count) {
  struct Path {
    float length, variance;
    std::array<float, coefficient_count> covariance;  // with each coefficient
  };
  std::array<Path, GroupOrder::most_paths> paths;
  for (size_t p = 0; p < order.paths().size(); ++p) {
    Coefficients product;
    paths[p].variance =
        static_cast<float>(project(component.covariance, order.paths()[p], product));
    paths[p].length = 0;
    for (size_t i = 0; i < coefficient_count; ++i) {
      paths[p].covariance[i] = static_cast<float>(product[i]);
      paths[p].length += costs[i] * static_cast<float>(order.paths()[p][i]);
    }
  }
  const auto overlap = static_cast<float>(component.overlap);
  const float rest = 1 - overlap;
  for (size_t g = 0; g < count; ++g) {
    const GroupOrder::Parallel& group = order.parallel()[g];
    const Path* critical = &paths[group.candidates[0]];
    for (size_t i = 1; i < group.candidates.size(); ++i) {
      const Path& other = paths[group.candidates[i]];
      if (other.length > critical->length) critical = &other;
    }
    float joint = 0;
    for (size_t i = 0; i < coefficient_count; ++i) {
      joint += group.counts[i] * critical->covariance[i];
    }
    parallel_mean_[g] = rest * mean_[group.live] + overlap * critical->length;
    parallel_variance_[g] = rest * rest * variance_[group.live] + 2 * rest * overlap * joint +
                            overlap * overlap * critical->variance;
  }
}

void CellBelief::accumulate(const Component& component, size_t count, float budget) {
  const bool parallel = component.regime == Regime::parallel;
  Sums& sums = sums_[static_cast<size_t>(component.regime)];
  const float* means = parallel ? parallel_mean_.data() : mean_.data();
  const float* variances = parallel ? parallel_variance_.data() : variance_.data();
  const auto weight = static_cast<float>(component.weight);
  const auto noise = static_cast<float>(component.noise * component.noise);
  const auto tail =
      1 + static_cast<float>((student_variance - 1) * component.noise * component.noise);
  const auto least = static_cast<float>(clock_variance_) + 1e-10f * budget * budget;
  const auto misfit = static_cast<float>(misfit_);
  float* mean_sum = sums.mean.data();
  float* square_sum = sums.square.data();
  float* feasible_sum = sums.feasible.data();
  float* noise_sum = sums.noise.data();
  for (size_t g = 0; g < count; ++g) {
    const float mean = means[g];
    const float own_noise = noise * mean * mean + least;
    const float variance = variances[g] + own_noise;
    noise_sum[g] += weight * own_noise;
    mean_sum[g] += weight * mean;
    square_sum[g] += weight * (variance + tail * mean * mean);
    feasible_sum[g] += weight * feasible_share(budget - mean, misfit * variance);
  }
}

void CellBelief::summarise(CellBelief& summary) const {
  summary.components_.resize(std::max<size_t>(summary.components_.size(), regime_count));
  summary.scaled_ = scaled_;
  summary.clock_variance_ = clock_variance_;
  summary.misfit_ = misfit_;
  summary.alive_ = 0;
  for (const Regime regime : all_regimes) {
    Component& all = summary.components_[summary.alive_];
    all = {regime, 0, 0, 0, {}, {}};
    for (size_t c = 0; c < alive_; ++c) {
      const Component& one = components_[c];
      if (one.regime != regime) continue;
      all.weight += one.weight;
      all.overlap += one.weight * one.overlap;
      all.noise += one.weight * one.noise * one.noise;
      for (size_t i = 0; i < coefficient_count; ++i) all.mean[i] += one.weight * one.mean[i];
    }
    if (all.weight <= 0) continue;
    all.overlap /= all.weight;
    all.noise = std::sqrt(all.noise / all.weight);
    for (double& value : all.mean) value /= all.weight;
    for (size_t c = 0; c < alive_; ++c) {
      const Component& one = components_[c];
      if (one.regime != regime) continue;
      size_t k = 0;
      for (size_t i = 0; i < coefficient_count; ++i) {
        const double off = one.mean[i] - all.mean[i];
        for (size_t j = i; j < coefficient_count; ++j, ++k) {
          all.covariance[k] +=
              one.weight / all.weight * (one.covariance[k] + off * (one.mean[j] - all.mean[j]));
        }
      }
    }
    ++summary.alive_;
  }
}

std::array<double, regime_count> CellBelief::regime_probabilities() const {
  std::array<double, regime_count> probabilities{};
  for (size_t c = 0; c < alive_; ++c) {
    probabilities[static_cast<size_t>(components_[c].regime)] += components_[c].weight;
  }
  return probabilities;
}

double Hypothesis::latency_of_group(int group) const {
  return dot(effective_counts(regime_groups(regime), group, overlap, costs), costs);
}

Hypothesis CellBelief::sample(Random& random) const {
  size_t chosen = 0;
  for (double left = random.uniform(); chosen + 1 < alive_; ++chosen) {
    left -= components_[chosen].weight;
    if (left < 0) break;
  }
  const Component& component = components_[chosen];
  Hypothesis hypothesis{component.regime, component.overlap, component.noise, component.mean};
  // Cholesky's factor, column by column, of a matrix that may be singular.
  std::array<Coefficients, coefficient_count> left{};
  size_t k = 0;
  for (size_t i = 0; i < coefficient_count; ++i) {
    for (size_t j = i; j < coefficient_count; ++j, ++k) left[i][j] = component.covariance[k];
  }
  for (size_t i = 0; i < coefficient_count; ++i) {
    const double draw = random.normal();
    if (left[i][i] <= 0) continue;
    const double pivot = std::sqrt(left[i][i]);
    for (size_t j = i; j < coefficient_count; ++j) hypothesis.costs[j] += draw * left[i][j] / pivot;
    for (size_t j = i + 1; j < coefficient_count; ++j) {
      for (size_t l = j; l < coefficient_count; ++l) {
        left[j][l] -= left[i][j] * left[i][l] / left[i][i];
      }
    }
  }
  return hypothesis;
}

CellBelief::Costs CellBelief::costs() const {
  Costs costs;
  Coefficients square{};
  for (size_t c = 0; c < alive_; ++c) {
    const Component& component = components_[c];
    size_t k = 0;
    for (size_t i = 0; i < coefficient_count; k += coefficient_count - i, ++i) {
      costs.mean[i] += component.weight * component.mean[i];
      square[i] +=
          component.weight * (component.mean[i] * component.mean[i] + component.covariance[k]);
    }
  }
  for (size_t i = 0; i < coefficient_count; ++i) {
    costs.deviation[i] = std::sqrt(std::max(0.0, square[i] - costs.mean[i] * costs.mean[i]));
  }
  return costs;
}

}  // namespace tenprobes::belief
