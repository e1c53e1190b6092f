// The explicit random generator that every random draw of tenprobes takes.
//
//   Random random(7);                       // a seed
//   double u = random.uniform();            // [0, 1)
//   int edge = random.below(6);             // 0..5, unbiased
//   Random own = random.split();            // an independent stream, e.g. one per environment
//
// The same seed gives the same draws natively and in WebAssembly (the standard library's
// distributions do not promise that, so none is used).
#pragma once

#include <array>
#include <cstdint>
#include <utility>

namespace tenprobes {

/// xoshiro256** (Blackman and Vigna, "Scrambled linear pseudorandom number generators", 2018),
/// seeded by splitmix64.
class Random {
 public:
  explicit Random(std::uint64_t seed);

  std::uint64_t next();
  double uniform();                             ///< [0, 1), 53 bits
  double uniform(double low, double high);      ///< [low, high)
  double log_uniform(double low, double high);  ///< exp of a uniform between the logarithms
  double normal();                              ///< mean 0, standard deviation 1 (polar method)
  int below(int count);                         ///< 0..count-1, unbiased; count >= 1
  bool chance(double probability) { return uniform() < probability; }
  /// Puts the values into random order (Fisher and Yates).
  template <class Values>
  void shuffle(Values& values) {
    for (std::size_t i = values.size(); i > 1; --i) {
      std::swap(values[i - 1], values[static_cast<std::size_t>(below(static_cast<int>(i)))]);
    }
  }
  /// Puts a random choice of `count` of the values, in random order, in front; count <= size.
  template <class Values>
  void shuffle_front(Values& values, std::size_t count) {
    for (std::size_t i = 0; i < count; ++i) {
      const int others = below(static_cast<int>(values.size() - i));
      std::swap(values[i], values[i + static_cast<std::size_t>(others)]);
    }
  }
  Random split();  ///< a generator seeded by this one

  /// Whether both will draw the same from here on.
  bool operator==(const Random&) const = default;

 private:
  std::array<std::uint64_t, 4> state_;
};

}  // namespace tenprobes
