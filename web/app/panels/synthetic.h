// The synthetic devices that controllers train on, and where the real ones lie among them.
#pragma once

#include <vector>

#include "core/base/random.h"
#include "core/devices/latency_model.h"
#include "web/app/panels/panel.h"

namespace tenprobes::app {

class SyntheticPanel : public Panel {
 public:
  static constexpr int most_drawn = 2000;

  void draw(Screen& screen, ImVec2 size) override;

  /// As training draws them; at most most_drawn in all.
  void draw_devices(int count);
  const std::vector<devices::LatencyModel>& drawn() const { return drawn_; }

 private:
  void buttons(Screen& screen);

  std::vector<devices::LatencyModel> drawn_;
  Random random_{1};
};

}  // namespace tenprobes::app
