#include "core/base/hash.h"

#include <cstdio>

#include "core/base/bits.h"

namespace tenprobes {

std::string Fnv1a::digits() const {
  char text[17];
  std::snprintf(text, sizeof text, "%016llx", static_cast<unsigned long long>(hash_));
  return text;
}

std::string hash_of(std::span<const double> values) {
  Fnv1a hash;
  for (const double value : values) {
    const auto bits = bit_cast<std::uint32_t>(static_cast<float>(value));
    for (int shift = 0; shift < 32; shift += 8) {
      const char byte = static_cast<char>(bits >> shift & 0xff);
      hash.add({&byte, 1});
    }
  }
  return hash.digits();
}

std::string hash_of(std::string_view bytes) {
  Fnv1a hash;
  hash.add(bytes);
  return hash.digits();
}

}  // namespace tenprobes
