// The story of this session: the network being tried, what the probes have told, each probe in a
// row, the recommendation.
#pragma once

#include "web/app/panels/panel.h"

namespace tenprobes::app {

class StoryPanel : public Panel {
 public:
  void draw(Screen& screen, ImVec2 size) override;
};

/// What the probes tell of the device: a part of the story (beliefs.cpp).
void draw_beliefs(Screen& screen);

}  // namespace tenprobes::app
