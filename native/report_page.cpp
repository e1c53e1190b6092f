#include "native/report_page.h"

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <limits>
#include <set>

namespace tenprobes::native {

namespace {

using statistics::Interval;

/// Okabe and Ito's colours, told apart with any colour vision; dashes tell the second round.
constexpr const char* colours[] = {"#0072b2", "#d55e00", "#009e73", "#cc79a7",
                                   "#e69f00", "#56b4e9", "#8a8a8a"};

std::string line_style(size_t method) {
  const size_t count = std::size(colours);
  std::string style = std::string("stroke=\"") + colours[method % count] + "\"";
  if (method >= count) style += " stroke-dasharray=\"6 3\"";
  return style;
}

/// Round numbers from `least` to `most`.
std::vector<double> ticks(double least, double most) {
  const double rough = (most - least) / 5, power = std::pow(10, std::floor(std::log10(rough)));
  double step = power;
  for (const double factor : {2.0, 5.0, 10.0}) {
    if (step < rough) step = factor * power;
  }
  std::vector<double> result;
  for (double i = std::ceil(least / step - 1e-9); i * step <= most * 1.0001; ++i) {
    result.push_back(i * step);
  }
  return result;
}

}  // namespace

std::string number(double value, int decimals) {
  char text[48];
  std::snprintf(text, sizeof text, "%.*f", decimals, value);
  const std::string shown = text;
  // Minus nothing is nothing.
  return shown[0] == '-' && shown.find_first_of("123456789") == std::string::npos ? shown.substr(1)
                                                                                  : shown;
}

std::string with_interval(const Interval& figure, double factor, int decimals) {
  std::string mean = number(factor * figure.mean, decimals);
  if (figure.low == figure.high) return mean;
  return mean + " <small>" + number(factor * figure.low, decimals) + "&ndash;" +
         number(factor * figure.high, decimals) + "</small>";
}

std::string page_head(const std::string& title) {
  return R"(<!doctype html>
<html lang="en"><head><meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>)" +
         escaped(title) + R"(</title>
<style>
:root { color-scheme: light dark; --ink: #1c1c1e; --paper: #fff; --rule: #d5d5da; }
@media (prefers-color-scheme: dark) { :root { --ink: #ececf0; --paper: #17171a; --rule: #3b3b42; } }
body { font: 15px/1.5 system-ui, sans-serif; color: var(--ink); background: var(--paper);
       max-width: 72rem; margin: 2rem auto; padding: 0 1rem; }
table { border-collapse: collapse; font-variant-numeric: tabular-nums; display: block; overflow-x: auto; }
th, td { padding: .25rem .8rem .25rem 0; border-bottom: 1px solid var(--rule); text-align: right; white-space: nowrap; }
th:first-child { text-align: left; }
small { opacity: .65; }
figure { margin: 1rem 0; display: inline-block; width: min(100%, 34rem); }
svg { width: 100%; height: auto; font-size: 13px; }
svg text { fill: var(--ink); }
svg polyline, svg line { fill: none; stroke-width: 2; }
svg .grid { stroke: var(--rule); stroke-width: 1; }
table.heat td { padding: .2rem .35rem; border: 1px solid var(--paper); font-size: 12px; }
table.heat th { font-weight: normal; font-size: 12px; border: 0; }
table.heat thead th { writing-mode: vertical-rl; transform: rotate(180deg); text-align: left; padding: .3rem 0; }
caption { text-align: left; padding: .3rem 0; }
</style></head><body>
<h1>)" + escaped(title) +
         R"(</h1>
)";
}

std::string line_plot(const LinePlot& plot) {
  constexpr double left = 60, top = 14, bottom = 42, width = 640, height = 340;
  size_t longest = 0;
  for (const LineSeries& series : plot.series) longest = std::max(longest, series.name.size());
  const double right = 60 + 7.0 * static_cast<double>(longest);
  std::set<double> marks;
  double most = -std::numeric_limits<double>::infinity(), least = -most;
  for (const LineSeries& series : plot.series) {
    for (const auto& [x, interval] : series.points) {
      marks.insert(x);
      most = std::max(most, interval.high);
      least = std::min(least, interval.low);
    }
  }
  if (marks.empty()) return "";
  const double floor = plot.y_logarithmic ? least : std::min(plot.lowest, least);
  if (!(most > floor)) most = floor + 1;
  const double low = std::log(*marks.begin());
  const double high = std::max(std::log(*marks.rbegin()), low + 1e-9);
  const auto x_of = [&](double x) {
    return left + (width - left - right) * (std::log(x) - low) / (high - low);
  };
  const auto y_of = [&](double y) {
    const double share = plot.y_logarithmic ? std::log(y / floor) / std::log(1.05 * most / floor)
                                            : (y - floor) / (1.05 * (most - floor));
    return height - bottom - (height - top - bottom) * share;
  };
  const std::string label = escaped(plot.title) + " against " + escaped(plot.x_name);
  std::string svg =
      "<figure><svg viewBox=\"0 0 640 340\" role=\"img\" aria-label=\"" + label + "\">\n";
  std::vector<double> lines = ticks(floor, most);
  if (plot.y_logarithmic) {
    lines.clear();
    for (double tick = std::pow(10, std::ceil(std::log10(floor))); tick <= most; tick *= 10) {
      lines.push_back(tick);
    }
  }
  const int decimals = most - floor < 0.5 ? 2 : (most - floor < 5 ? 1 : 0);
  for (const double tick : lines) {
    const std::string y = number(y_of(tick), 1);
    svg += "<line class=\"grid\" x1=\"" + number(left, 0) + "\" x2=\"" + number(width - right, 0) +
           "\" y1=\"" + y + "\" y2=\"" + y + "\"/><text x=\"" + number(left - 6, 0) + "\" y=\"" +
           y + "\" dy=\"4\" text-anchor=\"end\">" + number(tick, decimals) + "</text>\n";
  }
  for (const double x : marks) {
    svg += "<text x=\"" + number(x_of(x), 1) + "\" y=\"" + number(height - bottom + 18, 1) +
           "\" text-anchor=\"middle\">" + number(x, 0) + "</text>\n";
  }
  svg += "<text x=\"" + number((left + width - right) / 2, 0) + "\" y=\"" + number(height - 6, 0) +
         "\" text-anchor=\"middle\">" + escaped(plot.x_name) + "</text>\n";
  for (size_t i = 0; i < plot.series.size(); ++i) {
    std::string line, upper, lower;
    for (const auto& [x_value, interval] : plot.series[i].points) {
      const std::string x = number(x_of(x_value), 1);
      line += x + "," + number(y_of(interval.mean), 1) + " ";
      upper += x + "," + number(y_of(interval.high), 1) + " ";
      lower = x + "," + number(y_of(interval.low), 1) + " " + lower;
    }
    const std::string name = escaped(plot.series[i].name);
    const double key = top + 8 + 19 * static_cast<double>(i);
    svg += "<g><title>" + name + "</title><polygon points=\"" + upper + lower + "\" fill=\"" +
           colours[i % std::size(colours)] + "\" opacity=\"0.15\"/><polyline points=\"" + line +
           "\" " + line_style(i) + "/><line x1=\"" + number(width - right + 12, 0) + "\" x2=\"" +
           number(width - right + 38, 0) + "\" y1=\"" + number(key, 0) + "\" y2=\"" +
           number(key, 0) + "\" " + line_style(i) + "/><text x=\"" + number(width - right + 44, 0) +
           "\" y=\"" + number(key + 4, 0) + "\">" + name + "</text></g>\n";
  }
  return svg + "</svg><figcaption>" + label + ": " + plot.caption + "</figcaption></figure>\n";
}

std::string heat_map(const std::string& caption, const std::vector<std::string>& names,
                     const std::vector<std::vector<double>>& values, double low, double high,
                     int decimals) {
  std::string html = "<table class=\"heat\"><caption>" + caption + "</caption><thead><tr><th>";
  for (const std::string& name : names) html += "<th>" + escaped(name);
  html += "</tr></thead><tbody>\n";
  for (size_t row = 0; row < values.size(); ++row) {
    html += "<tr><th>" + escaped(names[row]);
    for (size_t column = 0; column < values[row].size(); ++column) {
      const double value = values[row][column];
      const double share = std::clamp((value - low) / (high - low), 0.0, 1.0);
      html += "<td style=\"background:rgba(0,114,178," + number(0.05 + 0.75 * share) +
              ")\" title=\"" + escaped(names[row]) + ", " + escaped(names[column]) + "\">" +
              number(value, decimals);
    }
    html += "</tr>\n";
  }
  return html + "</tbody></table>\n";
}

}  // namespace tenprobes::native
