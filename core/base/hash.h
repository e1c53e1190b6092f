// Content hashes that files hold: FNV-1a, 64 bits, as 16 hexadecimal digits. They tell accidents
// apart, not attacks.
//
//   std::string same = hash_of(quality);             // of values, as 32-bit floats
//   std::string text = hash_of("any bytes");
#pragma once

#include <span>
#include <string>
#include <string_view>

namespace tenprobes {

std::string hash_of(std::span<const double> values);
std::string hash_of(std::string_view bytes);

}  // namespace tenprobes
