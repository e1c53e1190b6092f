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

#include "core/base/random.h"

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

/// What a measurement of each of the rows `asked` would remove of the variances of others, summed over
/// some judges of all `rows`. `solved(row)`: L^-1 of a row's covariances with the probes;
/// `variance(row)` and `covariance(judge, row)`: before any probe; `noise`: a measurement's variance.
template <class Solved, class Variance, class Covariance>
std::vector<double> removed_variances(std::span<const std::size_t> asked, int rows, Random& random,
                                      double noise, Solved&& solved, Variance&& variance,
                                      Covariance&& covariance) {
  constexpr int most_judges = 128;
  std::vector<std::size_t> judges;
  std::vector<std::vector<double>> judges_solved;
  for (int i = 0; i < std::min(rows, most_judges); ++i) {
    judges.push_back(static_cast<std::size_t>(rows <= most_judges ? i : random.below(rows)));
    judges_solved.push_back(solved(judges.back()));
  }
  const auto left = [](double value, std::span<const double> a, std::span<const double> b) {
    for (std::size_t j = 0; j < a.size(); ++j) value -= a[j] * b[j];
    return value;
  };
  std::vector<double> removed;
  for (const std::size_t row : asked) {
    const std::vector<double> own = solved(row);
    const double of_one =
        std::max(left(variance(row), own, own), GrowingCholesky::least_variance) + noise;
    double sum = 0;
    for (std::size_t i = 0; i < judges.size(); ++i) {
      const double shared = left(covariance(judges[i], row), own, judges_solved[i]);
      sum += shared * shared / of_one;
    }
    removed.push_back(sum);
  }
  return removed;
}

}  // namespace tenprobes::belief
