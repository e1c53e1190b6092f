#include "core/datasets/inflate.h"

#include <array>
#include <cstddef>

#include "core/base/error.h"

namespace tenprobes::datasets {
namespace {

constexpr int longest_code = 15;
constexpr std::size_t literal_codes = 288, distance_codes = 30;

// RFC 1951, section 3.2.5.
constexpr std::array<std::uint16_t, 29> length_base = {3,  4,  5,  6,   7,   8,   9,   10,  11, 13,
                                                       15, 17, 19, 23,  27,  31,  35,  43,  51, 59,
                                                       67, 83, 99, 115, 131, 163, 195, 227, 258};
constexpr std::array<std::uint8_t, 29> length_bits = {0, 0, 0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 2, 2, 2,
                                                      2, 3, 3, 3, 3, 4, 4, 4, 4, 5, 5, 5, 5, 0};
constexpr std::array<std::uint16_t, 30> distance_base = {
    1,   2,   3,   4,   5,   7,    9,    13,   17,   25,   33,   49,   65,    97,    129,
    193, 257, 385, 513, 769, 1025, 1537, 2049, 3073, 4097, 6145, 8193, 12289, 16385, 24577};
constexpr std::array<std::uint8_t, 30> distance_bits = {0, 0, 0,  0,  1,  1,  2,  2,  3,  3,
                                                        4, 4, 5,  5,  6,  6,  7,  7,  8,  8,
                                                        9, 9, 10, 10, 11, 11, 12, 12, 13, 13};
// The order in which the lengths of the code of code lengths come.
constexpr std::array<std::uint8_t, 19> length_order = {16, 17, 18, 0, 8,  7, 9,  6, 10, 5,
                                                       11, 4,  12, 3, 13, 2, 14, 1, 15};

/// A canonical Huffman code: how many codes have each length, and the symbols in order of code.
struct Code {
  std::array<std::uint16_t, longest_code + 1> counts{};
  std::array<std::uint16_t, literal_codes> symbols{};
};

class Inflater {
 public:
  Inflater(std::string_view packed, std::uint64_t size, const std::string& name)
      : packed_(packed), size_(size), name_(name) {}

  std::string run() {
    bool last = false;
    while (!last) {
      last = bits(1) == 1;
      switch (bits(2)) {
        case 0:
          stored();
          break;
        case 1:
          compressed(fixed_literals(), fixed_distances());
          break;
        case 2:
          dynamic();
          break;
        default:
          fail();
      }
    }
    if (bytes_.size() != size_) fail();
    return std::move(bytes_);
  }

 private:
  [[noreturn]] void fail() const {
    throw Error(name_ +
                ": is damaged: what it compresses cannot be unpacked; copy or download it "
                "again");
  }

  unsigned bits(int count) {
    while (held_ < count) {
      if (at_ >= packed_.size()) fail();
      buffer_ |= static_cast<std::uint32_t>(static_cast<unsigned char>(packed_[at_++])) << held_;
      held_ += 8;
    }
    const unsigned value = buffer_ & ((1u << count) - 1);
    buffer_ >>= count;
    held_ -= count;
    return value;
  }

  void room_for(std::size_t count) const {
    if (count > size_ - bytes_.size()) fail();
  }

  void stored() {
    buffer_ = 0;  // up to the next whole byte, which is all that is held
    held_ = 0;
    if (packed_.size() - at_ < 4) fail();
    const unsigned length = bits(8) | bits(8) << 8;
    const unsigned complement = bits(8) | bits(8) << 8;
    if (length != (~complement & 0xffffu) || packed_.size() - at_ < length) fail();
    room_for(length);
    bytes_.append(packed_.substr(at_, length));
    at_ += length;
  }

  /// Throws where the lengths make more codes than there can be.
  Code code_of(const std::uint8_t* lengths, std::size_t count) const {
    Code code;
    for (std::size_t i = 0; i < count; ++i) ++code.counts[lengths[i]];
    code.counts[0] = 0;
    int left = 1;
    std::array<std::uint16_t, longest_code + 2> offsets{};
    for (std::size_t length = 1; length <= longest_code; ++length) {
      left = 2 * left - code.counts[length];
      if (left < 0) fail();
      offsets[length + 1] = static_cast<std::uint16_t>(offsets[length] + code.counts[length]);
    }
    for (std::size_t i = 0; i < count; ++i) {
      if (lengths[i] != 0) code.symbols[offsets[lengths[i]]++] = static_cast<std::uint16_t>(i);
    }
    return code;
  }

  unsigned symbol(const Code& code) {
    int word = 0, first = 0, index = 0;
    for (std::size_t length = 1; length <= longest_code; ++length) {
      word |= static_cast<int>(bits(1));
      const int count = code.counts[length];
      if (word - count < first) return code.symbols[static_cast<std::size_t>(index + word - first)];
      index += count;
      first = (first + count) << 1;
      word <<= 1;
    }
    fail();
  }

  Code fixed_literals() const {
    std::array<std::uint8_t, literal_codes> lengths{};
    for (std::size_t i = 0; i < literal_codes; ++i) {
      lengths[i] = i < 144 ? 8 : i < 256 ? 9 : i < 280 ? 7 : 8;
    }
    return code_of(lengths.data(), lengths.size());
  }

  Code fixed_distances() const {
    std::array<std::uint8_t, distance_codes> lengths{};
    lengths.fill(5);
    return code_of(lengths.data(), lengths.size());
  }

  void dynamic() {
    const std::size_t literals = bits(5) + 257, distances = bits(5) + 1, written = bits(4) + 4;
    if (literals > 286 || distances > distance_codes) fail();
    std::array<std::uint8_t, literal_codes + 32> lengths{};
    for (std::size_t i = 0; i < written; ++i) {
      lengths[length_order[i]] = static_cast<std::uint8_t>(bits(3));
    }
    const Code of_lengths = code_of(lengths.data(), length_order.size());
    lengths.fill(0);
    for (std::size_t i = 0; i < literals + distances;) {
      const unsigned what = symbol(of_lengths);
      if (what < 16) {
        lengths[i++] = static_cast<std::uint8_t>(what);
        continue;
      }
      if (what == 16 && i == 0) fail();
      const std::uint8_t repeated = what == 16 ? lengths[i - 1] : std::uint8_t{0};
      const std::size_t times = what == 16 ? 3 + bits(2) : what == 17 ? 3 + bits(3) : 11 + bits(7);
      if (i + times > literals + distances) fail();
      for (std::size_t k = 0; k < times; ++k) lengths[i++] = repeated;
    }
    if (lengths[256] == 0) fail();
    compressed(code_of(lengths.data(), literals), code_of(lengths.data() + literals, distances));
  }

  void compressed(const Code& literals, const Code& distances) {
    constexpr unsigned end = 256;
    for (;;) {
      const unsigned what = symbol(literals);
      if (what == end) return;
      if (what < end) {
        room_for(1);
        bytes_ += static_cast<char>(what);
        continue;
      }
      if (what - 257 >= length_base.size()) fail();
      const std::size_t length = length_base[what - 257] + bits(length_bits[what - 257]);
      const unsigned far = symbol(distances);
      if (far >= distance_base.size()) fail();
      const std::size_t distance = distance_base[far] + bits(distance_bits[far]);
      if (distance > bytes_.size()) fail();
      room_for(length);
      for (std::size_t i = 0; i < length; ++i) bytes_ += bytes_[bytes_.size() - distance];
    }
  }

  std::string_view packed_;
  std::uint64_t size_;
  const std::string& name_;
  std::string bytes_;
  std::size_t at_ = 0;
  std::uint32_t buffer_ = 0;
  int held_ = 0;
};

}  // namespace

std::string inflate(std::string_view packed, std::uint64_t size, const std::string& name) {
  return Inflater(packed, size, name).run();
}

}  // namespace tenprobes::datasets
