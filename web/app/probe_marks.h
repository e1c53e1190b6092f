// Probes on a plot: numbered, filled where they meet the budget; a star for the recommendation.
//
//   LabelPlacer labels(plot.low_corner(), plot.high_corner());
//   draw_probe_marks(screen, plot, {{12.5, 80, true}, {31, 92, false}}, false, labels);
#pragma once

#include <span>

#include "web/app/screen.h"

namespace tenprobes::app {

struct ProbeMark {
  double x, y;
  bool fits;
};

/// Circles for the method, diamonds for the user, each with a badge that has its number.
void draw_probe_marks(const Screen& screen, const Plot& plot, std::span<const ProbeMark> probes,
                      bool by_user, LabelPlacer& labels);

/// A star with the word "recommended" where the session has ended, else a ring.
void draw_best_mark(const Screen& screen, const Plot& plot, double x, double y, bool recommended,
                    LabelPlacer& labels);

void draw_star(ImDrawList& canvas, ImVec2 centre, float radius, ImU32 fill, ImU32 rim);

}  // namespace tenprobes::app
