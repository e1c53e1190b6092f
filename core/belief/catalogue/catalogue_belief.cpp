#include "core/belief/catalogue/catalogue_belief.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <string>
#include <utility>

#include "core/base/portable_math.h"
#include "core/base/text_numbers.h"

namespace tenprobes::belief {
namespace {

constexpr std::size_t block_rows = 256;

/// A level of noise this unlikely changes no figure that is shown.
constexpr double negligible_weight = 1e-9;

constexpr double least_variance = GrowingCholesky::least_variance;

std::size_t row_of(const Architecture& architecture) {
  return static_cast<std::size_t>(architecture[0]);
}

}  // namespace

CatalogueBelief::CatalogueBelief(const CatalogueSpace& space,
                                 std::shared_ptr<const CataloguePrior> prior)
    : space_(space), prior_(std::move(prior)) {
  for (const double noise : prior_->noises()) levels_.push_back({.noise = noise});
  start();
}

void CatalogueBelief::start(std::optional<double> budget_ms) {
  scaled_ = budget_ms.has_value();
  const double deviation = scaled_ ? budget_scale_deviation : unknown_scale_deviation;
  scale_mean_ = scaled_ ? prior_->scale_for(*budget_ms) : 0;
  scale_variance_ = deviation * deviation;
  clock_variance_ = 0;
  probed_.clear();
  for (Level& level : levels_) {
    level.log_evidence = 0;
    level.weight = 1 / static_cast<double>(levels_.size());
    level.factor.clear();
    level.residual.clear();
  }
}

std::vector<double> CatalogueBelief::covariances_with_probes(std::size_t row) const {
  std::vector<double> covariances;
  for (const std::size_t probed : probed_) {
    covariances.push_back(prior_->covariance(probed, row) + scale_variance_);
  }
  return covariances;
}

void CatalogueBelief::update(const Architecture& architecture, double latency_ms) {
  const std::size_t row = row_of(architecture);
  if (!scaled_ && probes() == 0) scale_mean_ = portable_log(latency_ms) - prior_->mean(row);
  const std::vector<double> covariances = covariances_with_probes(row);
  const double surprise = portable_log(latency_ms) - prior_->mean(row) - scale_mean_;
  const double clock = clock_variance_ / (latency_ms * latency_ms);
  for (Level& level : levels_) {
    level.factor.append(
        covariances, prior_->variance(row) + scale_variance_ + level.noise * level.noise + clock);
    const double* factor = level.factor.row(probes());
    double left = surprise;
    for (std::size_t j = 0; j < probes(); ++j) left -= factor[j] * level.residual[j];
    const double residual = left / factor[probes()];
    level.residual.push_back(residual);
    level.log_evidence -= portable_log(factor[probes()]) + 0.5 * residual * residual;
  }
  probed_.push_back(row);
  weigh_levels();
}

void CatalogueBelief::weigh_levels() {
  double largest = levels_.front().log_evidence, total = 0;
  for (const Level& level : levels_) largest = std::max(largest, level.log_evidence);
  for (Level& level : levels_) {
    level.weight = portable_exp(level.log_evidence - largest);
    total += level.weight;
  }
  for (Level& level : levels_) level.weight /= total;
}

CatalogueBelief::LogMoments CatalogueBelief::moments_given(
    const Level& level, double mean, double variance, std::span<const double> covariances) const {
  std::vector<double> solved(covariances.begin(), covariances.end());
  level.factor.solve(solved);
  for (std::size_t j = 0; j < probes(); ++j) {
    mean += solved[j] * level.residual[j];
    variance -= solved[j] * solved[j];
  }
  return {mean, std::max(variance, least_variance)};
}

CatalogueBelief::LogMoments CatalogueBelief::moments_given(
    double mean, double variance, std::span<const double> covariances) const {
  double first = 0, second = 0;
  for (const Level& level : levels_) {
    const LogMoments own = moments_given(level, mean, variance, covariances);
    first += level.weight * own.mean;
    second += level.weight * (own.mean * own.mean + own.variance);
  }
  return {first, std::max(second - first * first, least_variance)};
}

CatalogueBelief::LogMoments CatalogueBelief::log_latency(std::size_t row) const {
  return moments_given(prior_->mean(row) + scale_mean_, prior_->variance(row) + scale_variance_,
                       covariances_with_probes(row));
}

Prediction CatalogueBelief::predict(const Architecture& architecture) const {
  const std::size_t row = row_of(architecture);
  const std::vector<double> covariances = covariances_with_probes(row);
  double mean = 0, square = 0;
  for (const Level& level : levels_) {
    const LogMoments log = moments_given(level, prior_->mean(row) + scale_mean_,
                                         prior_->variance(row) + scale_variance_, covariances);
    const double variance = log.variance + level.noise * level.noise;
    mean += level.weight * portable_exp(log.mean + variance / 2);
    square += level.weight * portable_exp(2 * (log.mean + variance));
  }
  return {mean, std::sqrt(std::max(0.0, square - mean * mean) + clock_variance_)};
}

template <class RowAt>
void CatalogueBelief::forecast_rows(std::size_t count, RowAt&& row_at, double budget_ms,
                                    Forecasts& forecasts) {
  forecasts.resize(count);
  const double log_budget = portable_log(budget_ms);
  const double budget_clock = clock_variance_ / (budget_ms * budget_ms);
  const std::size_t most = std::min(count, block_rows);
  std::vector<double> covariances(probes() * most), solved(probes() * most);
  std::vector<double> mean(most), variance(most), first(most), second(most), fits(most),
      noise(most);
  CataloguePrior::Block gathered;
  std::vector<std::size_t>& rows = gathered.rows;
  for (std::size_t begin = 0; begin < count; begin += block_rows) {
    const std::size_t block = std::min(block_rows, count - begin);
    rows.clear();
    for (std::size_t i = 0; i < block; ++i) rows.push_back(row_at(begin + i));
    prior_->gather(gathered);
    for (std::size_t j = 0; j < probes(); ++j) {
      double* own = covariances.data() + j * block;
      prior_->covariances(probed_[j], gathered, {own, block});
      for (std::size_t i = 0; i < block; ++i) own[i] += scale_variance_;
    }
    for (auto* sums : {&first, &second, &fits, &noise}) std::fill(sums->begin(), sums->end(), 0.0);
    for (const Level& level : levels_) {
      if (level.weight < negligible_weight) continue;
      for (std::size_t i = 0; i < block; ++i) {
        mean[i] = prior_->mean(rows[i]) + scale_mean_;
        variance[i] = prior_->variance(rows[i]) + scale_variance_;
      }
      std::copy_n(covariances.begin(), probes() * block, solved.begin());
      level.factor.solve_columns({solved.data(), probes() * block}, block);
      for (std::size_t j = 0; j < probes(); ++j) {
        const double* value = solved.data() + j * block;
        const double residual = level.residual[j];
        for (std::size_t i = 0; i < block; ++i) {
          mean[i] += value[i] * residual;
          variance[i] -= value[i] * value[i];
        }
      }
      const double level_noise = level.noise * level.noise;
      const double relative_noise = portable_exp(level_noise) - 1;
      for (std::size_t i = 0; i < block; ++i) {
        const double total = std::max(variance[i], least_variance) + level_noise;
        const double one = portable_exp(mean[i] + total / 2);
        first[i] += level.weight * one;
        second[i] += level.weight * one * one * portable_exp(total);
        noise[i] += level.weight * one * one * relative_noise;
        fits[i] += level.weight *
                   portable_normal_share((log_budget - mean[i]) / std::sqrt(total + budget_clock));
      }
    }
    for (std::size_t i = 0; i < block; ++i) {
      forecasts.mean[begin + i] = static_cast<float>(first[i]);
      forecasts.variance[begin + i] =
          static_cast<float>(std::max(0.0, second[i] - first[i] * first[i]) + clock_variance_);
      forecasts.feasible[begin + i] = static_cast<float>(fits[i]);
      forecasts.noise[begin + i] = static_cast<float>(noise[i] + clock_variance_);
    }
  }
}

void CatalogueBelief::forecast(std::span<const Architecture> architectures, double budget_ms,
                               Forecasts& forecasts) {
  forecast_rows(
      architectures.size(), [&](std::size_t i) { return row_of(architectures[i]); }, budget_ms,
      forecasts);
}

void CatalogueBelief::forecast_all(double budget_ms, Forecasts& forecasts) {
  forecast_rows(
      static_cast<std::size_t>(space_.size()), [](std::size_t i) { return i; }, budget_ms,
      forecasts);
}

std::vector<double> CatalogueBelief::expected_gains(std::span<const Architecture> architectures,
                                                    Random& random) const {
  const auto& level = *std::max_element(levels_.begin(), levels_.end(),
                                        [](auto& a, auto& b) { return a.weight < b.weight; });
  std::vector<std::size_t> rows;
  for (const Architecture& architecture : architectures) rows.push_back(row_of(architecture));
  return removed_variances(
      rows, space_.size(), random, level.noise * level.noise,
      [&](std::size_t row) {
        std::vector<double> solved = covariances_with_probes(row);
        level.factor.solve(solved);
        return solved;
      },
      [&](std::size_t row) { return prior_->variance(row) + scale_variance_; },
      [&](std::size_t a, std::size_t b) { return prior_->covariance(a, b) + scale_variance_; });
}

std::vector<Aspect> CatalogueBelief::aspects() const {
  std::vector<Aspect> aspects;
  const auto add = [&](const char* group, std::string name, const char* unit,
                       const LogMoments& log) {
    const double value = portable_exp(log.mean);
    aspects.push_back({group, std::move(name), unit, value, value * std::sqrt(log.variance)});
  };
  if (scaled_ || probes() > 0) {
    add("Speed", "the median network", "ms",
        moments_given(scale_mean_, scale_variance_,
                      std::vector<double>(probes(), scale_variance_)));
  }
  std::map<int, int> probed_groups;
  for (const std::size_t row : probed_) ++probed_groups[prior_->group_of(row)];
  for (const auto& [group, count] : probed_groups) {
    if (group < 0) continue;
    constexpr double family = CataloguePrior::family_deviation * CataloguePrior::family_deviation;
    std::vector<double> covariances;
    for (const std::size_t row : probed_) {
      covariances.push_back(prior_->group_of(row) == group ? family : 0);
    }
    add("Family", space_.groups()[static_cast<std::size_t>(group)], "times",
        moments_given(0, family, covariances));
  }
  for (const Level& level : levels_) {
    aspects.push_back(
        {"Off what costs tell", number_text(100 * level.noise) + " %", "share", level.weight, 0});
  }
  return aspects;
}

}  // namespace tenprobes::belief
