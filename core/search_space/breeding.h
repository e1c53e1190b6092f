// The best architecture of a space that is too large to enumerate, under any valuation: random ones,
// then mutants and crosses of the best, for some generations, then uphill by single edits until none
// is better.
//
//   const auto value = [&](std::span<const Architecture> batch, std::span<double> values) {
//     for (std::size_t i = 0; i < batch.size(); ++i) values[i] = space.feature(batch[i], 0);
//   };                                                        // a whole generation at once
//   std::optional<Architecture> best = breed(space, {}, value, random);
//
// Parents are those of the highest values; a child is one of them, crossed with another at even odds,
// with one to three edits (regularised evolution's mutation: Real et al., AAAI 2019).
#pragma once

#include <functional>
#include <optional>
#include <span>
#include <vector>

#include "core/search_space/search_space.h"

namespace tenprobes {
inline namespace search_space {

/// Fills in a value for each of a batch: higher is better; NaN is worse than all else.
using BatchValue =
    std::function<void(std::span<const Architecture> batch, std::span<double> values)>;

struct Breeding {
  /// Bred from, and never the answer: what was probed.
  std::span<const Architecture> seeds = {};
  /// Only such ones are valued and answered. Empty: all.
  std::function<bool(const Architecture&)> is_allowed = {};
  /// Of as many valuations, few parents and many generations ended higher on synthetic devices.
  int population = 64, parents = 8, generations = 60;
};

/// nullopt where no allowed architecture beside the seeds was found in some thousand tries.
std::optional<Architecture> breed(const SearchSpace& space, const Breeding& breeding,
                                  const BatchValue& value, Random& random);

/// At most `count` of the last generation and of those on the way uphill, best first.
std::vector<Architecture> breed_many(const SearchSpace& space, const Breeding& breeding,
                                     const BatchValue& value, std::size_t count, Random& random);

}  // namespace search_space
}  // namespace tenprobes
