// Few-shot prediction: predicted against true latency of every network, from the probes alone, and
// how the ranking improves with each.
#pragma once

#include <memory>

#include "web/app/memo.h"
#include "web/app/panels/panel.h"
#include "web/app/predictions.h"
#include "web/app/scatter.h"

namespace tenprobes::app {

class PredictPanel : public Panel {
 public:
  void draw(Screen& screen, ImVec2 size) override;
  std::string words(const Screen& screen) const override;

  /// Of the probes so far; null while the panel has not been looked at.
  const PredictionReview* review() const { return review_.last(); }
  const PredictionCurves* curves() const { return curves_.get(); }

 private:
  void draw_cloud(Screen& screen, const PredictionReview& review, ImVec2 size);
  void draw_curves(Screen& screen, ImVec2 size);
  /// `wait`: not in this frame.
  void follow_curves(Screen& screen, bool wait);
  bool gather_references(const Screen& screen);

  Memo<std::vector<double>, int> measured_;
  Memo<PredictionReview, int, size_t> review_;
  std::unique_ptr<PredictionCurves> curves_;
  int curves_version_ = -1;
  std::vector<std::vector<double>> references_;         ///< for the curves to come
  size_t next_device_ = 0;                              ///< of the list, to become one
  Memo<std::vector<double>, int, bool, double> shown_;  ///< the means, within the axis
  Scatter scatter_;
};

}  // namespace tenprobes::app
