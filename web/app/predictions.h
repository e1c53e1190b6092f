// How well the probes so far predict all other latencies of the device.
//
//   PredictionReview review = review_prediction(belief, history, world, measured);
//   review.srcc;                                   // with all probes
//   PredictionCurves curves(space, references);    // every predictor of core/prediction
//   curves.follow(history);
//   while (curves.step(world)) ...                 // one fit at a time, so that no frame is late
//   curves.curves()[0].srcc;                       // after 1, 2, ... probes
//
// By Spearman's correlation of predicted and true latencies over the world's networks that were not
// probed.
#pragma once

#include <memory>
#include <span>
#include <string>
#include <vector>

#include "core/belief/belief.h"
#include "core/objective/history.h"
#include "core/prediction/help.h"
#include "core/prediction/predictors.h"
#include "web/app/world.h"

namespace tenprobes::app {

struct PredictionReview {
  std::vector<double> mean, deviation;  ///< of one measurement, ms, by the world's dots
  int judged = 0;                       ///< networks that were not probed
  double srcc = 0;
  std::vector<bool> within;  ///< whether one measurement of it lies in the 90 % interval
  double coverage = 0;       ///< percent of those that do, probed ones left out
};

/// By the belief that these probes made. At least one probe; the world's latencies are known.
/// `measured`: one measurement of every dot, with the device's noise.
PredictionReview review_prediction(belief::Belief& belief, const History& history,
                                   const World& world, std::span<const double> measured);

class PredictionCurves {
 public:
  struct Curve {
    std::string name;          ///< of prediction::predictor_kinds()
    std::vector<double> srcc;  ///< after 1, 2, ... probes
    size_t beside = 0;         ///< measurements that it takes beside the probes: HELP's references
  };

  /// The latencies of other devices by index, copied, for the predictors that need them. HELP is
  /// among the curves where its model is given and `measured`, one measurement of every dot with
  /// NaN where there is none, has its references. Predictors that a space has no use for are left
  /// out.
  PredictionCurves(const SearchSpace& space, std::vector<std::vector<double>> references,
                   std::shared_ptr<const prediction::HelpModel> help = nullptr,
                   std::span<const double> measured = {});
  PredictionCurves(const PredictionCurves&) = delete;
  PredictionCurves& operator=(const PredictionCurves&) = delete;

  /// Takes new probes up; starts anew where `history` does not continue the one before.
  void follow(const History& history);

  /// One predictor made, one fit and its score, or a part of HELP's, which takes the longest and comes
  /// last; false when all is done.
  bool step(const World& world);
  bool finished() const;

  const std::vector<Curve>& curves() const { return curves_; }

 private:
  std::vector<std::vector<double>> references_;
  prediction::PredictorInputs inputs_;
  std::vector<std::unique_ptr<prediction::LatencyPredictor>> predictors_;
  std::vector<Curve> curves_;
  History history_;
  History help_references_;                    ///< measured
  prediction::HelpPredictor* help_ = nullptr;  ///< the last of the predictors, where it is there
  bool help_adapted_ = false;                  ///< to the next number of probes

  bool step_help(const World& world, const History& probed);
};

}  // namespace tenprobes::app
