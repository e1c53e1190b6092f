// What a latency can be, for all that read or are told one.
//
//   if (!is_latency(ms)) throw Error(where + " is not " + latency_in_words);
#pragma once

namespace tenprobes {

/// More than a quarter of an hour is a fault of units.
inline constexpr double longest_ms = 1e6;
inline constexpr char latency_in_words[] = "a positive number of milliseconds up to 1000000";

inline bool is_latency(double ms) {
  return ms > 0 && ms <= longest_ms;
}

}  // namespace tenprobes
