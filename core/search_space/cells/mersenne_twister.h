// CPython's `random`, as far as the benchmark's index order needs it.
//
//   MersenneTwister generator(88);            // random.seed(88)
//   python_shuffle(numbers, generator);       // random.shuffle(numbers)
//
// Everything else draws from tenprobes::Random.
#pragma once

#include <array>
#include <cstdint>
#include <vector>

namespace tenprobes {
inline namespace search_space {

/// MT19937 (Matsumoto and Nishimura, 1998), seeded by init_by_array as CPython seeds it from an
/// integer below 2^32.
class MersenneTwister {
 public:
  explicit MersenneTwister(std::uint32_t seed);
  std::uint32_t next();

 private:
  static constexpr std::size_t size = 624;

  void seed_by_number(std::uint32_t seed);
  void refill();

  std::array<std::uint32_t, size> state_;
  std::size_t position_ = size;
};

/// Fisher-Yates from the back, each place drawn by rejection sampling on the bits it needs
/// (CPython 3.2 and later, Random._randbelow_with_getrandbits).
void python_shuffle(std::vector<int>& values, MersenneTwister& generator);

}  // namespace search_space
}  // namespace tenprobes
