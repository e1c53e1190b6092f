// Activation functions on a register or on a number. For this folder's .cpp files alone.
//
//   values = activate(values, Activation::h_swish);
#pragma once

#include "core/search_space/layered/operation.h"

namespace tenprobes::network {

/// max(0, min(1, v / 6 + 1/2)) (Howard et al., arXiv 1905.02244, equation of h-swish).
template <typename Value>
inline Value h_sigmoid(const Value& v) {
  const Value zero = v - v, moved = v + 3, least = moved > zero ? moved : zero;
  return (least < zero + 6 ? least : zero + 6) / 6;
}

template <typename Value>
inline Value activate(const Value& v, Activation activation) {
  const Value zero = v - v;
  if (activation == Activation::relu) return v > zero ? v : zero;
  if (activation == Activation::h_swish) return v * h_sigmoid(v);
  return v;
}

}  // namespace tenprobes::network
