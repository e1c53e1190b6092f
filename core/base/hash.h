// Content hashes that files hold: FNV-1a, 64 bits, as 16 hexadecimal digits. They tell accidents
// apart, not attacks.
//
//   std::string same = hash_of(quality);             // of values, as 32-bit floats
//   std::string text = hash_of("any bytes");
//   Fnv1a pieces;                                    // of what comes in pieces
//   pieces.add("any ");
//   pieces.add("bytes");
//   assert(pieces.digits() == text);
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>

namespace tenprobes {

class Fnv1a {
 public:
  void add(std::string_view bytes) {
    for (const char byte : bytes) {
      hash_ = (hash_ ^ static_cast<unsigned char>(byte)) * 0x100000001b3u;
    }
  }
  std::string digits() const;

 private:
  std::uint64_t hash_ = 0xcbf29ce484222325u;
};

std::string hash_of(std::span<const double> values);
std::string hash_of(std::string_view bytes);

}  // namespace tenprobes
