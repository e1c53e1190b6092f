// Weights in one array, seen as the matrices and vectors that Eigen multiplies; column-major.
//
//   const std::vector<float> parameters(product(3, 2));
//   const ConstMatrix weight(parameters.data(), 3, 2);
#pragma once

#include <Eigen/Core>
#include <cstddef>

namespace tenprobes::nn {

using Matrix = Eigen::Map<Eigen::MatrixXf>;
using ConstMatrix = Eigen::Map<const Eigen::MatrixXf>;
using Vector = Eigen::Map<Eigen::VectorXf>;
using ConstVector = Eigen::Map<const Eigen::VectorXf>;

inline std::size_t product(int a, int b) {
  return static_cast<std::size_t>(a) * static_cast<std::size_t>(b);
}

}  // namespace tenprobes::nn
