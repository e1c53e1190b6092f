// How well the FBNet probes so far foretell the latencies of the world's dots.
//
//   FbnetReview review;
//   review.follow(probes);
//   while (review.step(world, measured)) ...  // one more probe at a time, so that no frame is late
//   review.curves()[0].srcc;            // of the page's own predictor after 1, 2, ... probes
//
// By Spearman's correlation of predicted and true latencies.
#pragma once

#include <span>
#include <string>
#include <vector>

#include "core/prediction/fbnet_predictor.h"
#include "web/app/fbnet/fbnet_world.h"

namespace tenprobes::app {

class FbnetReview {
 public:
  struct Curve {
    std::string name;          ///< of prediction::fbnet_methods()
    std::vector<double> srcc;  ///< after 1, 2, ... probes
  };

  FbnetReview();

  /// Begins anew.
  void start();
  /// The probes, which continue those before.
  void follow(std::span<const prediction::FbnetProbe> probes);
  /// One more probe taken into account; false when all are. `measured`: one measurement of every
  /// dot, ms.
  bool step(const FbnetWorld& world, std::span<const double> measured);

  const std::vector<Curve>& curves() const { return curves_; }
  /// How many probes the figures below are of.
  size_t probes() const { return curves_[0].srcc.size(); }
  /// Of one measurement of every dot, ms; empty before the first probe.
  const std::vector<prediction::Prediction>& predicted() const { return predicted_; }
  double srcc() const { return curves_[0].srcc.empty() ? 0 : curves_[0].srcc.back(); }
  /// Percent of the dots' measurements within the 90 % interval.
  double coverage() const { return coverage_; }

 private:
  std::vector<prediction::FbnetProbe> probes_;
  std::vector<Curve> curves_;
  std::vector<prediction::Prediction> predicted_;
  double coverage_ = 0;
};

}  // namespace tenprobes::app
