// The device: which space and machine, and sliders to change what it is like.
#pragma once

#include "web/app/panels/panel.h"

namespace tenprobes::app {

class DevicePanel : public Panel {
 public:
  void draw(Screen& screen, ImVec2 size) override;

 private:
  void knobs(Screen& screen, const devices::LatencyModel& model);
  void knobs(Screen& screen, const devices::CatalogueModel& model, const CatalogueSpace& space);
  void kernel_knob(Screen& screen, const devices::CatalogueModel& model,
                   const CatalogueSpace& space);

  size_t family_ = 0;      ///< whose kernels the slider is for
  double cost_scale_ = 1;  ///< the sliders end here, ms
};

/// Measuring this browser: its row in the list of devices, and a part of the card (measuring.cpp).
void this_browser_row(Screen& screen);
void draw_this_browser(Screen& screen);

/// What a small screen's toolbar has no room for (toolbar.cpp).
void draw_pace(Screen& screen);

}  // namespace tenprobes::app
