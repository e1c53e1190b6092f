#include "web/app/qr.h"

#include <algorithm>
#include <array>
#include <cstdint>
#include <cstdlib>
#include <string>

#include "core/base/error.h"

namespace tenprobes::app {
namespace {

using Bytes = std::vector<std::uint8_t>;

// Of error correction L by version, 1 to 40 (ISO/IEC 18004, table 9): check bytes of a block, and
// blocks.
constexpr std::array<int, 41> check_bytes = {0,  7,  10, 15, 20, 26, 18, 20, 24, 30, 18, 20, 24, 26,
                                             30, 22, 24, 28, 30, 28, 28, 28, 28, 30, 30, 26, 28, 30,
                                             30, 30, 30, 30, 30, 30, 30, 30, 30, 30, 30, 30, 30};
constexpr std::array<int, 41> block_counts = {
    0, 1, 1, 1,  1,  1,  2,  2,  2,  2,  4,  4,  4,  4,  4,  6,  6,  6,  6,  7, 8,
    8, 9, 9, 10, 12, 12, 12, 13, 14, 15, 16, 17, 18, 19, 19, 20, 21, 22, 24, 25};

// Modules that hold data and checks.
int raw_modules(int version) {
  int modules = (16 * version + 128) * version + 64;
  if (version >= 2) {
    const int align = version / 7 + 2;
    modules -= (25 * align - 10) * align - 55;
    if (version >= 7) modules -= 36;
  }
  return modules;
}

int data_bytes(int version) {
  const auto v = static_cast<size_t>(version);
  return raw_modules(version) / 8 - check_bytes[v] * block_counts[v];
}

// Of the field of 256 elements, modulo x^8 + x^4 + x^3 + x^2 + 1.
std::uint8_t product(std::uint8_t a, std::uint8_t b) {
  int sum = 0;
  for (int bit = 7; bit >= 0; --bit) {
    sum = (sum << 1) ^ ((sum >> 7) * 0x11d);
    sum ^= ((b >> bit) & 1) * a;
  }
  return static_cast<std::uint8_t>(sum);
}

// Reed-Solomon: the remainder by the product of (x - 2^i), i below `count`.
Bytes checks_of(const Bytes& data, int count) {
  Bytes divisor(static_cast<size_t>(count)), rest(static_cast<size_t>(count));
  divisor.back() = 1;
  std::uint8_t root = 1;
  for (int i = 0; i < count; ++i, root = product(root, 2)) {
    for (size_t j = 0; j < divisor.size(); ++j) {
      divisor[j] = product(divisor[j], root);
      if (j + 1 < divisor.size()) divisor[j] ^= divisor[j + 1];
    }
  }
  for (const std::uint8_t byte : data) {
    const auto factor = static_cast<std::uint8_t>(byte ^ rest.front());
    rest.erase(rest.begin());
    rest.push_back(0);
    for (size_t j = 0; j < rest.size(); ++j) rest[j] ^= product(divisor[j], factor);
  }
  return rest;
}

// Header, text, padding.
Bytes codewords(std::string_view text, int version) {
  std::vector<bool> bits;
  const auto add = [&](unsigned value, int count) {
    for (int i = count - 1; i >= 0; --i) bits.push_back((value >> i) & 1);
  };
  add(4, 4);
  add(static_cast<unsigned>(text.size()), version < 10 ? 8 : 16);
  for (const char c : text) add(static_cast<unsigned char>(c), 8);
  const auto capacity = static_cast<size_t>(data_bytes(version)) * 8;
  add(0, static_cast<int>(std::min<size_t>(4, capacity - bits.size())));
  while (bits.size() % 8 != 0) bits.push_back(false);
  for (unsigned pad = 0xec; bits.size() < capacity; pad ^= 0xec ^ 0x11) add(pad, 8);
  Bytes bytes(bits.size() / 8);
  for (size_t i = 0; i < bits.size(); ++i) {
    bytes[i / 8] = static_cast<std::uint8_t>(bytes[i / 8] | bits[i] << (7 - i % 8));
  }
  return bytes;
}

// In blocks with their checks, interleaved; the last blocks are a byte longer.
Bytes interleaved(const Bytes& data, int version) {
  const auto v = static_cast<size_t>(version);
  const int blocks = block_counts[v], checks = check_bytes[v], raw = raw_modules(version) / 8;
  const int shorter = blocks - raw % blocks, length = raw / blocks - checks;
  std::vector<Bytes> parts, ends;
  for (int i = 0, at = 0; i < blocks; ++i) {
    const int size = length + (i < shorter ? 0 : 1);
    parts.emplace_back(data.begin() + at, data.begin() + at + size);
    ends.push_back(checks_of(parts.back(), checks));
    at += size;
  }
  Bytes all;
  for (size_t i = 0; i <= static_cast<size_t>(length); ++i) {
    for (const Bytes& part : parts) {
      if (i < part.size()) all.push_back(part[i]);
    }
  }
  for (size_t i = 0; i < static_cast<size_t>(checks); ++i) {
    for (const Bytes& end : ends) all.push_back(end[i]);
  }
  return all;
}

bool masked(int mask, int x, int y) {
  switch (mask) {
    case 0:
      return (x + y) % 2 == 0;
    case 1:
      return y % 2 == 0;
    case 2:
      return x % 3 == 0;
    case 3:
      return (x + y) % 3 == 0;
    case 4:
      return (x / 3 + y / 2) % 2 == 0;
    case 5:
      return x * y % 2 + x * y % 3 == 0;
    case 6:
      return (x * y % 2 + x * y % 3) % 2 == 0;
    default:
      return ((x + y) % 2 + x * y % 3) % 2 == 0;
  }
}

class Drawing {
 public:
  explicit Drawing(int version) : version_(version), side_(17 + 4 * version) {
    code_.side = side_;
    code_.modules.resize(static_cast<size_t>(side_ * side_));
    fixed_.resize(code_.modules.size());
    for (int i = 0; i < side_; ++i) {
      fix(6, i, i % 2 == 0);
      fix(i, 6, i % 2 == 0);
    }
    for (const auto& [x, y] : {std::pair(3, 3), {side_ - 4, 3}, {3, side_ - 4}}) {
      square(x, y, 4, [](int ring) { return ring != 2 && ring != 4; });
    }
    const std::vector<int> places = alignments();
    for (const int x : places) {
      for (const int y : places) {
        const bool corner =
            (x == 6 && y == 6) || (x == 6 && y == side_ - 7) || (x == side_ - 7 && y == 6);
        if (!corner) square(x, y, 2, [](int ring) { return ring != 1; });
      }
    }
    format(0);
    if (version_ >= 7) versions();
  }

  void fill(const Bytes& data) {
    size_t bit = 0;
    for (int right = side_ - 1; right >= 1; right -= 2) {
      if (right == 6) right = 5;
      for (int i = 0; i < side_; ++i) {
        const bool up = ((right + 1) & 2) == 0;
        const int y = up ? side_ - 1 - i : i;
        for (const int x : {right, right - 1}) {
          if (fixed_[at(x, y)] || bit >= data.size() * 8) continue;
          code_.modules[at(x, y)] = (data[bit / 8] >> (7 - bit % 8)) & 1;
          ++bit;
        }
      }
    }
  }

  // With the mask that leaves least that confuses a reader.
  QrCode best() {
    int chosen = 0;
    long least = -1;
    for (int mask = 0; mask < 8; ++mask) {
      apply(mask);
      format(mask);
      const long now = penalty();
      if (least < 0 || now < least) least = now, chosen = mask;
      apply(mask);  // twice is not at all
    }
    apply(chosen);
    format(chosen);
    return code_;
  }

 private:
  size_t at(int x, int y) const { return static_cast<size_t>(y * side_ + x); }

  void fix(int x, int y, bool dark) {
    code_.modules[at(x, y)] = dark;
    fixed_[at(x, y)] = true;
  }

  template <class Dark>
  void square(int x, int y, int reach, Dark dark) {
    for (int dy = -reach; dy <= reach; ++dy) {
      for (int dx = -reach; dx <= reach; ++dx) {
        const int u = x + dx, v = y + dy;
        if (u < 0 || v < 0 || u >= side_ || v >= side_) continue;
        fix(u, v, dark(std::max(std::abs(dx), std::abs(dy))));
      }
    }
  }

  std::vector<int> alignments() const {
    if (version_ == 1) return {};
    const int count = version_ / 7 + 2;
    const int step = (version_ * 8 + count * 3 + 5) / (count * 4 - 4) * 2;
    std::vector<int> places = {6};
    for (int i = count - 2; i >= 0; --i) places.push_back(side_ - 7 - i * step);
    return places;
  }

  // Level L (01) and the mask, with their BCH checks.
  void format(int mask) {
    const int data = 1 << 3 | mask;
    int rest = data;
    for (int i = 0; i < 10; ++i) rest = (rest << 1) ^ ((rest >> 9) * 0x537);
    const int bits = (data << 10 | rest) ^ 0x5412;
    const auto bit = [&](int i) { return ((bits >> i) & 1) != 0; };
    for (int i = 0; i <= 5; ++i) fix(8, i, bit(i));
    fix(8, 7, bit(6));
    fix(8, 8, bit(7));
    fix(7, 8, bit(8));
    for (int i = 9; i < 15; ++i) fix(14 - i, 8, bit(i));
    for (int i = 0; i < 8; ++i) fix(side_ - 1 - i, 8, bit(i));
    for (int i = 8; i < 15; ++i) fix(8, side_ - 15 + i, bit(i));
    fix(8, side_ - 8, true);
  }

  void versions() {
    int rest = version_;
    for (int i = 0; i < 12; ++i) rest = (rest << 1) ^ ((rest >> 11) * 0x1f25);
    const int bits = version_ << 12 | rest;
    for (int i = 0; i < 18; ++i) {
      const bool dark = ((bits >> i) & 1) != 0;
      const int a = side_ - 11 + i % 3, b = i / 3;
      fix(a, b, dark);
      fix(b, a, dark);
    }
  }

  void apply(int mask) {
    for (int y = 0; y < side_; ++y) {
      for (int x = 0; x < side_; ++x) {
        if (!fixed_[at(x, y)] && masked(mask, x, y)) code_.modules[at(x, y)].flip();
      }
    }
  }

  // Runs of five and more, squares of one colour, what looks like a finder, and imbalance.
  long penalty() const {
    long sum = 0, dark = 0;
    for (const bool across : {true, false}) {
      for (int i = 0; i < side_; ++i) {
        int run = 0, window = 0;
        bool colour = false;
        for (int j = 0; j < side_; ++j) {
          const bool now = across ? code_.dark(j, i) : code_.dark(i, j);
          run = j > 0 && now == colour ? run + 1 : 1;
          colour = now;
          if (run == 5) sum += 3;
          if (run > 5) ++sum;
          window = (window << 1 | (now ? 1 : 0)) & 0x7ff;
          if (j >= 10 && (window == 0x05d || window == 0x5d0)) sum += 40;
          if (across) dark += now;
        }
      }
    }
    for (int y = 0; y + 1 < side_; ++y) {
      for (int x = 0; x + 1 < side_; ++x) {
        const bool c = code_.dark(x, y);
        if (c == code_.dark(x + 1, y) && c == code_.dark(x, y + 1) && c == code_.dark(x + 1, y + 1))
          sum += 3;
      }
    }
    const long total = static_cast<long>(side_) * side_;
    return sum + std::abs(dark * 20 - total * 10) / total * 10;
  }

  int version_, side_;
  QrCode code_;
  std::vector<bool> fixed_;  ///< modules that hold no data
};

}  // namespace

QrCode qr_code(std::string_view bytes) {
  int version = 1;
  const auto fits = [&](int v) {
    return 4 + (v < 10 ? 8 : 16) + 8 * bytes.size() <= static_cast<size_t>(data_bytes(v)) * 8;
  };
  while (version <= 40 && !fits(version)) ++version;
  if (version > 40) {
    throw Error("a QR code holds 2953 bytes: this text has " + std::to_string(bytes.size()));
  }
  Drawing drawing(version);
  drawing.fill(interleaved(codewords(bytes, version), version));
  return drawing.best();
}

}  // namespace tenprobes::app
