// Cholesky's factor of a covariance matrix that grows by a row with every probe.
//
//   GrowingCholesky factor;
//   factor.append({}, 2.5);                        // the first quantity's variance
//   factor.append(covariances, 3.1);               // with the ones before, and its own variance
//   factor.solve(values);                          // values := L^-1 values, [size]
//
// Sums run in a fixed order, and only sums, products, quotients and roots are used: the same bits
// natively and in WebAssembly.
#pragma once

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <span>
#include <vector>

namespace tenprobes::belief {

class GrowingCholesky {
 public:
  /// What rounding may leave of a variance stays positive.
  static constexpr double least_variance = 1e-12;

  std::size_t size() const { return size_; }

  void clear() {
    size_ = 0;
    lower_.clear();
  }

  /// covariances: [size()].
  void append(std::span<const double> covariances, double variance) {
    const std::size_t begin = lower_.size();
    lower_.insert(lower_.end(), covariances.begin(), covariances.end());
    solve({lower_.data() + begin, size_});
    for (std::size_t j = 0; j < size_; ++j) variance -= lower_[begin + j] * lower_[begin + j];
    lower_.push_back(std::sqrt(std::max(variance, least_variance)));
    ++size_;
  }

  /// The row of the factor, [row + 1].
  const double* row(std::size_t row) const { return lower_.data() + row * (row + 1) / 2; }
  double diagonal(std::size_t i) const { return row(i)[i]; }

  /// values := L^-1 values; [size()].
  void solve(std::span<double> values) const {
    for (std::size_t j = 0; j < values.size(); ++j) {
      const double* factor = row(j);
      for (std::size_t k = 0; k < j; ++k) values[j] -= factor[k] * values[k];
      values[j] /= factor[j];
    }
  }

  /// The same for many right-hand sides at once, [size()][columns]: vectorises over the columns.
  void solve_columns(std::span<double> values, std::size_t columns) const {
    for (std::size_t j = 0; j < size_; ++j) {
      const double* factor = row(j);
      double* own = values.data() + j * columns;
      for (std::size_t k = 0; k < j; ++k) {
        const double* before = values.data() + k * columns;
        const double share = factor[k];
        for (std::size_t i = 0; i < columns; ++i) own[i] -= share * before[i];
      }
      for (std::size_t i = 0; i < columns; ++i) own[i] /= factor[j];
    }
  }

 private:
  std::size_t size_ = 0;
  std::vector<double> lower_;  // rows one after the other
};

}  // namespace tenprobes::belief
