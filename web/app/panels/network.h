// The network in the user's hands: how it is built, and what is known of it.
#pragma once

#include "web/app/panels/panel.h"

namespace tenprobes::app {

class NetworkPanel : public Panel {
 public:
  void draw(Screen& screen, ImVec2 size) override;

 private:
  void name_field(Screen& screen, const Architecture& network, float width);

  std::string typed_;  ///< its name as it is being typed
};

}  // namespace tenprobes::app
