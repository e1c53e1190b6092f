// What the banner says, for who draws it and for who reads it aloud.
//
//   if (banner_sentence(view) != before) say(banner_sentence(view));
#pragma once

#include <string>

namespace tenprobes::app {

struct View;

/// The complaint, or else the good news, as whole sentences; empty where there is neither.
std::string banner_sentence(const View& view);

}  // namespace tenprobes::app
