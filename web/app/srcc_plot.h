// How well a ranking of networks is predicted after each probe: one curve a predictor.
//
//   const SrccLine lines[] = {{"bayes", srcc, "Bayesian ..."}, {"MACs", others}};
//   draw_srcc_plot(screen, "srcc plot", "all other networks", lines, 10, size);
#pragma once

#include <functional>
#include <span>
#include <string>

#include "web/app/screen.h"

namespace tenprobes::app {

struct SrccLine {
  std::string title;
  std::span<const double> srcc;  ///< Spearman's correlation after 1, 2, ... probes
  std::function<std::string(size_t)> words =
      {};  ///< for the tooltip, after so many; may be missing
};

/// The first line is the page's own predictor. `of_what`: whose order is predicted.
void draw_srcc_plot(Screen& screen, const char* id, const std::string& of_what,
                    std::span<const SrccLine> lines, std::int64_t probes, ImVec2 size);

}  // namespace tenprobes::app
