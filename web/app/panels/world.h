// The world: every network on this device, how fast and how good, and what was probed of it. No
// method sees it.
#pragma once

#include "web/app/panels/panel.h"
#include "web/app/scatter.h"

namespace tenprobes::app {

class WorldPanel : public Panel {
 public:
  void draw(Screen& screen, ImVec2 size) override;

 private:
  void draw_plot(Screen& screen);
  void draw_budget(Screen& screen, Plot& plot, double budget, LabelPlacer& labels);
  void point(Screen& screen, const Plot& plot);
  void invite(Screen& screen);

  Scatter scatter_;
  int tapped_ = -1;                   ///< the dot that a finger asked about
  std::optional<double> dragged_ms_;  ///< the budget, while it is dragged
};

}  // namespace tenprobes::app
