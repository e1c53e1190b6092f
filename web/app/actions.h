// What can be done in the page, for scripts and tests, as {"do": NAME, ...}.
//
//   run_action(parts, {{"do", "probe"}, {"index", 42}});      // throws Error
//
//   "set" with "settings" {key: value}; "step", "reset"
//   "probe" and "cell" (makes it the user's) with "index" or "architecture"; "probe" without: the
//   user's own; "edit" of it with "edge", "layer" or "position", and "operation" or "choice"
//   "imagine" with "count": draws synthetic devices; "fit-twin"; "device": draws another one
//   "lesson" with "name", "next", "back", "stop", "answer" with "choice"
//   "train" with "kind", "steps" and "seed", "stop-training", "use-training"
//   "measure-here", "stop-measuring"
//   to save: "picture", "csv", "save-session", "save-device", "save-training"
//
// A new one is one line of the table in actions.cpp.
#pragma once

#include <nlohmann/json_fwd.hpp>

#include "web/app/facts.h"
#include "web/app/panels/panels.h"

namespace tenprobes::app {

void run_action(const Parts& parts, const nlohmann::json& action);

}  // namespace tenprobes::app
