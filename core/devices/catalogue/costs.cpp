#include "core/devices/catalogue/costs.h"

#include <algorithm>
#include <cmath>
#include <optional>
#include <string>

#include "core/base/portable_math.h"
#include "core/base/text_numbers.h"

namespace tenprobes::devices {
namespace {

const std::vector<std::string_view>& names_of(Cost cost) {
  static const std::array<std::vector<std::string_view>, cost_count> names = {
      {{"gmacs", "mmacs", "macs", "gflops", "mflops", "flops"},
       {"mactivations", "activations", "macts"},
       {"mparams", "params", "parameters", "size_mb", "file_mb", "mb", "bytes"},
       {"launches", "layers", "operations", "depth"}}};
  return names[static_cast<std::size_t>(cost)];
}

/// The first feature, in the order of the names above.
std::optional<int> feature_of(const CatalogueSpace& space, Cost cost) {
  for (const std::string_view name : names_of(cost)) {
    for (std::size_t i = 0; i < space.features().size(); ++i) {
      if (lower_case(space.features()[i]) == name) return static_cast<int>(i);
    }
  }
  return std::nullopt;
}

/// NaN where unknown; nothing where all are unknown or all are equal.
std::vector<double> log_ratios_of(std::span<const double> values) {
  std::vector<double> logs, known;
  for (const double value : values) {
    logs.push_back(portable_log(value));
    if (!std::isnan(value)) known.push_back(logs.back());
  }
  if (known.empty()) return {};
  std::sort(known.begin(), known.end());
  if (known.front() == known.back()) return {};
  const double median = known[known.size() / 2];
  for (double& log : logs) log -= median;
  return logs;
}

/// Standard normal scores of the ranks, by the logistic distribution's quantile; equal qualities
/// are alike.
std::vector<double> scores_of_quality(const CatalogueSpace& space) {
  const std::span<const double> quality = space.quality()->table();
  const std::span<const int> order = space.by_quality();
  std::vector<double> scores(order.size());
  for (std::size_t i = 0, end; i < order.size(); i = end) {
    const auto value = [&](std::size_t place) {
      return quality[static_cast<std::size_t>(order[place])];
    };
    for (end = i + 1; end < order.size() && value(end) == value(i);) ++end;
    const double below = 1 - static_cast<double>(i + end) / 2 / static_cast<double>(order.size());
    constexpr double logistic_deviation = 1.8137993642342178;  // pi / sqrt(3)
    for (std::size_t k = i; k < end; ++k) {
      scores[static_cast<std::size_t>(order[k])] =
          portable_log(below / (1 - below)) / logistic_deviation;
    }
  }
  return scores;
}

}  // namespace

CatalogueCosts::CatalogueCosts(const CatalogueSpace& space) : rows_(space.size()) {
  for (std::size_t cost = 0; cost < cost_count; ++cost) {
    if (const auto feature = feature_of(space, static_cast<Cost>(cost))) {
      log_ratios_[cost] = log_ratios_of(space.column(*feature));
    }
  }
  if (!has(Cost::compute) && !has(Cost::memory)) {
    basis_ = has(Cost::weights) ? CostBasis::weights : CostBasis::quality;
    log_ratios_[static_cast<std::size_t>(Cost::compute)] =
        has(Cost::weights) ? log_ratios_[static_cast<std::size_t>(Cost::weights)]
                           : scores_of_quality(space);
  }
  for (std::size_t i = 0; i < static_cast<std::size_t>(rows_); ++i) {
    double sum = 0;
    int known = 0;
    for (const auto& logs : log_ratios_) {
      if (logs.empty() || std::isnan(logs[i])) continue;
      sum += logs[i];
      ++known;
    }
    for (auto& logs : log_ratios_) {
      if (!logs.empty() && std::isnan(logs[i])) logs[i] = known == 0 ? 0 : sum / known;
    }
  }
}

}  // namespace tenprobes::devices
