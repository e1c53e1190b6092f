// Our one container for numbers with a name: safetensors (8 bytes of little-endian header length, a
// JSON header, raw little-endian tensors), so that Python's `safetensors` opens every file of ours.
//
//   Safetensors file;
//   file.metadata["kind"] = "proxy-table";
//   file.add("naswot", {15625}, values);
//   std::string bytes = file.serialise();                  // adds format version and content hash
//   Safetensors back = Safetensors::parse(bytes, "proxies.safetensors");   // checks them
//   std::vector<float> naswot = back.floats("naswot", {15625});
#pragma once

#include <charconv>
#include <concepts>
#include <cstdint>
#include <map>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/error.h"
#include "core/base/quote.h"

namespace tenprobes {

/// A tensor of 32-bit floats, row-major.
struct Tensor {
  std::vector<std::int64_t> shape;
  std::vector<float> values;
};

struct Safetensors {
  /// Begins the sentences of errors, which do without where it is empty. parse() sets it.
  std::string file_name;

  /// `__metadata__`: text to text, UTF-8. serialise() writes `format_version` ("1") and
  /// `content_hash` (FNV-1a, 64 bits, 16 hexadecimal digits) over everything else: the metadata's
  /// keys and values, then each tensor's name, shape and bytes, in the order of names. parse()
  /// refuses a file whose hash or version differs.
  std::map<std::string, std::string> metadata;
  std::map<std::string, Tensor> tensors;

  /// Throws Error if the shape does not hold the number of values or the name is taken.
  void add(const std::string& name, std::vector<std::int64_t> shape, std::span<const float> values);

  /// The values of a tensor of just this shape; throws Error naming both shapes otherwise.
  const std::vector<float>& floats(const std::string& name,
                                   const std::vector<std::int64_t>& shape) const;

  /// The same; throws Error, too, where one of them is not finite.
  const std::vector<float>& finite_floats(const std::string& name,
                                          const std::vector<std::int64_t>& shape) const;

  /// metadata[key]; throws Error if absent.
  const std::string& require(const std::string& key) const;
  /// The same as a whole number; throws Error where it is none, or out of the type's range.
  template <std::integral Integer>
  Integer whole(const std::string& key) const {
    const std::string& text = require(key);
    Integer value{};
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (error != std::errc{} || end != text.data() + text.size()) {
      throw fault("metadata '" + key + "' is " + quote(text) + ", not a whole number");
    }
    return value;
  }
  /// Throws Error unless metadata["kind"] is this; `expected` says what such a file holds.
  void require_kind(std::string_view kind, std::string_view expected) const;

  /// The error that `what` tells of the file.
  Error fault(const std::string& what) const;

  /// The same content gives the same bytes. Throws Error if a name or the metadata is not UTF-8.
  std::string serialise() const;

  /// `name` is how errors call the file. Throws Error on anything truncated, overlapping, too long,
  /// of another dtype than F32, of another format version, or whose hash differs. Values may be
  /// NaN only where the reader of the tensor says so; parse() does not judge them.
  static Safetensors parse(std::string_view bytes, const std::string& name);
};

}  // namespace tenprobes
