// Vectors as wide as the processor's registers, and loops that are written out: what the kernels of
// this folder are made of. For this folder's .cpp files alone.
//
//   Lanes<float> sum = load<Lanes<float>>(values);
//   written_out<4>([&](auto i) { sum += weights[i] * load<Lanes<float>>(values + i * 100); });
//   store(sum, values);
//
// Compilers write no loop over registers out by themselves at every level of optimisation, and one
// that is not keeps its sums in memory.
#pragma once

#include <cstddef>
#include <cstring>
#include <type_traits>
#include <utility>

namespace tenprobes::network {

#if defined(__AVX512F__)
inline constexpr std::size_t lane_bytes = 64;
#elif defined(__AVX__)
inline constexpr std::size_t lane_bytes = 32;
#else
inline constexpr std::size_t lane_bytes = 16;  // SSE2, NEON and WebAssembly
#endif

template <typename Scalar>
struct LanesOf {
  typedef Scalar Type __attribute__((vector_size(lane_bytes)));  // NOLINT(modernize-use-using)
};
template <typename Scalar>
using Lanes = typename LanesOf<Scalar>::Type;

template <typename Scalar>
inline constexpr int lane_count = static_cast<int>(lane_bytes / sizeof(Scalar));

template <typename Vector, typename Scalar>
inline Vector load(const Scalar* from) {
  Vector vector;
  std::memcpy(&vector, from, sizeof vector);
  return vector;
}

template <typename Vector, typename Scalar>
inline void store(const Vector& vector, Scalar* to) {
  std::memcpy(to, &vector, sizeof vector);
}

/// body(0), ..., body(count - 1), each number known to the compiler.
template <int count, typename Body>
inline __attribute__((always_inline)) void written_out(const Body& body) {
  [&]<int... i>(std::integer_sequence<int, i...>) __attribute__((always_inline)) {
    (body(std::integral_constant<int, i>{}), ...);
  }
  (std::make_integer_sequence<int, count>{});
}

}  // namespace tenprobes::network
