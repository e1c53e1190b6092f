// tenprobes proxies layers, a part of proxies.cpp.
#pragma once

#include <CLI/CLI.hpp>

namespace tenprobes::native {

void add_layer_scores(CLI::App& proxies);

}  // namespace tenprobes::native
