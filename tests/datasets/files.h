// Files for tests: small ones made here, and the public data where it is present.
#pragma once

#include <gtest/gtest.h>

#include <cstdint>
#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/bits.h"
#include "core/base/error.h"

namespace tenprobes::datasets {

inline std::string little_endian(std::uint64_t number, int size) {
  std::string bytes;
  for (int i = 0; i < size; ++i) bytes += static_cast<char>(number >> (8 * i) & 0xff);
  return bytes;
}

/// BINFLOAT.
inline std::string pickled(double number) {
  const auto bits = bit_cast<std::uint64_t>(number);
  std::string bytes = "G";
  for (int i = 7; i >= 0; --i) bytes += static_cast<char>(bits >> (8 * i) & 0xff);
  return bytes;
}

/// BINUNICODE.
inline std::string pickled(std::string_view text) {
  return "X" + little_endian(text.size(), 4) + std::string(text);
}

/// Opcodes of a whole pickle: PROTO 2 and STOP around them.
inline std::string pickle_program(const std::string& opcodes) {
  return "\x80\x02" + opcodes + ".";
}

inline std::string pickled_list(const std::vector<double>& numbers) {
  std::string bytes = "](";
  for (const double number : numbers) bytes += pickled(number);
  return bytes + "e";
}

inline std::uint32_t bitwise_crc32(std::string_view bytes) {
  std::uint32_t crc = 0xffffffffu;
  for (const char byte : bytes) {
    crc ^= static_cast<unsigned char>(byte);
    for (int bit = 0; bit < 8; ++bit) crc = (crc >> 1) ^ (0xedb88320u & (0u - (crc & 1)));
  }
  return ~crc;
}

/// A file of a zip archive. `packed` is what stands there where `method` is not 0 (stored).
struct ZipFile {
  std::string path, bytes;
  int method = 0, flags = 0;
  std::string packed;
};

inline std::string zipped(const std::vector<ZipFile>& files) {
  std::string local, central;
  for (const ZipFile& file : files) {
    const std::string& held = file.packed.empty() ? file.bytes : file.packed;
    const std::string common = little_endian(static_cast<std::uint64_t>(file.flags), 2) +
                               little_endian(static_cast<std::uint64_t>(file.method), 2) +
                               std::string(4, '\0') + little_endian(bitwise_crc32(file.bytes), 4) +
                               little_endian(held.size(), 4) + little_endian(file.bytes.size(), 4) +
                               little_endian(file.path.size(), 2) + little_endian(0, 2);
    central += "PK\x01\x02" + little_endian(20, 2) + little_endian(20, 2) + common +
               std::string(2 + 2 + 2 + 4, '\0') + little_endian(local.size(), 4) + file.path;
    local += "PK\x03\x04" + little_endian(20, 2) + common + file.path + held;
  }
  return local + central + "PK\x05\x06" + std::string(4, '\0') + little_endian(files.size(), 2) +
         little_endian(files.size(), 2) + little_endian(central.size(), 4) +
         little_endian(local.size(), 4) + std::string(2, '\0');
}

/// A zip archive with one stored file.
inline std::string zipped(const std::string& bytes, const std::string& path = "archive/data.pkl",
                          int method = 0, int flags = 0) {
  return zipped({{path, bytes, method, flags, ""}});
}

/// A number in an array's bytes, little-endian.
template <class Number>
std::string raw_number(Number number) {
  std::string bytes(sizeof number, '\0');
  std::memcpy(bytes.data(), &number, sizeof number);
  return bytes;
}

/// A .npy file: `order` is "True" for Fortran's, else "False", `shape` e.g. "(3,)".
inline std::string npy(const std::string& type, const std::string& order, const std::string& shape,
                       const std::string& bytes) {
  const std::string header =
      "{'descr': '" + type + "', 'fortran_order': " + order + ", 'shape': " + shape + ", }\n";
  return std::string("\x93NUMPY\x01\x00", 8) + little_endian(header.size(), 2) + header + bytes;
}

/// What the reader says, or "" if it accepts.
template <class Reader>
std::string complaint(const Reader& read) {
  try {
    read();
    return "";
  } catch (const Error& error) {
    return error.what();
  }
}

#define EXPECT_COMPLAINT(expression, words)                                       \
  do {                                                                            \
    const std::string said_ = complaint([&] { (void)(expression); });             \
    EXPECT_NE(said_.find(words), std::string::npos) << "said: '" << said_ << "'"; \
  } while (false)

/// The bytes of a file of the public data; empty where it is absent, and then the test should skip.
inline std::string public_file(const std::string& path) {
  const char* folder = std::getenv("TENPROBES_DATA");
  if (folder == nullptr) return "";
  std::ifstream stream(std::filesystem::path(folder) / path, std::ios::binary);
  return {std::istreambuf_iterator<char>(stream), {}};
}

#define SKIP_WITHOUT(bytes, path)                                                             \
  if ((bytes).empty()) {                                                                      \
    GTEST_SKIP() << path << " is not there: set TENPROBES_DATA to the folder of public data"; \
  }

}  // namespace tenprobes::datasets
