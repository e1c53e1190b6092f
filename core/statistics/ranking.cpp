#include "core/statistics/ranking.h"

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <numeric>
#include <string>

#include "core/base/error.h"
#include "core/statistics/bucket_sort.h"

namespace tenprobes::statistics {
namespace {

void check(std::span<const double> values) {
  if (values.size() < 2) throw Error("a rank needs at least two values");
  for (std::size_t i = 0; i < values.size(); ++i) {
    if (std::isnan(values[i])) {
      throw Error("value " + std::to_string(i) + " is not a number and has no rank");
    }
  }
}

void check(std::span<const double> a, std::span<const double> b) {
  if (a.size() != b.size()) {
    throw Error("a correlation needs two lists of one length, not of " + std::to_string(a.size()) +
                " and " + std::to_string(b.size()));
  }
  check(a);
  check(b);
}

/// The number of pairs among `count` things.
std::int64_t pairs(std::size_t count) {
  const auto n = static_cast<std::int64_t>(count);
  return n * (n - 1) / 2;
}

/// Calls group(begin, end) for every run of positions whose neighbours are `same`.
template <class Same, class Group>
void for_each_run(std::size_t count, const Same& same, const Group& group) {
  for (std::size_t begin = 0; begin < count;) {
    std::size_t end = begin + 1;
    while (end < count && same(begin, end)) ++end;
    group(begin, end);
    begin = end;
  }
}

/// Sorts values ascending by merging and returns how many pairs had to change places.
std::int64_t sort_and_count_swaps(std::vector<double>& values) {
  std::int64_t swaps = 0;
  std::vector<double> merged(values.size());
  for (std::size_t width = 1; width < values.size(); width *= 2) {
    for (std::size_t begin = 0; begin < values.size(); begin += 2 * width) {
      const std::size_t middle = std::min(begin + width, values.size());
      const std::size_t end = std::min(begin + 2 * width, values.size());
      std::size_t left = begin, right = middle;
      for (std::size_t out = begin; out < end; ++out) {
        if (left < middle && (right == end || values[left] <= values[right])) {
          merged[out] = values[left++];
        } else {
          merged[out] = values[right++];
          swaps += static_cast<std::int64_t>(middle - left);
        }
      }
    }
    values.swap(merged);
  }
  return swaps;
}

}  // namespace

std::vector<double> average_ranks(std::span<const double> values) {
  check(values);
  std::vector<std::pair<double, std::uint32_t>> sorted(values.size());  // and places in `values`
  for (std::uint32_t i = 0; i < sorted.size(); ++i) sorted[i] = {values[i], i};
  bucket_sort(sorted);
  std::vector<double> ranks(values.size());
  for_each_run(
      sorted.size(),
      [&](std::size_t i, std::size_t j) { return sorted[i].first == sorted[j].first; },
      [&](std::size_t begin, std::size_t end) {
        const double shared = 0.5 * static_cast<double>(begin + 1 + end);
        for (std::size_t i = begin; i < end; ++i) ranks[sorted[i].second] = shared;
      });
  return ranks;
}

std::vector<double> percentile_ranks(std::span<const double> values) {
  std::vector<double> ranks = average_ranks(values);
  const double last = static_cast<double>(values.size() - 1);
  for (double& rank : ranks) rank = (rank - 1) / last * 100;
  return ranks;
}

double pearson(std::span<const double> a, std::span<const double> b) {
  check(a, b);
  const double n = static_cast<double>(a.size());
  const double mean_a = std::accumulate(a.begin(), a.end(), 0.0) / n;
  const double mean_b = std::accumulate(b.begin(), b.end(), 0.0) / n;
  double aa = 0, bb = 0, ab = 0;
  for (std::size_t i = 0; i < a.size(); ++i) {
    const double da = a[i] - mean_a, db = b[i] - mean_b;
    aa += da * da;
    bb += db * db;
    ab += da * db;
  }
  if (aa == 0 || bb == 0) return 0;
  return std::clamp(ab / (std::sqrt(aa) * std::sqrt(bb)), -1.0, 1.0);
}

double spearman(std::span<const double> a, std::span<const double> b) {
  check(a, b);
  return pearson(average_ranks(a), average_ranks(b));
}

double kendall(std::span<const double> a, std::span<const double> b) {
  check(a, b);
  const std::size_t n = a.size();
  std::vector<std::size_t> order(n);
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::sort(order.begin(), order.end(),
            [&](std::size_t i, std::size_t j) { return a[i] != a[j] ? a[i] < a[j] : b[i] < b[j]; });
  const auto same_a = [&](std::size_t i, std::size_t j) { return a[order[i]] == a[order[j]]; };
  const auto same_both = [&](std::size_t i, std::size_t j) {
    return same_a(i, j) && b[order[i]] == b[order[j]];
  };
  std::int64_t tied_a = 0, tied_b = 0, tied_both = 0;
  const auto count_into = [](std::int64_t& sum) {
    return [&sum](std::size_t begin, std::size_t end) { sum += pairs(end - begin); };
  };
  for_each_run(n, same_a, count_into(tied_a));
  for_each_run(n, same_both, count_into(tied_both));

  std::vector<double> b_in_order(n);
  for (std::size_t i = 0; i < n; ++i) b_in_order[i] = b[order[i]];
  const std::int64_t discordant = sort_and_count_swaps(b_in_order);
  for_each_run(
      n, [&](std::size_t i, std::size_t j) { return b_in_order[i] == b_in_order[j]; },
      count_into(tied_b));

  const std::int64_t all = pairs(n);
  if (all == tied_a || all == tied_b) return 0;
  const std::int64_t concordant_less_discordant =
      all - tied_a - tied_b + tied_both - 2 * discordant;
  return static_cast<double>(concordant_less_discordant) /
         (std::sqrt(static_cast<double>(all - tied_a)) *
          std::sqrt(static_cast<double>(all - tied_b)));
}

}  // namespace tenprobes::statistics
