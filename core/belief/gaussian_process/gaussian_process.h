// A plain Gaussian process, as a practitioner would run it who has no prior: log latency over the
// standardised logarithms of a space's features, with a length for each of them.
//
//   GaussianProcess process(space);                    // any enumerable space with features
//   process.update(architecture, 12.7);                // fits its lengths anew
//   process.forecast_all(budget_ms, forecasts);
//
// Covariance s^2 exp(-sum_d (x_d - x'_d)^2 / (2 l_d^2)) + n^2 [same probe], around the probes' mean
// (Rasmussen and Williams, "Gaussian Processes for Machine Learning", 2006, sections 5.1 and 5.4.1).
// s, n and the lengths are those of maximum likelihood, by Rprop's steps (Riedmiller and Braun,
// 1993) from three starts. It knows nothing of devices: what it is good for is to be compared with.
#pragma once

#include <vector>

#include "core/belief/belief.h"
#include "core/belief/growing_cholesky.h"

namespace tenprobes::belief {

class GaussianProcess final : public Belief {
 public:
  /// `space` outlives it. Throws Error unless it can be enumerated and has features that differ.
  explicit GaussianProcess(const SearchSpace& space);

  const SearchSpace& space() const override { return space_; }
  void start(std::optional<double> budget_ms = std::nullopt) override;
  void update(const Architecture& architecture, double latency_ms) override;
  /// Rounding is noise to it, as any other.
  void set_whole_ms(bool) override {}
  Prediction predict(const Architecture& architecture) const override;
  void forecast(std::span<const Architecture> architectures, double budget_ms,
                Forecasts& forecasts) override;
  std::vector<double> expected_gains(std::span<const Architecture> architectures,
                                     Random& random) const override;
  /// The lengths, in standard deviations of their features, and the noise.
  std::vector<Aspect> aspects() const override;

  /// Logarithms of what maximum likelihood sets.
  struct Parameters {
    double signal = 0, noise = -2;
    std::vector<double> lengths = {};
  };
  const Parameters& parameters() const { return parameters_; }
  /// log p(probes) of them, without the constant; where `slope` is given, its derivatives.
  double log_likelihood(const Parameters& parameters, Parameters* slope = nullptr) const;

 private:
  struct Moments {
    double mean, variance;  // of log latency, without noise
  };
  /// The parameters as a covariance takes them.
  struct Kernel {
    double variance = 0, noise = 0;  // signal and noise, squared
    std::vector<double> inverse_lengths = {};
  };
  static Kernel kernel_of(const Parameters& parameters);
  double covariance(const Kernel& kernel, std::size_t a, std::size_t b) const;
  Moments moments(std::size_t row) const;
  std::vector<double> solved_covariances(std::size_t row) const;
  void fit();
  void factorise();

  const SearchSpace& space_;
  std::vector<std::string> names_;           // of the features that differ
  std::vector<std::vector<double>> inputs_;  // [features][rows], standardised logarithms
  std::vector<std::size_t> probed_;
  std::vector<double> log_latencies_;
  double mean_ = 0;
  Parameters parameters_;
  Kernel kernel_;
  GrowingCholesky factor_;
  std::vector<double> residual_;
};

}  // namespace tenprobes::belief
