// Few-shot latency prediction on FBNet: what a BayesianPredictor is on NAS-Bench-201.
//
//   FbnetPredictor predictor(fbnet_synthetic_prior());
//   std::vector<FbnetProbe> probes;
//   while (probes.size() < 10) {
//     const int next = design_fbnet_probe(predictor, architectures, allowed);
//     probes.push_back({architectures[next], measure(architectures[next])});
//     predictor.update(probes.back());
//   }
//   Prediction p = predictor.predict(architecture);     // ms
//
// Bayesian linear regression on the 109 costs of devices/fbnet_device.h, once for each of five
// noise levels, which are weighed by how well they foretold the probes. Noise is relative to the
// latency and has Student-t tails, as in belief.h, where the formulas are.
#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <vector>

#include "core/prediction/fbnet_prior.h"
#include "core/prediction/predictor.h"
#include "core/search_space/fbnet.h"

namespace tenprobes::prediction {

struct FbnetProbe {
  FbnetArchitecture architecture;
  double latency_ms;  ///< positive and finite
};

class FbnetPredictor {
 public:
  explicit FbnetPredictor(FbnetPrior prior);

  /// Forgets all probes.
  void start();

  /// One more probe. Allocates nothing.
  void update(const FbnetProbe& probe);

  /// start(), then every probe. Where all latencies are whole milliseconds, they are taken to be
  /// rounded. Throws Error if there is none.
  void fit(std::span<const FbnetProbe> probes);

  /// Mean and deviation of one measurement; before the first probe, in units of the device's mean
  /// latency.
  Prediction predict(const FbnetArchitecture& architecture) const;

  /// What a layer's operation is believed to cost, ms; before the first probe, in units of the
  /// device's mean latency. The deviation leaves out the noise of measurements.
  Prediction cost(int layer, int operation) const;

  /// The probability that one measurement is at most `budget_ms`. There must have been a probe.
  double feasible(const FbnetArchitecture& architecture, double budget_ms) const;

  /// How much one more measurement of an architecture is expected to lower the variance of a
  /// uniformly drawn one's latency, relative to the mean latency; [architectures].
  std::vector<double> expected_gains(std::span<const FbnetArchitecture> architectures) const;

 private:
  struct Component {
    double weight, noise;
    std::vector<double> mean, covariance;
  };

  FbnetPrior prior_;
  std::vector<Component> components_;
  size_t alive_ = 0;
  bool scaled_ = false;
  double clock_variance_ = 0;
};

/// The place of the architecture to measure next: the one of the greatest expected gain (the first
/// of equals) where `allowed` is 1. Throws Error if none is.
int design_fbnet_probe(const FbnetPredictor& predictor,
                       std::span<const FbnetArchitecture> architectures,
                       std::span<const std::uint8_t> allowed);

}  // namespace tenprobes::prediction
