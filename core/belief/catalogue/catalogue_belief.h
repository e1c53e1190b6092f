// What the probes so far say about a device's latencies in a catalogue: one Gaussian over their
// logarithms (catalogue_prior.h), at several levels of noise, weighed by how well each predicted
// the probes.
//
//   CatalogueBelief belief(space, std::make_shared<const CataloguePrior>(space));
//   belief.start(budget_ms);                       // or start(): the first probe sets the scale
//   belief.update(architecture, 12.7);
//   belief.forecast_all(budget_ms, forecasts);     // 1,200 rows and ten probes: well below 1 ms
//
// A Gaussian process seen from its probes (Rasmussen and Williams, "Gaussian Processes for Machine
// Learning", 2006, algorithm 2.1): Cholesky's factor of the probes' covariance grows by a row a
// probe, so time is rows * probes^2 and memory rows + probes^2. Latencies are log-normal given the
// level of noise.
#pragma once

#include <memory>

#include "core/belief/belief.h"
#include "core/belief/catalogue/catalogue_prior.h"
#include "core/belief/growing_cholesky.h"

namespace tenprobes::belief {

class CatalogueBelief final : public Belief {
 public:
  /// Standard deviation of log(scale): where a budget was set, and where nothing is known.
  static constexpr double budget_scale_deviation = 1.25, unknown_scale_deviation = unknown_scale;

  /// `space` outlives it, and `prior` is of that space.
  CatalogueBelief(const CatalogueSpace& space, std::shared_ptr<const CataloguePrior> prior);

  const SearchSpace& space() const override { return space_; }
  void start(std::optional<double> budget_ms = std::nullopt) override;
  void update(const Architecture& architecture, double latency_ms) override;
  void set_whole_ms(bool whole) override { clock_variance_ = whole ? rounding_variance : 0; }
  Prediction predict(const Architecture& architecture) const override;
  void forecast(std::span<const Architecture> architectures, double budget_ms,
                Forecasts& forecasts) override;
  void forecast_all(double budget_ms, Forecasts& forecasts) override;
  std::vector<double> expected_gains(std::span<const Architecture> architectures,
                                     Random& random) const override;
  /// The speed, what it is bound by, the families that were probed, the levels of noise.
  std::vector<Aspect> aspects() const override;

  /// Of log latency: what the belief holds without the noise of a measurement.
  struct LogMoments {
    double mean, variance;
  };
  LogMoments log_latency(std::size_t row) const;

 private:
  struct Level {
    double noise;                       // of log latency
    double log_evidence = 0;            // of the probes, up to what all levels share
    double weight = 1;                  // sums to 1 over the levels
    GrowingCholesky factor = {};        // of the probes' covariance
    std::vector<double> residual = {};  // [probes]: its inverse times what the prior left
  };

  std::size_t probes() const { return probed_.size(); }
  void weigh_levels();
  /// What is known of a Gaussian quantity: its covariance with every probe, [probes].
  LogMoments moments_given(const Level& level, double mean, double variance,
                           std::span<const double> covariances) const;
  /// The same over all levels.
  LogMoments moments_given(double mean, double variance, std::span<const double> covariances) const;
  std::vector<double> covariances_with_probes(std::size_t row) const;
  template <class RowAt>
  void forecast_rows(std::size_t count, RowAt&& row_at, double budget_ms, Forecasts& forecasts);

  const CatalogueSpace& space_;
  std::shared_ptr<const CataloguePrior> prior_;
  double scale_mean_ = 0, scale_variance_ = 0, clock_variance_ = 0;
  bool scaled_ = false;
  std::vector<std::size_t> probed_;
  std::vector<Level> levels_;
};

}  // namespace tenprobes::belief
