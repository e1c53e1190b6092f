// What the HTML reports share: one self-contained file each, light or dark as the reader's system
// has it.
//
//   std::string html = page_head("tenprobes bench");
//   html += line_plot({.title = "Regret", .x_name = "probes", .series = series});
//   html += page_end;
#pragma once

#include <map>
#include <string>
#include <vector>

#include "core/base/html_text.h"
#include "core/statistics/summary.h"

namespace tenprobes::native {

std::string number(double value, int decimals = 2);

/// "0.93 <small>0.91-0.94</small>", or the mean alone where the interval is a point.
std::string with_interval(const statistics::Interval& figure, double factor = 1, int decimals = 2);

/// Everything up to and with the headline.
std::string page_head(const std::string& title);
inline constexpr const char* page_end = "</body></html>\n";

struct LineSeries {
  std::string name;
  std::map<double, statistics::Interval> points;  ///< by x > 0
};

struct LinePlot {
  std::string title, x_name, caption;
  std::vector<LineSeries> series;
  double lowest = 0;           ///< where the y axis begins
  bool y_logarithmic = false;  ///< then every y > 0, and the axis begins at the least
};

/// A line a series with its interval as a band, in colours that are told apart with any colour
/// vision; x is logarithmic with a mark at every point.
std::string line_plot(const LinePlot& plot);

/// A table of shaded squares, `low` the palest and `high` the deepest; rows and columns by name.
std::string heat_map(const std::string& caption, const std::vector<std::string>& names,
                     const std::vector<std::vector<double>>& values, double low, double high,
                     int decimals);

}  // namespace tenprobes::native
