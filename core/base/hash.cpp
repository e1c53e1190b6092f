#include "core/base/hash.h"

#include <cstdint>
#include <cstdio>

#include "core/base/bits.h"

namespace tenprobes {
namespace {

constexpr std::uint64_t start = 0xcbf29ce484222325;

std::uint64_t add(std::uint64_t hash, unsigned byte) {
  return (hash ^ (byte & 0xff)) * 0x100000001b3;
}

std::string digits(std::uint64_t hash) {
  char text[17];
  std::snprintf(text, sizeof text, "%016llx", static_cast<unsigned long long>(hash));
  return text;
}

}  // namespace

std::string hash_of(std::span<const double> values) {
  std::uint64_t hash = start;
  for (const double value : values) {
    const auto bits = bit_cast<std::uint32_t>(static_cast<float>(value));
    for (int shift = 0; shift < 32; shift += 8) hash = add(hash, bits >> shift);
  }
  return digits(hash);
}

std::string hash_of(std::string_view bytes) {
  std::uint64_t hash = start;
  for (const char byte : bytes) hash = add(hash, static_cast<unsigned char>(byte));
  return digits(hash);
}

}  // namespace tenprobes
