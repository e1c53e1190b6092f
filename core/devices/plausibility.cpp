#include "core/devices/plausibility.h"

#include <algorithm>
#include <cmath>
#include <cstdio>

#include "core/base/quote.h"
#include "core/statistics/ranking.h"

namespace tenprobes::devices {
namespace {

constexpr double fastest_median_ms = 0.05, slowest_median_ms = 10'000;
constexpr std::size_t enough_to_judge = 30;
constexpr double least_correlation = 0.1;

struct Known {
  std::vector<double> latency_ms, macs;
};

Known known_pairs(std::span<const double> latency_ms, std::span<const double> macs) {
  Known known;
  for (std::size_t i = 0; i < std::min(latency_ms.size(), macs.size()); ++i) {
    if (!std::isfinite(latency_ms[i]) || !std::isfinite(macs[i])) continue;
    known.latency_ms.push_back(latency_ms[i]);
    known.macs.push_back(macs[i]);
  }
  return known;
}

double median_of(std::vector<double> values) {
  const auto middle = values.begin() + static_cast<std::ptrdiff_t>(values.size() / 2);
  std::nth_element(values.begin(), middle, values.end());
  return *middle;
}

}  // namespace

std::vector<std::string> doubts_about(std::span<const double> latency_ms,
                                      std::span<const double> macs) {
  const Known known = known_pairs(latency_ms, macs);
  std::vector<std::string> doubts;
  if (known.latency_ms.empty()) return doubts;
  const double median = median_of(known.latency_ms);
  if (median < fastest_median_ms) {
    doubts.push_back("the median latency is " + number_text(median) +
                     " ms: if the file is in seconds, call the column latency_s");
  } else if (median > slowest_median_ms) {
    doubts.push_back("the median latency is " + number_text(median) +
                     " ms: if the file is in microseconds, call the column latency_us");
  }
  if (known.latency_ms.size() < enough_to_judge) return doubts;
  const auto [least, most] = std::minmax_element(known.latency_ms.begin(), known.latency_ms.end());
  if (*least == *most) {
    doubts.push_back("all " + std::to_string(known.latency_ms.size()) + " latencies are " +
                     number_text(*least) + " ms: were they measured?");
    return doubts;
  }
  const double correlation = statistics::spearman(known.latency_ms, known.macs);
  if (correlation < least_correlation) {
    char figure[16];
    std::snprintf(figure, sizeof figure, "%.2f", correlation);
    doubts.push_back("the latencies do not grow with the networks (rank correlation with MACs " +
                     std::string(figure) + "): do they belong to these networks, in this order?");
  }
  return doubts;
}

std::vector<std::string> doubts_about(const Device& device) {
  const std::span<const double> latencies = device.known_latencies();
  const SearchSpace& space = device.space();
  std::optional<int> feature = space.feature_named("mmacs");
  if (!feature) feature = space.feature_named("gmacs");
  if (latencies.empty() || !feature || space.size() != static_cast<int>(latencies.size()))
    return {};
  std::vector<double> macs;
  macs.reserve(latencies.size());
  for (int index = 0; index < space.size(); ++index) {
    macs.push_back(space.feature(space.at(index), *feature));
  }
  return doubts_about(latencies, macs);
}

}  // namespace tenprobes::devices
