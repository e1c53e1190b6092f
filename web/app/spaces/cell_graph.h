// One cell drawn as a graph: 4 nodes, 6 edges, a colour an operation, dead edges faded.
//
//   draw_cell(architecture, {320, 170}, palette);            // the next item of the window
//   draw_cell_at(canvas, low, high, architecture, palette);  // anywhere
#pragma once

#include <imgui.h>

#include <string>

#include "core/search_space/cells/cell.h"
#include "web/app/theme.h"

namespace tenprobes::app {

/// "3x3 convolution", as people say it.
const char* words_of(Operation operation);
/// "conv 3x3", where room is short.
const char* short_words_of(Operation operation);

/// "2 x conv 3x3, 1 x skip; 1 edge dead": a cell in words.
std::string words_of(const Cell& architecture);

/// What the graph shows, for its tooltip.
inline constexpr const char* cell_graph_words =
    "Data flows from in to out; each arrow is an edge with its operation. Dashed edges are dead: "
    "nothing they compute reaches the output.";

void draw_cell(const Cell& architecture, ImVec2 size, const Palette& palette);
void draw_cell_at(ImDrawList& canvas, ImVec2 low, ImVec2 high, const Cell& architecture,
                  const Palette& palette);

}  // namespace tenprobes::app
