// tenprobes proxies layers, a part of proxies.cpp.
#pragma once

#include <CLI/CLI.hpp>

#include "core/proxies/score_network.h"

namespace tenprobes::native {

void add_layer_scores(CLI::App& proxies);

/// --draws, --images and --resolution, of whatever computes scores.
void add_score_settings(CLI::App& command, proxies::ScoreSettings& settings);

}  // namespace tenprobes::native
