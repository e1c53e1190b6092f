// exp, log and the normal distribution from sums, products and quotients alone, so that what they
// decide is the same natively and in WebAssembly (the libraries' own differ in the last bit).
//
//   double scale = portable_exp(portable_log(budget_ms) - shift);
//   double fits = portable_normal_share((portable_log(budget_ms) - mean) / deviation);
//
// As exact as the libraries' own but for an error of about one unit in the last place (relative
// 4e-16; portable_normal_share: absolute 3e-16). Without branches on the way of common arguments,
// so that loops over many vectorise.
#pragma once

#include <cstdint>
#include <limits>

#include "core/base/bits.h"

namespace tenprobes {

/// e^x; 0 below -708 and infinity above 709.
inline double portable_exp(double x) {
  // x = k log 2 + r with |r| <= log(2) / 2, then Taylor's series of e^r, whose 14th term is below
  // 1e-17. Adding and subtracting 1.5 * 2^52 rounds to the nearest whole number.
  constexpr double shift = 0x1.8p52, per_log2 = 0x1.71547652b82fep0;
  constexpr double log2_high = 0x1.62e42fee00000p-1, log2_low = 0x1.a39ef35793c76p-33;
  const double within = x < -708 ? -708 : x > 709 ? 709 : x;
  const double shifted = within * per_log2 + shift;
  const double k = shifted - shift;
  const double r = (within - k * log2_high) - k * log2_low;
  double series = 1.0 / 6227020800;
  series = series * r + 1.0 / 479001600;
  series = series * r + 1.0 / 39916800;
  series = series * r + 1.0 / 3628800;
  series = series * r + 1.0 / 362880;
  series = series * r + 1.0 / 40320;
  series = series * r + 1.0 / 5040;
  series = series * r + 1.0 / 720;
  series = series * r + 1.0 / 120;
  series = series * r + 1.0 / 24;
  series = series * r + 1.0 / 6;
  series = series * r + 0.5;
  // The low bits of `shifted` are k in two's complement: moved into the exponent.
  const std::uint64_t exponent = (bit_cast<std::uint64_t>(shifted) + 1023) << 52;
  const double value = (1 + (r + r * r * series)) * bit_cast<double>(exponent);
  return x < -708 ? 0 : x > 709 ? std::numeric_limits<double>::infinity() : value;
}

/// The natural logarithm; minus infinity of 0, NaN of what is negative.
inline double portable_log(double x) {
  // x = 2^k (1 + f) with 1 + f from sqrt(1/2) to sqrt(2), and the series of log((1 + s) / (1 - s))
  // in s = f / (2 + f), arranged as in Sun's fdlibm (e_log.c) to lose nothing near 1.
  constexpr double log2_high = 0x1.62e42fee00000p-1, log2_low = 0x1.a39ef35793c76p-33;
  constexpr double least_normal = std::numeric_limits<double>::min(), lift = 0x1p54;
  constexpr double infinity = std::numeric_limits<double>::infinity();
  const bool subnormal = x < least_normal;
  const auto bits = bit_cast<std::uint64_t>(subnormal ? x * lift : x);
  // The exponent's bits of x / sqrt(1/2), as a number: 2^52 + it, less 2^52 and the exponents' bias.
  constexpr std::uint64_t root_half = 0x3fe6a09e667f3bcd, bias = 1023;
  const std::uint64_t exponent = (bits - root_half + (bias << 52)) >> 52;
  const double k = bit_cast<double>(exponent | 0x4330000000000000) -
                   (0x1p52 + static_cast<double>(bias)) - (subnormal ? 54 : 0);
  const double f = bit_cast<double>(bits - ((exponent - bias) << 52)) - 1;
  const double s = f / (2 + f), z = s * s, half_square = 0.5 * f * f;
  double series = 2.0 / 23;
  series = series * z + 2.0 / 21;
  series = series * z + 2.0 / 19;
  series = series * z + 2.0 / 17;
  series = series * z + 2.0 / 15;
  series = series * z + 2.0 / 13;
  series = series * z + 2.0 / 11;
  series = series * z + 2.0 / 9;
  series = series * z + 2.0 / 7;
  series = series * z + 2.0 / 5;
  series = series * z + 2.0 / 3;
  series *= z;
  const double value =
      k * log2_high - ((half_square - (s * (half_square + series) + k * log2_low)) - f);
  const double edge = x == 0 ? -infinity : std::numeric_limits<double>::quiet_NaN();
  return x == infinity ? x : x > 0 ? value : edge;
}

/// The probability that a standard normal is at most z: Hart's rational approximation as in West,
/// "Better approximations to cumulative normal functions", Wilmott 2005.
inline double portable_normal_share(double z) {
  const double size = z < 0 ? -z : z;
  if (!(size < 37)) return z < 0 ? 0 : size >= 37 ? 1 : z;
  const double density = portable_exp(-size * size / 2);
  double tail;
  constexpr double switch_over = 7.07106781186547;
  if (size < switch_over) {
    double above = 3.52624965998911e-02;
    above = above * size + 0.700383064443688;
    above = above * size + 6.37396220353165;
    above = above * size + 33.912866078383;
    above = above * size + 112.079291497871;
    above = above * size + 221.213596169931;
    above = above * size + 220.206867912376;
    double below = 8.83883476483184e-02;
    below = below * size + 1.75566716318264;
    below = below * size + 16.064177579207;
    below = below * size + 86.7807322029461;
    below = below * size + 296.564248779674;
    below = below * size + 637.333633378831;
    below = below * size + 793.826512519948;
    below = below * size + 440.413735824752;
    tail = density * above / below;
  } else {
    constexpr double root_two_pi = 2.506628274631;
    const double fraction = size + 1 / (size + 2 / (size + 3 / (size + 4 / (size + 0.65))));
    tail = density / fraction / root_two_pi;
  }
  return z > 0 ? 1 - tail : tail;
}

}  // namespace tenprobes
