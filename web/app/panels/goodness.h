// How good it is: regret against probes, for this session and for the methods raced.
#pragma once

#include "web/app/panels/panel.h"

namespace tenprobes::app {

class GoodnessPanel : public Panel {
 public:
  void draw(Screen& screen, ImVec2 size) override;
};

}  // namespace tenprobes::app
