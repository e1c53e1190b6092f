// The map of hardware-aware architecture search, after the survey's four parts: what is here, where
// to try it, and what is not here.
#pragma once

#include "web/app/panels/panel.h"

namespace tenprobes::app {

class MapPanel : public Panel {
 public:
  void draw(Screen& screen, ImVec2 size) override;
};

}  // namespace tenprobes::app
