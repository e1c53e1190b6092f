// An architecture: a choice for each position of its search space. A value; the space (search_space.h)
// knows what the numbers mean.
//
//   Architecture architecture(22);              // 22 positions, choice 0 in each
//   architecture.set(21, 8);
//   int choice = architecture[21];
//   Architecture network = Architecture::of({4711});    // row 4711 of a catalogue
#pragma once

#include <array>
#include <compare>
#include <cstddef>
#include <cstdint>
#include <initializer_list>

namespace tenprobes {
inline namespace search_space {

class Architecture {
 public:
  static constexpr int most_positions = 64;

  Architecture() = default;
  /// positions: 0..most_positions.
  explicit Architecture(int positions) : size_(static_cast<std::uint32_t>(positions)) {}
  static Architecture of(std::initializer_list<int> choices) {
    Architecture architecture(static_cast<int>(choices.size()));
    int position = 0;
    for (const int choice : choices) architecture.set(position++, choice);
    return architecture;
  }

  int size() const { return static_cast<int>(size_); }
  int operator[](int position) const {
    return static_cast<int>(choices_[static_cast<std::size_t>(position)]);
  }
  void set(int position, int choice) {
    choices_[static_cast<std::size_t>(position)] = static_cast<std::uint32_t>(choice);
  }

  /// Position 0 counts most; only architectures of one space have an order that means something.
  std::strong_ordering operator<=>(const Architecture& other) const {
    for (std::uint32_t i = 0; i < size_ && i < other.size_; ++i) {
      if (choices_[i] != other.choices_[i]) return choices_[i] <=> other.choices_[i];
    }
    return size_ <=> other.size_;
  }
  bool operator==(const Architecture& other) const { return (*this <=> other) == 0; }

  /// FNV-1a, 64 bits.
  std::uint64_t hash() const {
    std::uint64_t value = 0xcbf29ce484222325u;
    for (std::uint32_t i = 0; i < size_; ++i) value = (value ^ choices_[i]) * 0x100000001b3u;
    return value;
  }

 private:
  std::uint32_t size_ = 0;
  std::array<std::uint32_t, most_positions> choices_{};
};

}  // namespace search_space
}  // namespace tenprobes
