// Unpacks what zip archives compress: DEFLATE (RFC 1951).
//
//   std::string bytes = inflate(packed, entry.size, "raspi4.pt");
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace tenprobes::datasets {

/// The bytes that `packed` stands for, which must be `size` many. Memory stays within size plus a
/// constant. Throws Error on anything malformed, and where it makes more or fewer bytes.
std::string inflate(std::string_view packed, std::uint64_t size, const std::string& name);

}  // namespace tenprobes::datasets
