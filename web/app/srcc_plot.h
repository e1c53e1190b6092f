// How well a ranking of networks is foretold after each probe: one curve a predictor.
//
//   const SrccLine lines[] = {{"bayes", srcc, "Bayesian ..."}, {"MACs", others}};
//   draw_srcc_plot(view, "srcc plot", "all other networks", lines, 10, size);
#pragma once

#include <functional>
#include <span>
#include <string>

#include "web/app/view.h"

namespace tenprobes::app {

struct SrccLine {
  std::string title;
  std::span<const double> srcc;  ///< Spearman's correlation after 1, 2, ... probes
  std::function<std::string(size_t)> words =
      {};  ///< for the tooltip, after so many; may be missing
};

/// The first line is the page's own predictor. `of_what`: whose order is foretold.
void draw_srcc_plot(View& view, const char* id, const std::string& of_what,
                    std::span<const SrccLine> lines, std::int64_t probes, ImVec2 size);

}  // namespace tenprobes::app
