// What is expected of a device's latencies in a catalogue before its first probe: a Gaussian over
// their logarithms, from synthetic devices only.
//
//   CataloguePrior prior(space);                       // made once a space; seconds for 100,000 rows
//   double expected = prior.mean(row);                 // log latency, but for the device's scale
//   double k = prior.covariance(a, b);                 // of two rows
//
// Of log latency in row i:
//
//   mean_i + scale + d_i + f_group(i) + l(x_i)
//
// mean_i and the covariance of d are those of some hundred rooflines (devices::draw_roofline), each
// centred over the rows; f is a family's effect, l what networks of like costs x (log ratios) have
// in common. The rooflines' covariance is of low rank: factors for each row, by Cholesky's
// decomposition with greedy pivots (Harbrecht, Peters and Schneider, "On the low-rank approximation
// by the pivoted Cholesky decomposition", 2012), and what they leave out of a row's variance is its
// own. The rest is a formula of two rows. So memory is linear in the rows, and nothing but the
// factors is approximate.
#pragma once

#include <array>
#include <memory>
#include <span>
#include <vector>

#include "core/devices/catalogue/catalogue_model.h"

namespace tenprobes::belief {

class CataloguePrior {
 public:
  static constexpr double family_deviation = devices::family_deviation;  ///< of f
  static constexpr double local_deviation = 0.15;  ///< of l, whose covariance falls by
                                                   ///< exp(-|x_i - x_j|^2 / 2)
  /// Relative deviations of a measurement from all that. Where costs are not counted, latencies can
  /// be further off.
  static constexpr std::array<double, 3> noise_levels = {0.03, 0.10, 0.20};
  static constexpr std::array<double, 5> wide_noise_levels = {0.03, 0.10, 0.20, 0.40, 0.80};

  explicit CataloguePrior(const CatalogueSpace& space);

  std::span<const double> noises() const;

  /// Without the scale. The median over the rows is about 0.
  double mean(std::size_t row) const { return mean_[row]; }
  /// The scale at which `budget_ms` is one that people set: at the 30 % quantile of the means; log.
  double scale_for(double budget_ms) const;

  /// Without the scale's.
  double variance(std::size_t row) const { return variance_[row]; }
  double covariance(std::size_t a, std::size_t b) const;

  /// Some rows, with what covariances() needs of them side by side: that of many probes with many
  /// rows is had block by block.
  struct Block {
    std::vector<std::size_t> rows;
    std::vector<double> values = {};  ///< places and factors, [dimensions + rank][rows]
    std::vector<int> groups = {};
  };
  /// Fills what follows from block.rows.
  void gather(Block& block) const;
  /// Of `row` with each of a gathered block's rows; [rows].
  void covariances(std::size_t row, const Block& block, std::span<double> into) const;

  int group_of(std::size_t row) const { return group_of_[row]; }

 private:
  std::vector<double> mean_, variance_;
  double quantile_ = 0;  // 30 % of mean_
  bool measured_ = true;
  std::vector<std::vector<double>> factors_;  // [rank][rows]
  std::vector<std::vector<double>> places_;   // [dimensions][rows]: x
  std::vector<int> group_of_;
};

/// The prior of this space, made at its first use; those of the last few spaces are kept, as every
/// session of a space has the same.
std::shared_ptr<const CataloguePrior> catalogue_prior(const CatalogueSpace& space);

}  // namespace tenprobes::belief
