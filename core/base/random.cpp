#include "core/base/random.h"

#include <bit>
#include <cmath>

#include "core/base/portable_math.h"

namespace tenprobes {

Random::Random(std::uint64_t seed) {
  for (std::uint64_t& word : state_) {  // splitmix64
    seed += 0x9e3779b97f4a7c15;
    std::uint64_t z = seed;
    z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9;
    z = (z ^ (z >> 27)) * 0x94d049bb133111eb;
    word = z ^ (z >> 31);
  }
}

std::uint64_t Random::next() {
  const std::uint64_t result = std::rotl(state_[1] * 5, 7) * 9;
  const std::uint64_t t = state_[1] << 17;
  state_[2] ^= state_[0];
  state_[3] ^= state_[1];
  state_[1] ^= state_[2];
  state_[0] ^= state_[3];
  state_[2] ^= t;
  state_[3] = std::rotl(state_[3], 45);
  return result;
}

double Random::uniform() {
  return static_cast<double>(next() >> 11) * 0x1.0p-53;
}

double Random::uniform(double low, double high) {
  return low + (high - low) * uniform();
}

double Random::log_uniform(double low, double high) {
  return portable_exp(uniform(portable_log(low), portable_log(high)));
}

double Random::normal() {
  for (;;) {
    const double u = 2 * uniform() - 1, v = 2 * uniform() - 1;
    const double s = u * u + v * v;
    if (s > 0 && s < 1) return u * std::sqrt(-2 * portable_log(s) / s);
  }
}

int Random::below(int count) {
  // Lemire, "Fast random integer generation in an interval", 2019, on 32 bits.
  const auto range = static_cast<std::uint32_t>(count);
  std::uint64_t product = (next() >> 32) * range;
  if (static_cast<std::uint32_t>(product) < range) {
    const std::uint32_t threshold = -range % range;
    while (static_cast<std::uint32_t>(product) < threshold) product = (next() >> 32) * range;
  }
  return static_cast<int>(product >> 32);
}

Random Random::split() {
  return Random(next());
}

}  // namespace tenprobes
