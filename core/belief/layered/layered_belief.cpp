#include "core/belief/layered/layered_belief.h"

#include <algorithm>
#include <array>
#include <cmath>

#include "core/base/portable_math.h"
#include "core/belief/cells/cell_belief.h"

namespace tenprobes::belief {
namespace {

// One alone for devices that hardly scatter: with more of them, what real ones scatter by was taken for
// what their layers cost, and answers fitted less often than was believed.
constexpr std::array<double, 6> levels_of_noise = {0.002, 0.01, 0.03, 0.06, 0.12, 0.2};
constexpr std::array<double, 3> levels_of_share = {0, 0.1, 0.3};
// No device is quite the sum of its rows: a probe tells of networks all over the space no better than
// this, relative to its latency. Those near a budget are alike and deviate alike.
constexpr double misfit_all_over = 0.02;
constexpr double negligible = 1e-3;
constexpr double least_planned = 0.36;  // of an equal share of weight: less takes no part in plans
// Instead of unknown_scale in plans for the first probe, where a scale is as likely half as twice
// what it is.
constexpr double planned_scale = 1;
constexpr std::size_t first_capacity = 32;

using Rows = std::array<std::uint16_t, Architecture::most_positions + 1>;

}  // namespace

LayeredBelief::LayeredBelief(const LayeredSpace& space, std::shared_ptr<const LayeredPrior> prior)
    : space_(space),
      prior_(std::move(prior)),
      rows_(static_cast<std::size_t>(space.row_count())),
      factors_(prior_->factor_count),
      length_(static_cast<std::size_t>(space.rows_of_one())),
      entry_(rows_),
      prior_sums_(prior_->groups.size()),
      covariance_(prior_->groups.size() * rows_),
      entry_own_(static_cast<std::size_t>(space.entry_count()) + 1),
      entry_mean_(prior_->groups.size() * entry_own_.size()) {
  for (std::size_t row = 0; row < rows_; ++row) {
    const int entry = space.entry_of_row(static_cast<int>(row));
    entry_[row] = static_cast<std::uint16_t>(entry < 0 ? space.entry_count() : entry);
  }
  for (int a = 0; a < space.layer_count(); ++a) {
    for (int b = 0; b < a; ++b) {
      if (space.class_of(a) != space.class_of(b)) continue;
      alike_.emplace_back(static_cast<std::uint8_t>(1 + a), static_cast<std::uint8_t>(1 + b));
    }
  }
  reserve(first_capacity);
  start();
}

void LayeredBelief::reserve(std::size_t probes) {
  const std::size_t before = stride_;
  stride_ = 1 + probes;
  components_.resize(prior_->groups.size() * levels_of_noise.size() * levels_of_share.size());
  for (Component& component : components_) {
    std::vector<double> table(rows_ * stride_);
    for (std::size_t row = 0; row < rows_ && before > 0; ++row) {
      std::copy_n(&component.table[row * before], before, &table[row * stride_]);
    }
    component.table = std::move(table);
  }
  sums_.resize(std::max(factors_, stride_));
}

void LayeredBelief::start(std::optional<double> budget_ms) {
  probes_ = 0;
  clock_variance_ = 0;
  whole_ms_ = false;
  double log_mean = 0;
  scale_spread_.clear();
  for (const LayeredGroup& group : prior_->groups) {
    log_mean += group.budget_log_mean / static_cast<double>(prior_->groups.size());
    scale_spread_.push_back(budget_ms ? group.budget_log_deviation : unknown_scale);
  }
  scale_ = budget_ms ? *budget_ms * portable_exp(-log_mean) : 0;
  misfit_ = budget_ms ? 0 : misfit_all_over;
  alive_ = components_.size();
  std::size_t place = 0;
  for (std::size_t group = 0; group < prior_->groups.size(); ++group) {
    for (const double share : levels_of_share) {
      for (const double noise : levels_of_noise) {
        Component& component = components_[place++];
        component.group = group;
        component.weight = 1.0 / static_cast<double>(alive_);
        component.noise = noise;
        component.share = share;
        for (std::size_t row = 0; row < rows_; ++row) {
          component.table[row * stride_] = prior_->groups[group].mean[row];
        }
      }
    }
  }
}

void LayeredBelief::set_whole_ms(bool whole) {
  whole_ms_ = whole;
}

LayeredBelief::PriorSum LayeredBelief::prior_sum(std::size_t group_index,
                                                 std::span<const std::uint16_t> rows) const {
  const LayeredGroup& group = prior_->groups[group_index];
  double* sums = sums_.data();
  std::fill_n(sums, factors_, 0.0);
  PriorSum sum{};
  for (const std::uint16_t row : rows) {
    const double* factors = &group.factors[row * factors_];
    for (std::size_t f = 0; f < factors_; ++f) sums[f] += factors[f];
    sum.mean += group.mean[row];
    sum.own += group.deviation[row] * group.deviation[row];
    sum.by_mean += group.mean[row] * group.mean[row];
  }
  for (const auto& [a, b] : alike_) {
    if (rows.size() < length_ || rows[a] != rows[b]) continue;
    sum.own += 2 * group.deviation[rows[a]] * group.deviation[rows[b]];
    sum.by_mean += 2 * group.mean[rows[a]] * group.mean[rows[b]];
  }
  for (std::size_t f = 0; f < factors_; ++f) sum.shared += sums[f] * sums[f];
  sum.shared += scale_spread_[group_index] * scale_spread_[group_index] * sum.mean * sum.mean;
  return sum;
}

void LayeredBelief::fill_prior_sums(std::span<const std::uint16_t> rows) const {
  for (std::size_t group = 0; group < prior_sums_.size(); ++group) {
    const bool wanted = std::any_of(components_.begin(), components_.begin() + alive_,
                                    [&](const Component& one) { return one.group == group; });
    if (wanted) prior_sums_[group] = prior_sum(group, rows);
  }
}

LayeredBelief::Moments LayeredBelief::moments(const Component& component,
                                              std::span<const std::uint16_t> rows,
                                              const PriorSum& prior) const {
  double* sums = sums_.data();
  const std::size_t used = 1 + probes_;
  std::fill_n(sums, used, 0.0);
  for (const std::uint16_t row : rows) {
    const double* table = &component.table[row * stride_];
    for (std::size_t i = 0; i < used; ++i) sums[i] += table[i];
  }
  double variance = prior.shared + prior.own + component.share * component.share * prior.by_mean;
  for (std::size_t i = 1; i < used; ++i) variance -= sums[i] * sums[i];
  return {sums[0], std::max(0.0, variance)};
}

void LayeredBelief::update(const Architecture& architecture, double latency_ms) {
  if (1 + probes_ == stride_) reserve(2 * probes_);
  Rows all_rows;
  const std::span<std::uint16_t> rows(all_rows.data(), length_);
  space_.rows_of(architecture, rows);
  if (scale_ == 0) {
    double expected = 0;
    for (const LayeredGroup& group : prior_->groups) {
      for (const std::uint16_t row : rows) expected += group.mean[row];
    }
    expected /= static_cast<double>(prior_->groups.size());
    scale_ = latency_ms / std::max(least_share, expected);
  }
  clock_variance_ = whole_ms_ ? rounding_variance / (scale_ * scale_) : 0;
  const double latency = latency_ms / scale_;

  // The prior's covariance of every row with the probe.
  const std::size_t entries = entry_own_.size();
  for (std::size_t g = 0; g < prior_->groups.size(); ++g) {
    const LayeredGroup& group = prior_->groups[g];
    prior_sums_[g] = prior_sum(g, rows);
    double* entry_mean = &entry_mean_[g * entries];
    std::fill(entry_own_.begin(), entry_own_.end(), 0.0);
    std::fill_n(entry_mean, entries, 0.0);
    for (const std::uint16_t row : rows) {
      entry_own_[entry_[row]] += group.deviation[row];
      entry_mean[entry_[row]] += group.mean[row];
    }
    const double spread = scale_spread_[g] * scale_spread_[g] * prior_sums_[g].mean;
    for (std::size_t row = 0; row < rows_; ++row) {
      double sum = spread * group.mean[row] + group.deviation[row] * entry_own_[entry_[row]];
      const double* factors = &group.factors[row * factors_];
      for (std::size_t f = 0; f < factors_; ++f) sum += factors[f] * sums_[f];
      covariance_[g * rows_ + row] = sum;
    }
  }

  double largest = 0;
  const std::size_t column = 1 + probes_;
  for (std::size_t c = 0; c < alive_; ++c) {
    Component& component = components_[c];
    const Moments moment = moments(component, rows, prior_sums_[component.group]);
    // sums_ holds the probe's own covariances with the earlier ones now.
    const double noise = component.noise * latency, misfit = misfit_ * latency;
    const double noise_variance = noise * noise + misfit * misfit + clock_variance_;
    const double surprise = latency - moment.mean;
    const double total = moment.variance + noise_variance;
    const double z = surprise * surprise / (student_degrees * total);
    component.weight /= (1 + z) * (1 + z) * std::sqrt((1 + z) * total);
    largest = std::max(largest, component.weight);
    const double trust = std::min(1.0, (student_degrees + 1) / (student_degrees * (1 + z)));
    const double inverse_root = 1 / std::sqrt(moment.variance + noise_variance / trust);
    const double step = surprise * inverse_root;
    const double square_share = component.share * component.share;
    const std::vector<double>& row_mean = prior_->groups[component.group].mean;
    const double* covariance = &covariance_[component.group * rows_];
    const double* entry_mean = &entry_mean_[component.group * entries];
    for (std::size_t row = 0; row < rows_; ++row) {
      double* table = &component.table[row * stride_];
      double sum = covariance[row] + square_share * row_mean[row] * entry_mean[entry_[row]];
      for (std::size_t i = 1; i < column; ++i) sum -= table[i] * sums_[i];
      const double own = sum * inverse_root;
      table[column] = own;
      table[0] += own * step;
    }
  }
  ++probes_;
  std::size_t kept = 0;
  double left = 0;
  for (std::size_t c = 0; c < alive_; ++c) {
    if (components_[c].weight < negligible * largest) continue;
    left += components_[c].weight;
    std::swap(components_[kept++], components_[c]);
  }
  alive_ = kept;
  for (std::size_t c = 0; c < alive_; ++c) components_[c].weight /= left;
}

Prediction LayeredBelief::weighted(std::span<const std::uint16_t> rows, bool with_noise) const {
  fill_prior_sums(rows);
  double mean = 0, square = 0;
  for (std::size_t c = 0; c < alive_; ++c) {
    const Component& component = components_[c];
    const Moments moment = moments(component, rows, prior_sums_[component.group]);
    const double noise = with_noise ? component.noise * moment.mean : 0;
    mean += component.weight * moment.mean;
    square += component.weight *
              (moment.mean * moment.mean + moment.variance + student_variance * noise * noise);
  }
  const double clock = with_noise ? clock_variance_ : 0;
  return {mean * scale_, std::sqrt(std::max(0.0, square - mean * mean) + clock) * scale_};
}

Prediction LayeredBelief::predict(const Architecture& architecture) const {
  Rows all_rows;
  const std::span<std::uint16_t> rows(all_rows.data(), length_);
  space_.rows_of(architecture, rows);
  return weighted(rows, true);
}

Prediction LayeredBelief::cost(int row) const {
  const std::array<std::uint16_t, 1> one = {static_cast<std::uint16_t>(row)};
  return weighted(one, false);
}

void LayeredBelief::forecast(std::span<const Architecture> architectures, double budget_ms,
                             Forecasts& forecasts) {
  forecasts.resize(architectures.size());
  const double budget = budget_ms / scale_, unit = scale_ * scale_;
  Rows all_rows;
  const std::span<std::uint16_t> rows(all_rows.data(), length_);
  for (std::size_t a = 0; a < architectures.size(); ++a) {
    space_.rows_of(architectures[a], rows);
    fill_prior_sums(rows);
    double mean = 0, square = 0, feasible = 0, noises = 0;
    for (std::size_t c = 0; c < alive_; ++c) {
      const Component& component = components_[c];
      const Moments moment = moments(component, rows, prior_sums_[component.group]);
      const double noise = component.noise * moment.mean, noise_square = noise * noise;
      mean += component.weight * moment.mean;
      square += component.weight *
                (moment.mean * moment.mean + moment.variance + student_variance * noise_square);
      noises += component.weight * student_variance * noise_square;
      const double variance =
          noise_square + clock_variance_ + 1e-20 * budget * budget + moment.variance;
      feasible += component.weight * student_cdf((budget - moment.mean) / std::sqrt(variance));
    }
    forecasts.mean[a] = static_cast<float>(mean * scale_);
    forecasts.variance[a] =
        static_cast<float>((std::max(0.0, square - mean * mean) + clock_variance_) * unit);
    forecasts.feasible[a] = static_cast<float>(feasible);
    forecasts.noise[a] = static_cast<float>((noises + clock_variance_) * unit);
  }
}

std::vector<double> LayeredBelief::expected_gains(std::span<const Architecture> architectures,
                                                  Random& random) const {
  // Against a sample of what may be asked later. Covariances with those add up by rows, too.
  constexpr std::size_t queries = 128;
  const double least_weight = least_planned / static_cast<double>(components_.size());
  Rows all_rows;
  const std::span<std::uint16_t> rows(all_rows.data(), length_);
  std::vector<Architecture> asked(queries);
  for (Architecture& architecture : asked) architecture = space_.random(random);

  std::vector<double> gains(architectures.size());
  std::vector<float> by_row(rows_ * queries);  // covariance with each query, of its latency
  std::vector<double> own(entry_own_.size()), by_mean(own.size()), factors(factors_);
  std::array<float, queries> sum;
  for (std::size_t c = 0; c < alive_; ++c) {
    const Component& component = components_[c];
    if (component.weight < least_weight) continue;
    const LayeredGroup& group = prior_->groups[component.group];
    const double known_spread = scale_spread_[component.group];
    const double spread = scale_ == 0 ? planned_scale : known_spread;
    for (std::size_t q = 0; q < queries; ++q) {
      space_.rows_of(asked[q], rows);
      const PriorSum prior = prior_sum(component.group, rows);
      std::copy_n(sums_.begin(), factors_, factors.begin());
      const Moments moment = moments(component, rows, prior);
      const double inverse = 1 / std::max(least_share, moment.mean);
      std::fill(own.begin(), own.end(), 0.0);
      std::fill(by_mean.begin(), by_mean.end(), 0.0);
      for (const std::uint16_t row : rows) {
        own[entry_[row]] += group.deviation[row];
        by_mean[entry_[row]] += component.share * component.share * group.mean[row];
      }
      for (std::size_t row = 0; row < rows_; ++row) {
        const double* of_row = &group.factors[row * factors_];
        const double* table = &component.table[row * stride_];
        double covariance = group.deviation[row] * own[entry_[row]] +
                            group.mean[row] * (by_mean[entry_[row]] + spread * spread * prior.mean);
        for (std::size_t f = 0; f < factors_; ++f) covariance += of_row[f] * factors[f];
        for (std::size_t i = 1; i <= probes_; ++i) covariance -= table[i] * sums_[i];
        by_row[row * queries + q] = static_cast<float>(covariance * inverse);
      }
    }
    for (std::size_t a = 0; a < architectures.size(); ++a) {
      space_.rows_of(architectures[a], rows);
      PriorSum prior = prior_sum(component.group, rows);
      prior.shared += (spread * spread - known_spread * known_spread) * prior.mean * prior.mean;
      const Moments moment = moments(component, rows, prior);
      sum.fill(0);
      for (const std::uint16_t row : rows) {
        const float* covariances = &by_row[row * queries];
        for (std::size_t q = 0; q < queries; ++q) sum[q] += covariances[q];
      }
      double gain = 0;
      for (const float covariance : sum) gain += static_cast<double>(covariance) * covariance;
      const double noise = component.noise * moment.mean, misfit = misfit_ * moment.mean;
      const double about = noise * noise + misfit * misfit + clock_variance_ + 1e-12;
      gains[a] += component.weight * gain / (queries * (moment.variance + about));
    }
  }
  return gains;
}

std::vector<Aspect> LayeredBelief::aspects() const {
  const int resolution = space_.resolution_count() - 1;
  std::vector<Aspect> aspects;
  const auto add = [&](const std::string& group, const std::string& name, const Prediction& cost) {
    aspects.push_back({group, name, "ms", cost.mean, cost.standard_deviation});
  };
  add("Fixed part", "every network", cost(space_.row_of(resolution, 0)));
  struct Sum {
    std::string name;
    double mean = 0, variance = 0;
    int layers = 0;
  };
  std::vector<Sum> sums;
  for (int layer = 0; layer < space_.layer_count(); ++layer) {
    const int own = space_.class_of(layer);
    const LayerShape& shape = space_.shape_of(own);
    for (std::size_t o = 0; o < shape.choices.size(); ++o) {
      const std::string& name = shape.choices[o].name;
      auto found =
          std::find_if(sums.begin(), sums.end(), [&](const Sum& sum) { return sum.name == name; });
      if (found == sums.end()) found = sums.insert(sums.end(), Sum{.name = name});
      const Prediction one =
          cost(space_.row_of(resolution, space_.entry_of(own, static_cast<int>(o))));
      found->mean += one.mean;
      found->variance += one.standard_deviation;
      ++found->layers;
    }
  }
  for (const Sum& sum : sums) {
    add("Cost of a layer", sum.name, {sum.mean / sum.layers, sum.variance / sum.layers});
  }
  return aspects;
}

}  // namespace tenprobes::belief
