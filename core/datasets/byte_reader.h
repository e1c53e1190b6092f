// Reads a binary file from its front and never past its end.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "core/base/error.h"

namespace tenprobes::datasets {

/// What is said of a file that ends before it is whole.
inline Error cut_off(const std::string& name) {
  return Error(name + ": is cut off: the end of the file is missing; copy or download it again");
}

/// Every reading function throws cut_off(name) where the bytes do not suffice.
class ByteReader {
 public:
  ByteReader(std::string_view bytes, const std::string& name) : bytes_(bytes), name_(name) {}

  std::size_t position() const { return position_; }

  /// Throws unless so many bytes follow.
  void require(std::uint64_t count) const {
    if (count > bytes_.size() - position_) throw cut_off(name_);
  }

  std::string_view take(std::uint64_t count) {
    require(count);
    const std::string_view taken = bytes_.substr(position_, static_cast<std::size_t>(count));
    position_ += taken.size();
    return taken;
  }

  /// Up to the next line feed, which is passed over.
  std::string_view take_line() {
    const std::size_t end = bytes_.find('\n', position_);
    if (end == std::string_view::npos) throw cut_off(name_);
    const std::string_view line = take(end - position_);
    skip(1);
    return line;
  }

  void skip(std::uint64_t count) { take(count); }
  unsigned char byte() { return static_cast<unsigned char>(take(1)[0]); }

  /// An unsigned number of 1 to 8 bytes.
  std::uint64_t little_endian(std::size_t size) {
    const std::string_view digits = take(size);
    std::uint64_t number = 0;
    for (std::size_t i = size; i-- > 0;)
      number = number << 8 | static_cast<unsigned char>(digits[i]);
    return number;
  }

  std::uint64_t big_endian(std::size_t size) {
    std::uint64_t number = 0;
    for (const char digit : take(size)) number = number << 8 | static_cast<unsigned char>(digit);
    return number;
  }

 private:
  std::string_view bytes_;
  const std::string& name_;
  std::size_t position_ = 0;
};

}  // namespace tenprobes::datasets
