#include "core/search_space/breeding.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace tenprobes {
inline namespace search_space {
namespace {

struct Valued {
  Architecture architecture;
  double value = 0;
};

/// Of equal values the first in the space's order, so that the answer does not depend on the sort.
bool is_better(const Valued& a, const Valued& b) {
  return a.value != b.value ? a.value > b.value : a.architecture < b.architecture;
}

class Pool {
 public:
  Pool(const SearchSpace& space, const Breeding& breeding, const BatchValue& value, Random& random)
      : space_(space), breeding_(breeding), value_(value), random_(random) {
    all_.reserve(wanted());
    for (const Architecture& seed : breeding.seeds) {
      if (is_allowed(seed)) fresh_.push_back(seed);
    }
    const auto bred = std::max(wanted(), fresh_.size() + 1);
    while (fresh_.size() < bred) {
      if (!add([&] { return space_.random(random_); })) break;
    }
    admit();
  }

  void next_generation() {
    keep_parents();
    const std::size_t parents = all_.size();
    if (parents == 0) return;
    while (all_.size() + fresh_.size() < wanted()) {
      if (!add([&] { return child_of(parents); })) break;
    }
    admit();
  }

  /// From the best one that is no seed, by the edit that gains most, until none does.
  void climb() {
    std::vector<Architecture> top = best(1);
    for (std::vector<Architecture> before; top != before; top = best(1)) {
      before = top;
      for (const Architecture& each : top) fresh_ = space_.edits(each);
      std::erase_if(fresh_, [&](const Architecture& edit) { return !is_allowed(edit); });
      admit();
    }
  }

  /// At most `count`, best first.
  std::vector<Architecture> best(std::size_t count) {
    sort();
    std::vector<Architecture> chosen;
    for (const Valued& each : all_) {
      const auto& seeds = breeding_.seeds;
      if (chosen.size() == count) break;
      if (std::find(seeds.begin(), seeds.end(), each.architecture) != seeds.end()) continue;
      chosen.push_back(each.architecture);
    }
    return chosen;
  }

 private:
  std::size_t wanted() const { return static_cast<std::size_t>(breeding_.population); }
  bool is_allowed(const Architecture& architecture) const {
    return !breeding_.is_allowed || breeding_.is_allowed(architecture);
  }

  /// One more that is allowed; false where none came in many tries.
  template <class Draw>
  bool add(Draw&& draw) {
    constexpr int tries = 1000;
    for (int i = 0; i < tries; ++i) {
      const Architecture drawn = draw();
      if (!is_allowed(drawn)) continue;
      fresh_.push_back(drawn);
      return true;
    }
    return false;
  }

  Architecture child_of(std::size_t parents) {
    const auto any = [&]() -> const Architecture& {
      return all_[static_cast<std::size_t>(random_.below(static_cast<int>(parents)))].architecture;
    };
    Architecture child = any();
    if (random_.chance(0.5)) child = space_.crossover(child, any(), random_);
    const int edits = 1 + random_.below(3);
    for (int i = 0; i < edits; ++i) child = space_.random_edit(child, random_);
    return child;
  }

  void admit() {
    values_.resize(fresh_.size());
    value_(fresh_, values_);
    for (std::size_t i = 0; i < fresh_.size(); ++i) {
      const double value = values_[i];
      all_.push_back(
          {fresh_[i], std::isnan(value) ? -std::numeric_limits<double>::infinity() : value});
    }
    fresh_.clear();
  }

  void sort() {
    std::sort(all_.begin(), all_.end(), is_better);
    const auto same = [](const Valued& a, const Valued& b) {
      return a.architecture == b.architecture;
    };
    all_.erase(std::unique(all_.begin(), all_.end(), same), all_.end());
  }

  void keep_parents() {
    sort();
    all_.resize(std::min(all_.size(), static_cast<std::size_t>(breeding_.parents)));
  }

  const SearchSpace& space_;
  const Breeding& breeding_;
  const BatchValue& value_;
  Random& random_;
  std::vector<Valued> all_;
  std::vector<Architecture> fresh_;  // not valued yet
  std::vector<double> values_;
};

}  // namespace

std::optional<Architecture> breed(const SearchSpace& space, const Breeding& breeding,
                                  const BatchValue& value, Random& random) {
  const std::vector<Architecture> best = breed_many(space, breeding, value, 1, random);
  return best.empty() ? std::nullopt : std::optional(best.front());
}

std::vector<Architecture> breed_many(const SearchSpace& space, const Breeding& breeding,
                                     const BatchValue& value, std::size_t count, Random& random) {
  Pool pool(space, breeding, value, random);
  for (int generation = 0; generation < breeding.generations; ++generation) {
    pool.next_generation();
  }
  pool.climb();
  return pool.best(count);
}

}  // namespace search_space
}  // namespace tenprobes
