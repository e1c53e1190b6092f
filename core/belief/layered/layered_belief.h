// What the probes say about a device's latencies in a layered space.
//
//   LayeredBelief belief(space, layered_prior(space));
//   belief.start(budget_ms);                      // or start(): the first probe sets the scale
//   belief.update(architecture, 12.7);
//   Prediction p = belief.predict(other);         // ms
//   Prediction row = belief.cost(space.row_of(0, space.entry_of(2, 1)));   // what one choice takes
//
// A latency is a sum of rows (layered_space.h) whose costs are jointly Gaussian (layered_prior.h),
// once for every group of the prior, noise level and share by which single (class, choice)s deviate
// from what synthetic devices do; these are weighed by how well they predicted the probes. Noise is
// relative to the latency and has Student-t tails, as in cells/cell_belief.h, where the formulas are.
//
// A probe conditions the Gaussian: each row keeps its covariance with every probe so far, made
// independent of the earlier ones (a Cholesky factor that grows by a column). A variance is then the
// prior's less a sum of squares, so a forecast costs rows x (factors + probes) sums.
#pragma once

#include <memory>
#include <vector>

#include "core/belief/belief.h"
#include "core/belief/layered/layered_prior.h"

namespace tenprobes::belief {

class LayeredBelief final : public Belief {
 public:
  /// `space` outlives it.
  LayeredBelief(const LayeredSpace& space, std::shared_ptr<const LayeredPrior> prior);

  const SearchSpace& space() const override { return space_; }
  void start(std::optional<double> budget_ms = std::nullopt) override;
  void update(const Architecture& architecture, double latency_ms) override;
  void set_whole_ms(bool whole) override;
  Prediction predict(const Architecture& architecture) const override;
  void forecast(std::span<const Architecture> architectures, double budget_ms,
                Forecasts& forecasts) override;
  std::vector<double> expected_gains(std::span<const Architecture> architectures,
                                     Random& random) const override;
  /// The fixed part and every choice, a mean over the layers that have it.
  std::vector<Aspect> aspects() const override;

  /// What a row of the space is believed to cost, ms, without noise of measuring.
  Prediction cost(int row) const;

 private:
  /// A group of the prior, a noise level and a share of deviation.
  struct Component {
    std::size_t group;
    double weight, noise, share;
    std::vector<double> table;  ///< [rows, stride_]: mean, then covariance with each probe
  };
  /// Of a sum of rows under a group of the prior; the factors are in sums_.
  struct PriorSum {
    double mean, shared, own, by_mean;  ///< variances: of factors, of deviations, of unit shares
  };
  struct Moments {
    double mean, variance;
  };

  void reserve(std::size_t probes);
  PriorSum prior_sum(std::size_t group, std::span<const std::uint16_t> rows) const;
  /// prior_sums_ of all groups that have a component left.
  void fill_prior_sums(std::span<const std::uint16_t> rows) const;
  Moments moments(const Component& component, std::span<const std::uint16_t> rows,
                  const PriorSum& prior) const;
  Prediction weighted(std::span<const std::uint16_t> rows, bool with_noise) const;

  const LayeredSpace& space_;
  std::shared_ptr<const LayeredPrior> prior_;
  std::size_t rows_, factors_, length_;  ///< of the space; of the prior; rows of an architecture
  std::vector<std::uint16_t> entry_;     ///< [rows]; row 0 has one of its own
  std::vector<std::pair<std::uint8_t, std::uint8_t>> alike_;  ///< pairs of layers of one class
  std::vector<Component> components_;
  std::size_t alive_ = 0, probes_ = 0, stride_ = 0;
  double scale_ = 0;                  ///< ms a unit of the prior; 0: not known yet
  std::vector<double> scale_spread_;  ///< its relative standard deviation, by group
  double misfit_ = 0;                 ///< of latencies and sums of rows, relative
  double clock_variance_ = 0;
  bool whole_ms_ = false;
  mutable std::vector<double> sums_;          // scratch of one sum of rows
  mutable std::vector<PriorSum> prior_sums_;  // scratch, by group
  // Scratch of update(), by group: [rows], [entries + 1] and the same.
  std::vector<double> covariance_, entry_own_, entry_mean_;
};

}  // namespace tenprobes::belief
