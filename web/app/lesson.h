// A lesson: a short sequence of steps, each of which sets the state, points at one thing, and waits
// for an act or asks a question. Lessons are data: assets/lessons, or a teacher's own file dropped
// on the page.
//
//   Lesson lesson = parse_lesson(bytes, "my.json");       // throws Error of one sentence
//   Settings settings = with_step(lesson.steps[0], settings);
//
//   {
//     "format": "tenprobes-lesson", "version": 1,
//     "number": 6, "title": "Searching by hand", "about": "You against random search.",
//     "source": "Sim-is-More, section 3 (arXiv 2504.00663)",
//     "steps": [
//       {"text": "Click a dot to measure it.",
//        "set": {"panel": "world", "play": "0"},          settings as links write them
//        "point": "world",                                one of lesson_points
//        "until": {"fact": "person", "least": 3}},        the step waits for it
//       {"text": "...", "ask": "Which is best?",
//        "answers": [{"text": "The first", "right": true, "reply": "Yes: ..."}, ...]}
//     ]
//   }
//
// "until" compares one of the facts (facts.h) with "least" or "most", or with its value when the step
// began ("more": how much it must have grown); or waits until a setting is another: {"changed":
// "device"}. A question waits for the right answer. All other members of a step may be left out but
// "text".
#pragma once

#include <array>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "web/app/settings.h"

namespace tenprobes::app {

/// What a step can point at: panels of the middle, cards and controls.
inline constexpr std::array<std::string_view, 29> lesson_points = {
    "world",  "cell",   "macs",   "proxies",     "devices", "predict", "synthetic", "imagined",
    "train",  "map",    "panels", "budget",      "probes",  "method",  "seed",      "play",
    "device", "knobs",  "noise",  "shuffle",     "story",   "beliefs", "log",       "race",
    "good",   "layers", "yours",  "probe-yours", "space"};

struct Condition {
  std::string fact;
  std::optional<double> least, most, more;
  std::string changed;  ///< a setting's key; else empty
};

struct Answer {
  std::string text, reply;
  bool right = false;
};

struct Step {
  std::string text;
  std::vector<std::pair<std::string, std::string>> set;  ///< keys and texts of settings
  std::string point;                                     ///< empty: nowhere
  std::optional<Condition> until;
  std::string ask;  ///< empty: no question
  std::vector<Answer> answers;
};

struct Lesson {
  std::string name;  ///< in settings, e.g. "devices-disagree"
  int number = 0;    ///< its place in the menu
  std::string title, about, source;
  std::vector<Step> steps;
};

/// Throws Error that names the file, the step and what would be right.
Lesson parse_lesson(std::string_view bytes, const std::string& name);

/// The settings with what the step sets.
Settings with_step(const Step& step, Settings settings);

}  // namespace tenprobes::app
