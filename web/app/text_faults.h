// Text that is cut off, or that covers other text, in the frame that was drawn last: for tests.
//
//   ImGui::Render();
//   for (const std::string& fault : text_faults()) std::puts(fault.c_str());
//
// It reads the draw lists back: a quad whose texture coordinates are a glyph's is that glyph. So it
// sees what is on the screen, whoever drew it, and costs nothing where nobody asks.
#pragma once

#include <imgui.h>

#include <string>
#include <vector>

namespace tenprobes::app {

/// A run of glyphs on one line. Words at most an em apart, drawn one after the other, are one run.
struct ShownText {
  std::string words;
  ImVec4 box;          ///< pixels: left, top, right, bottom of its ink
  std::string window;  ///< the window at the root of the one it stands in
  bool cut = false;    ///< part of it is clipped, and no scrolling shows that part
};

/// Needs ImGui::Render() to have been called; empty before.
std::vector<ShownText> shown_texts();

/// One sentence each; empty where all is well.
std::vector<std::string> text_faults();

}  // namespace tenprobes::app
