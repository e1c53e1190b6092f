// Everything shown, as a JSON document: what scripts and tests read, and what the page says in words.
#pragma once

#include <nlohmann/json_fwd.hpp>

#include "web/app/facts.h"
#include "web/app/panels/panels.h"

namespace tenprobes::app {

/// "settings", "space", "device", "budget_ms", "finished", "probes", "predicted" (of each probe,
/// before it was made), "person" (the user's probes), "regret", "race", "recommended", "known_best"
/// (the best known that fits), "network" (the user's), "cell" (its architecture alone), "believed"
/// (what the probes tell), "message", "lesson", "drawn", "training", "this_browser", "prediction",
/// "panel" (in words). App::state() adds "announcement".
nlohmann::ordered_json state_document(const Parts& parts);

}  // namespace tenprobes::app
