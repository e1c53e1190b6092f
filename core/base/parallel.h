// How the core is lent threads: it owns none.
//
//   const ParallelFor parallel = serial_for;                 // or the caller's own threads
//   parallel(count, [&](int i) { scores[i] = score(i); });   // every i from 0, in any order
#pragma once

#include <functional>

namespace tenprobes {

/// Calls body(i) once for every i in [0, count), in any order and maybe at the same time, and
/// returns when all are done. An exception of a body is thrown again to the caller.
using ParallelFor = std::function<void(int count, const std::function<void(int)>& body)>;

/// In order, on the caller's thread.
inline void serial_for(int count, const std::function<void(int)>& body) {
  for (int i = 0; i < count; ++i) body(i);
}

/// Asked now and then by long work: true once the user wants it to stop.
using StopRequested = std::function<bool()>;

}  // namespace tenprobes
