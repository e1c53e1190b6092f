// Two seconds of hostile input for every reader, from its seeds: what scripts/fuzz.sh does for longer
// and with a fuzzer that watches which code runs.
#include <gtest/gtest.h>

#include <chrono>

#include "core/base/random.h"
#include "tests/fuzz/targets.h"

namespace tenprobes::fuzz {
namespace {

constexpr std::chrono::milliseconds how_long(2000);
constexpr std::size_t longest = 1 << 14;

std::size_t anywhere(Random& random, std::size_t size) {
  return static_cast<std::size_t>(random.below(static_cast<int>(size) + 1));
}

/// A few changes: bytes, words, cuts, repeats, and pieces of other seeds.
std::string mutated(std::string bytes, const std::vector<std::string>& pieces, Random& random) {
  for (int changes = 1 + random.below(6); changes > 0; --changes) {
    const std::size_t at = anywhere(random, bytes.size());
    switch (random.below(6)) {
      case 0:
        if (at < bytes.size()) bytes[at] = static_cast<char>(random.below(256));
        break;
      case 1:
        bytes.insert(at, 1, static_cast<char>(random.below(256)));
        break;
      case 2:
        bytes.insert(
            at, pieces[static_cast<std::size_t>(random.below(static_cast<int>(pieces.size())))]);
        break;
      case 3:
        bytes.erase(at, anywhere(random, 8));
        break;
      case 4:
        bytes.insert(at, bytes.substr(anywhere(random, bytes.size()), anywhere(random, 64)));
        break;
      default:
        if (at < bytes.size()) bytes[at] = static_cast<char>(bytes[at] ^ (1 << random.below(8)));
    }
  }
  if (bytes.size() > longest) bytes.resize(longest);
  return bytes;
}

class Fuzz : public testing::TestWithParam<Target> {};

TEST_P(Fuzz, HostileInputGetsASentence) {
  const Target& target = GetParam();
  const std::vector<std::string> seeds = target.seeds();
  ASSERT_FALSE(seeds.empty());
  std::vector<std::string> pieces = seeds;
  pieces.insert(pieces.end(), target.words.begin(), target.words.end());
  Random random(1);
  long tried = 0;
  const auto end = std::chrono::steady_clock::now() + how_long;
  while (std::chrono::steady_clock::now() < end) {
    for (const std::string& seed : seeds) {
      const std::string bytes = mutated(seed, pieces, random);
      ASSERT_NO_THROW(read_safely(target, bytes)) << testing::PrintToString(bytes);
      ++tried;
    }
  }
  RecordProperty("tried", std::to_string(tried));
  EXPECT_GT(tried, 0);
}

INSTANTIATE_TEST_SUITE_P(Readers, Fuzz, testing::ValuesIn(all_targets()),
                         [](const auto& test) { return test.param.name; });

}  // namespace

void PrintTo(const Target& target, std::ostream* stream) {
  *stream << target.name;
}

}  // namespace tenprobes::fuzz
