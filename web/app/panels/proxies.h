// Guessing accuracy without training: a score of every network against the accuracy it reaches.
#pragma once

#include "web/app/memo.h"
#include "web/app/panels/panel.h"
#include "web/app/scatter.h"

namespace tenprobes::app {

class ProxiesPanel : public Panel {
 public:
  void draw(Screen& screen, ImVec2 size) override;
  std::string words(const Screen& screen) const override;

 private:
  struct Review {
    std::vector<double> percentiles;
    double srcc = 0;
    int overrated = -1;  ///< the network whose accuracy disappoints most
  };

  void picker(Screen& screen);

  std::string score_ = "quality";
  Memo<Review, std::string, int> review_;
  Scatter scatter_;
};

}  // namespace tenprobes::app
