#include "core/search_space/cells/mersenne_twister.h"

#include <bit>
#include <utility>

namespace tenprobes {
inline namespace search_space {

MersenneTwister::MersenneTwister(std::uint32_t seed) {
  // init_by_array with a key of one word.
  seed_by_number(19650218u);
  std::size_t i = 1;
  for (std::size_t step = 0; step < size; ++step) {
    const std::uint32_t before = state_[i - 1];
    state_[i] = (state_[i] ^ ((before ^ (before >> 30)) * 1664525u)) + seed;
    if (++i == size) {
      state_[0] = state_[size - 1];
      i = 1;
    }
  }
  for (std::size_t step = 0; step < size - 1; ++step) {
    const std::uint32_t before = state_[i - 1];
    state_[i] =
        (state_[i] ^ ((before ^ (before >> 30)) * 1566083941u)) - static_cast<std::uint32_t>(i);
    if (++i == size) {
      state_[0] = state_[size - 1];
      i = 1;
    }
  }
  state_[0] = 0x80000000u;
}

void MersenneTwister::seed_by_number(std::uint32_t seed) {
  state_[0] = seed;
  for (std::size_t i = 1; i < size; ++i) {
    const std::uint32_t before = state_[i - 1];
    state_[i] = 1812433253u * (before ^ (before >> 30)) + static_cast<std::uint32_t>(i);
  }
}

void MersenneTwister::refill() {
  constexpr std::size_t middle = 397;
  for (std::size_t i = 0; i < size; ++i) {
    const std::uint32_t joined = (state_[i] & 0x80000000u) | (state_[(i + 1) % size] & 0x7fffffffu);
    const std::uint32_t twist = (joined & 1u) != 0 ? 0x9908b0dfu : 0u;
    state_[i] = state_[(i + middle) % size] ^ (joined >> 1) ^ twist;
  }
  position_ = 0;
}

std::uint32_t MersenneTwister::next() {
  if (position_ == size) refill();
  std::uint32_t word = state_[position_++];
  word ^= word >> 11;
  word ^= (word << 7) & 0x9d2c5680u;
  word ^= (word << 15) & 0xefc60000u;
  word ^= word >> 18;
  return word;
}

void python_shuffle(std::vector<int>& values, MersenneTwister& generator) {
  for (std::size_t last = values.size(); last-- > 1;) {
    const auto count = static_cast<std::uint32_t>(last + 1);
    const int bits = std::bit_width(count);
    std::uint32_t chosen = generator.next() >> (32 - bits);
    while (chosen >= count) chosen = generator.next() >> (32 - bits);
    std::swap(values[last], values[chosen]);
  }
}

}  // namespace search_space
}  // namespace tenprobes
