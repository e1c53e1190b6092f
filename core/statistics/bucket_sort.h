// Sorts thousands of numbers that lie fairly evenly, several times as fast as std::sort.
//
//   std::vector<std::pair<double, int>> latencies = ...;   // each with what goes with it
//   bucket_sort(latencies);                                 // ascending, as std::sort orders pairs
//
// A counting sort puts each into one of as many buckets as there are numbers, and std::sort orders
// those of a bucket: none is left to it where they lie evenly, all of them at worst.
#pragma once

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <numeric>
#include <utility>
#include <vector>

namespace tenprobes::statistics {

/// No number may be NaN.
template <class Item>
void bucket_sort(std::vector<std::pair<double, Item>>& items) {
  if (items.size() < 2) return;
  const auto first = [](const auto& a, const auto& b) { return a.first < b.first; };
  const auto [least, most] = std::minmax_element(items.begin(), items.end(), first);
  const double low = least->first, range = most->first - low;
  const double buckets_per_unit = static_cast<double>(items.size()) / range;
  if (!std::isfinite(range) || !std::isfinite(buckets_per_unit)) {
    return std::sort(items.begin(), items.end());
  }
  const auto bucket_of = [low, buckets_per_unit](double number) {
    return static_cast<std::uint32_t>((number - low) * buckets_per_unit);
  };
  std::vector<std::uint32_t> end(items.size() + 2, 0);  // of each bucket, once all are placed
  for (const auto& item : items) ++end[bucket_of(item.first) + 1];
  std::partial_sum(end.begin(), end.end(), end.begin());
  std::vector<std::pair<double, Item>> sorted(items.size());
  for (const auto& item : items) sorted[end[bucket_of(item.first)]++] = item;
  for (std::uint32_t bucket = 0, begin = 0; begin < sorted.size(); begin = end[bucket++]) {
    if (end[bucket] - begin < 2) continue;
    std::sort(sorted.begin() + begin, sorted.begin() + end[bucket]);
  }
  items.swap(sorted);
}

}  // namespace tenprobes::statistics
