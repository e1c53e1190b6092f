// A part of the page: one class in one file, which owns what only it knows.
//
//   class MapPanel : public Panel {
//    public:
//     void draw(Screen& screen, ImVec2 size) override;
//   };
//
// A new panel of the middle is such a file, and one row of kinds[] (panels.cpp).
#pragma once

#include <imgui.h>

#include "web/app/screen.h"

namespace tenprobes::app {

class Panel {
 public:
  Panel() = default;
  Panel(const Panel&) = delete;
  Panel& operator=(const Panel&) = delete;
  virtual ~Panel() = default;

  /// Its widgets, in a card of that size.
  virtual void draw(Screen& screen, ImVec2 size) = 0;

  /// The figures it shows, as sentences, for who does not see them; empty where the state document
  /// has them, or before it was drawn.
  virtual std::string words(const Screen&) const { return {}; }
};

}  // namespace tenprobes::app
