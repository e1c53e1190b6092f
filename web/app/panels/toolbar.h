// What stands around the panel in the middle: toolbar, banner, lesson, story, regret, parts of the
// device card, and the windows.
#pragma once

#include <imgui.h>

#include "web/app/screen.h"

namespace tenprobes::app {

void draw_toolbar(Screen& screen);
void draw_embedded_row(Screen& screen);  ///< the one button, and in words what happened last
void draw_banner(Screen& screen);
/// What the banner says, for who reads it aloud: the complaint, or else the good news, as whole
/// sentences; empty where there is neither.
std::string banner_sentence(const Screen& screen);

void draw_story(Screen& screen, ImVec2 size);  ///< a card with what happened in this session
void draw_beliefs(Screen& screen);             ///< what the probes tell of the device, a part of it
void draw_goodness(Screen& screen, ImVec2 size);  ///< a card with the regret, beside other methods

void draw_pace(Screen& screen);  ///< what a small screen's toolbar has no room for (toolbar.cpp)
/// Measuring this browser: its row in the list of devices, and a part of the card (measuring.cpp).
void this_browser_row(Screen& screen);
void draw_this_browser(Screen& screen);

void draw_help(Screen& screen);
void draw_learn(Screen& screen);                ///< the window that lists the lessons
void draw_lesson(Screen& screen, float width);  ///< the step at hand, where a lesson is on
void draw_pointer(Screen& screen);              ///< the ring around what the step points at
void draw_share(Screen& screen);                ///< the window that makes a link
void draw_legend(Screen& screen);               ///< what each symbol of the page means (legend.cpp)

/// How long the ring of a lesson beats.
inline constexpr double pointing_seconds = 3;

}  // namespace tenprobes::app
