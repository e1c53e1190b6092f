#include "core/search_space/breeding.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <fstream>
#include <iterator>

#include "core/search_space/layered/layered_file.h"
#include "tests/search_space/layered/example.h"

namespace tenprobes {
namespace {

/// As many MACs as there are within a limit of activations; above it, the nearer the better.
struct MacsWithin {
  const LayeredSpace& space;
  double limit;

  double operator()(const Architecture& architecture) const {
    const double macs = space.feature(architecture, *space.feature_named("mmacs"));
    const double over = space.feature(architecture, *space.feature_named("mactivations")) - limit;
    return over > 0 ? -over : macs;
  }
  void operator()(std::span<const Architecture> batch, std::span<double> values) const {
    std::transform(batch.begin(), batch.end(), values.begin(),
                   [this](const Architecture& each) { return (*this)(each); });
  }
};

TEST(Breeding, FindsTheBestOfAllThatAreAllowedAndNoSeed) {
  const auto space = parse_layered_space(layered_example(), "example.json");
  const MacsWithin value{*space, 0.2};
  std::vector<Architecture> ranked;
  for (int i = 0; i < space->size(); ++i) ranked.push_back(space->at(i));
  std::stable_sort(ranked.begin(), ranked.end(),
                   [&](const auto& a, const auto& b) { return value(a) > value(b); });
  ASSERT_GT(value(ranked[3]), 0) << "some fit";
  Random random(7);
  const auto best = breed(*space, {}, value, random);
  ASSERT_TRUE(best);
  EXPECT_EQ(value(*best), value(ranked[0]));

  const std::vector<Architecture> seeds(ranked.begin(), ranked.begin() + 2);
  Breeding breeding{.seeds = seeds};
  EXPECT_EQ(value(breed(*space, breeding, value, random).value()), value(ranked[2]));
  breeding.is_allowed = [&](const Architecture& each) { return value(each) < value(ranked[2]); };
  EXPECT_LT(value(breed(*space, breeding, value, random).value()), value(ranked[2]));
  breeding.is_allowed = [](const Architecture&) { return false; };
  EXPECT_FALSE(breed(*space, breeding, value, random));
}

TEST(Breeding, EndsWhereNoEditIsBetter) {
  std::ifstream file(std::string(std::getenv("TENPROBES_SOURCE")) + "/assets/spaces/fbnet.json",
                     std::ios::binary);
  const std::string bytes{std::istreambuf_iterator<char>(file), {}};
  const auto space = parse_layered_space(bytes, "fbnet.json");
  ASSERT_EQ(space->size(), 0) << "too many to look at each";
  for (const std::uint64_t seed : {1, 2, 3}) {
    Random random(seed);
    const MacsWithin value{*space, 6};
    const Architecture best = breed(*space, {}, value, random).value();
    EXPECT_GT(value(best), 0);
    for (const Architecture& edit : space->edits(best)) EXPECT_LE(value(edit), value(best));
  }
}

}  // namespace
}  // namespace tenprobes
