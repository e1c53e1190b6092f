// What the probes so far say about a device: a mixture of Gaussian hypotheses about its costs, in
// competing execution regimes, weighed by how well each predicted the probes.
//
//   CellBelief belief(prior);                          // prior.h; all memory is taken here
//   belief.start(budget_ms);                       // or start(): the first probe sets the scale
//   belief.update(architecture, 12.7);             // a few microseconds, no allocation
//   Forecasts forecasts;
//   belief.forecast_all(budget_ms, forecasts);         // all 15,625, by group
//   double folded = belief.regime_probabilities()[2];
//
// Each component is a Bayesian linear regression on the operation counts of its regime (Bishop,
// "Pattern Recognition and Machine Learning", 2006, section 3.3), updated a rank at a time (the
// Kalman filter's form). Noise is relative to the latency and has Student-t tails (4 degrees of
// freedom): a probe's evidence is its t density under the component's forecast, and an outlier
// counts as (nu + 1) / (nu + z^2) of a measurement (Lange, Little and Taylor, "Robust statistical
// modeling using the t distribution", 1989).
//
// No device is quite what a hypothesis says, and on some runtimes none of them is close. So the
// belief keeps account of its own predictions: each probe from the third on is predicted before it
// is learned from, and where the squared errors, in units of the predicted variance, are above 1 on
// average, all variances are multiplied by that average (misfit()). A prior of two such probes
// without surprise holds against it. Only sums, products and square roots are used, so that
// beliefs are the same natively and in WebAssembly.
#pragma once

#include <optional>
#include <span>
#include <vector>

#include "core/belief/belief.h"
#include "core/belief/cells/group_order.h"
#include "core/belief/cells/prior.h"

namespace tenprobes::belief {

inline constexpr double student_degrees = 4;
/// The variance of the normal whose central 90 % interval is that of Student's t with scale 1: t's
/// own variance, 2, would have its rare outliers widen every interval.
inline constexpr double student_variance = 1.68;

/// The distribution function of Student's t with 4 degrees of freedom.
double student_cdf(double t);

/// One fully known device.
struct Hypothesis {
  Regime regime = Regime::eager;
  double overlap = 0;
  double noise = 0;      ///< relative standard deviation of a measurement
  Coefficients costs{};  ///< ms; before any probe or budget, units of the mean latency

  double latency_of_group(int group) const;  ///< in regime_groups(regime); ms, without noise
};

class CellBelief final : public Belief {
 public:
  /// A component this much less likely than the likeliest is dropped: more are more exact, and
  /// slower.
  static constexpr double default_negligible = 1e-3;

  explicit CellBelief(LatencyPrior prior, double negligible = default_negligible);

  /// Forgets all probes. With a budget, the scale is expected to be one at which the budget is
  /// worth setting (PriorComponent::budget_log_mean); without, the first probe tells it.
  void start(std::optional<double> budget_ms = std::nullopt) override;

  /// One more probe. Allocates nothing.
  void update(const Architecture& architecture, double latency_ms) override {
    update(index_of(cell_of(architecture)), latency_ms);
  }
  void update(int index, double latency_ms);
  void set_whole_ms(bool whole) override;

  const SearchSpace& space() const override;

  /// Mean and variance of one measurement. Needs a budget or a probe.
  Prediction predict(int index) const;
  Prediction predict(const Architecture& architecture) const override {
    return predict(index_of(cell_of(architecture)));
  }

  /// By joint group (regimes.h); allocates only at the first call on `forecasts`.
  void forecast_all(double budget_ms, Forecasts& forecasts) override;
  void forecast(std::span<const Architecture> architectures, double budget_ms,
                Forecasts& forecasts) override;

  /// For the first `count` of an order only.
  void forecast(double budget_ms, const GroupOrder& order, int count, Forecasts& forecasts);

  /// At most `most` components, of equal weight or a multiple of it, that stand for all: those where
  /// the odd halves of 1 / most of the weight fall (systematic resampling: Kitagawa, "Monte Carlo
  /// filter and smoother for non-Gaussian nonlinear state space models", 1996, without its draw).
  void thin(int most);

  /// Makes `summary` one Gaussian a regime of this belief's moments: a forecast of it is cheap, and
  /// close enough to tell what is worth a true one.
  void summarise(CellBelief& summary) const;

  /// The variance of all log-latencies that a probe removes, over costs and regimes alike:
  /// sum_b cov(a, b)^2 / (var(a) + noise), with the covariances of devices drawn from the belief (the
  /// sequential form of Bayesian A-optimal design: Chaloner and Verdinelli, "Bayesian experimental
  /// design: a review", 1995).
  std::vector<double> expected_gains(std::span<const Architecture> architectures,
                                     Random& random) const override;
  std::vector<Aspect> aspects() const override;

  /// The probability of each regime, sums to 1.
  std::array<double, regime_count> regime_probabilities() const;

  /// Mean and standard deviation of each coefficient, ms. Needs a budget or a probe.
  struct Costs {
    Coefficients mean{}, deviation{};
  };
  Costs costs() const;

  /// A device that the belief holds possible, drawn by its probability. Allocates nothing.
  Hypothesis sample(Random& random) const;

  /// What variances are multiplied by, as earlier predictions were worse than they claimed; >= 1.
  double misfit() const { return misfit_; }

  /// Components that still carry weight.
  int component_count() const { return static_cast<int>(alive_); }

 private:
  struct Component {
    Regime regime;
    double overlap, weight, noise;
    Coefficients mean;  // ms once scaled
    Covariance covariance;
  };

  void rescale(Component& component, double scale, double relative_deviation);
  void moments(const Component& component, const GroupOrder& order, size_t groups);
  void parallel_moments(const Component& component,
                        const std::array<float, coefficient_count>& costs, const GroupOrder& order,
                        size_t count);
  void accumulate(const Component& component, size_t count, float budget);
  Coefficients counts_of(const Component& component, int index) const;
  void forget_unlikely();
  void learn_of_misfit(double mean, double variance, double latency_ms);

  LatencyPrior prior_;
  double negligible_;
  std::vector<Component> components_;
  size_t alive_ = 0;
  bool scaled_ = false, probed_ = false;
  double clock_variance_ = 0;
  int probes_ = 0;
  double surprises_ = 0;  ///< sum of squared errors of predictions over their variances
  double misfit_ = 1;
  struct Sums {  // one regime's groups while forecasting
    std::vector<float> mean, square, feasible, noise;
  };
  std::array<Sums, regime_count> sums_;
  // Of the component at hand, by its regime's groups; for a parallel one, first as if not parallel.
  std::vector<float> mean_, variance_, parallel_mean_, parallel_variance_;
};

}  // namespace tenprobes::belief
