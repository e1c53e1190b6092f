// How work is split over processes that share no memory: each does the parts that are its own, then all
// learn what the others made. The core knows no processes; the caller brings both functions.
//
//   parallel(count, [&](int i) { scores[i] = score(i); });     // here only this process's own i
//   if (share) {
//     share(count, [&](int i) { return packed(scores[i]); },
//           [&](int i, std::string_view bytes) { unpack(bytes, scores[i]); });
//   }
#pragma once

#include <cstring>
#include <functional>
#include <string>
#include <string_view>
#include <type_traits>
#include <vector>

namespace tenprobes {

/// For every i in [0, count): asks the process that did part i for its bytes, and gives them to all the
/// others. Every process must call it alike. Empty: there is but one process.
using Share = std::function<void(int count, const std::function<std::string(int)>& pack,
                                 const std::function<void(int, std::string_view)>& unpack)>;

/// As memory, for processes of the same program.
template <class T>
void append_bytes(std::string& bytes, const T& value) {
  static_assert(std::is_trivially_copyable_v<T>);
  bytes.append(reinterpret_cast<const char*>(&value), sizeof value);
}
template <class T, class Allocator>
void append_bytes(std::string& bytes, const std::vector<T, Allocator>& values) {
  static_assert(std::is_trivially_copyable_v<T>);
  append_bytes(bytes, values.size());
  bytes.append(reinterpret_cast<const char*>(values.data()), values.size() * sizeof(T));
}
template <class T>
void take_bytes(std::string_view& bytes, T& value) {
  std::memcpy(&value, bytes.data(), sizeof value);
  bytes.remove_prefix(sizeof value);
}
template <class T, class Allocator>
void take_bytes(std::string_view& bytes, std::vector<T, Allocator>& values) {
  std::size_t size = 0;
  take_bytes(bytes, size);
  values.resize(size);
  if (size > 0) std::memcpy(values.data(), bytes.data(), size * sizeof(T));
  bytes.remove_prefix(size * sizeof(T));
}

template <class... Ts>
std::string packed(const Ts&... values) {
  std::string bytes;
  (append_bytes(bytes, values), ...);
  return bytes;
}
template <class... Ts>
void unpack(std::string_view bytes, Ts&... values) {
  (take_bytes(bytes, values), ...);
}

}  // namespace tenprobes
