// The predictors that the Bayesian one is held against.
//
//   RidgePredictor ridge;
//   ridge.fit(history);
//   double ms = ridge.predict(architecture).mean;
//
// Those that take `reference` know other devices: a list of latencies each, [15625] by index.
#pragma once

#include <array>
#include <span>
#include <vector>

#include "core/belief/cells/regimes.h"
#include "core/prediction/predictor.h"

namespace tenprobes::prediction {

/// By edge and Operation, ms.
using EdgeCosts = std::array<double, edge_count * operation_count>;

/// Ridge regression of the latency on the five operation counts with an unpenalised base; the
/// penalty, of 1e-4 to 10 of the counts' mean square, is the one of the least leave-one-out error
/// (in closed form: Golub, Heath and Wahba, 1979). Its deviation is the leave-one-out error.
class RidgePredictor : public LatencyPredictor {
 public:
  void fit(const History& history) override;
  Prediction predict(const Architecture& architecture) const override;

 private:
  belief::Coefficients costs_{};
  double deviation_ = 0;
};

/// A table of what each operation costs on each edge (30 of them) and a base, by ridge regression
/// with the least leave-one-out error as above: what layer-wise predictors look up, learned from
/// whole networks. With fewer probes than entries, most of the table is the penalty's doing.
class LayerwisePredictor : public LatencyPredictor {
 public:
  void fit(const History& history) override;
  Prediction predict(const Architecture& architecture) const override;

 private:
  double base_ = 0, deviation_ = 0;
  EdgeCosts costs_{};
};

/// A base and a cost an operation, all >= 0, of least squared error: coordinate descent from zero
/// (Franc, Hlavac and Navara, "Sequential coordinate-wise algorithm for the non-negative least
/// squares problem", 2005). Deviation: the residuals' root mean square.
class NonNegativePredictor : public LatencyPredictor {
 public:
  void fit(const History& history) override;
  Prediction predict(const Architecture& architecture) const override;

 private:
  belief::Coefficients costs_{};
  double deviation_ = 0;
};

/// One measurement, by the architecture's place in a list.
struct PlacedProbe {
  int place;
  double latency_ms;
};

/// The median of the probes' ratios to a known list, as one probe of a network that one of the two
/// devices hardly runs would spoil a mean; and their relative spread, by the median absolute
/// deviation (NaN of a single one).
struct Scale {
  double factor = 1, relative_deviation = 0;

  Prediction predict(double known) const {
    return {factor * known, factor * known * relative_deviation};
  }
};
Scale fit_scale(std::span<const double> shape, std::span<const PlacedProbe> probes);

/// What is proportional to a known list: the scale is the median of the probes' ratios, so the
/// ranking is the list's own whatever the probes say. Deviation: the relative spread of those
/// ratios times the mean; NaN with a single probe.
class ScaledPredictor : public LatencyPredictor {
 public:
  /// [15625] by index, positive; NaN where unknown, and then the prediction is NaN.
  explicit ScaledPredictor(std::vector<double> shape) : shape_(std::move(shape)) {}

  void fit(const History& history) override;
  Prediction predict(const Architecture& architecture) const override;

 private:
  std::vector<double> shape_;
  Scale scale_;
};

/// Multiply-accumulates of every architecture, millions.
std::vector<double> macs_shape();

/// Zero-shot: the geometric mean of the reference devices' latencies, each divided by its own mean;
/// a list of any one length. Throws Error if there is none.
std::vector<double> mean_device_shape(std::span<const std::span<const double>> reference);

/// One Proxy (Lu et al., SIGMETRICS 2022): the reference device whose order the probes follow best
/// (Spearman; the first of equals), scaled. Throws Error if there is no reference device.
class OneProxyPredictor : public LatencyPredictor {
 public:
  /// The lists are not owned and outlive the predictor.
  explicit OneProxyPredictor(std::vector<std::span<const double>> reference);

  void fit(const History& history) override;
  Prediction predict(const Architecture& architecture) const override;

  int proxy() const { return proxy_; }  ///< the chosen reference device

 private:
  std::vector<std::span<const double>> reference_;
  int proxy_ = 0;
  ScaledPredictor scaled_{{}};
};

/// AdaProxy (the same paper, section 5): the proxy device's own linear predictor (a cost an
/// operation an edge, and a base, by least squares on all that is known of it), scaled to the
/// target, and corrected where the target differs from it, which is taken to be in few places: the
/// correction is sparse, found by the lasso in coordinate descent, with the penalty of the least
/// leave-one-out error. The proxy is the one whose order the probes follow best. Deviation: that
/// leave-one-out error.
class AdaProxyPredictor : public LatencyPredictor {
 public:
  /// Throws Error if there is no reference device or one of them knows fewer than 100 latencies.
  explicit AdaProxyPredictor(std::vector<std::span<const double>> reference);

  void fit(const History& history) override;
  Prediction predict(const Architecture& architecture) const override;

  int proxy() const { return proxy_; }
  /// How many of the 30 costs the last fit corrected.
  int corrections() const { return corrections_; }

 private:
  std::vector<std::span<const double>> reference_;
  std::vector<EdgeCosts> reference_costs_;
  std::vector<double> reference_bases_;
  int proxy_ = 0, corrections_ = 0;
  double base_ = 0, deviation_ = 0;
  EdgeCosts costs_{};
};

/// The device whose order the probes follow best by Spearman's correlation, the first of equals
/// (and the first of all with a single probe).
int choose_proxy(std::span<const std::span<const double>> reference,
                 std::span<const PlacedProbe> probes);

}  // namespace tenprobes::prediction
