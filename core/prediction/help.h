// HELP, a meta-learned latency predictor: "Hardware-adaptive Efficient Latency Prediction for NAS
// via Meta-Learning" (Lee et al., NeurIPS 2021, arXiv 2106.08630), on NAS-Bench-201.
//
//   auto model = std::make_shared<HelpModel>(HelpModel::parse(bytes, "help.safetensors"));
//   HelpPredictor help(model);
//   History history;
//   for (const int index : model->references) history.push_back(measured(index));  // ten, first
//   history.push_back(measured(4001));                        // and any others: ten in the paper
//   help.fit(history);
//   double ms = help.predict(architecture).mean;
//
// Every measurement counts: what the paper calls ten samples are twenty, ten references whose
// latencies describe the device and ten more that the network is adapted to. With the references
// alone it adapts to them: ten measurements in all.
//
// Latencies are scaled by the range of the ten references, and nothing else is known of the device.
// (The authors' loader takes the range from 900 measurements of the target, outliers removed.)
#pragma once

#include <array>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/prediction/help_weights.h"
#include "core/prediction/predictor.h"

namespace tenprobes::prediction {

/// Weights and how they were made; see core/training/train_help.h.
struct HelpModel {
  HelpWeights<float> weights{1};
  std::array<int, help_references> references{};  ///< indices of architectures, all different
  int updates = 2;                                ///< steps of adaptation, 1..100
  std::string training;  ///< JSON: settings, seed, devices, and whose measurements they are

  /// Throws Error in one sentence on anything but what serialise() wrote.
  static HelpModel parse(std::string_view bytes, const std::string& name);
  std::string serialise() const;
};

/// How a device's latencies become the network's targets and back.
struct HelpScale {
  /// Latencies of the references, ms. Where all are equal the range is taken as that latency.
  explicit HelpScale(const std::array<double, help_references>& latencies);

  double normalise(double latency_ms) const { return (latency_ms - low) / range; }
  double latency_ms(double normalised) const { return low + range * normalised; }

  double low, range;
  HardwareEmbedding embedding;
};

class HelpPredictor : public LatencyPredictor {
 public:
  explicit HelpPredictor(std::shared_ptr<const HelpModel> model);

  /// adapt(), then predict_more() to the end: about half a second.
  void fit(const History& history) override;

  /// Throws Error unless all of the model's references are among the probes. Where one was probed
  /// more than once, its first latency is the reference's.
  void adapt(const History& history);

  /// Predicts 125 more of the architectures, by index; false once all are. For callers that cannot
  /// wait for fit(). Throws Error before adapt().
  bool predict_more();

  /// The deviation is NaN: HELP has none.
  Prediction predict(const Architecture& architecture) const override;

 private:
  std::shared_ptr<const HelpModel> model_;
  std::optional<HelpScale> scale_;
  AlignedFloats parameters_;       ///< of the adapted network
  std::vector<double> latencies_;  ///< by index, ms; [15625] once all are predicted
};

}  // namespace tenprobes::prediction
