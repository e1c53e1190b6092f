#include "native/prediction_page.h"

#include <algorithm>

#include "core/search_space/cells/cell.h"
#include "native/report_page.h"

namespace tenprobes::native {

namespace {

using prediction::ComparisonResult;
using prediction::ComparisonRow;
using prediction::Design;
using prediction::ProxyReuse;

std::string series_name(const ComparisonRow& row, bool several_designs) {
  return several_designs ? row.method + ", " + std::string(name_of(row.design)) : row.method;
}

std::string samples_plot(const ComparisonResult& result, bool several_designs) {
  LinePlot plot{.title = "Spearman's correlation",
                .x_name = "measured networks of the target",
                .caption = "mean over devices, band: 95&nbsp;% interval over draws",
                .series = {},
                .lowest = 1};
  for (const ComparisonRow& row : result.means) {
    const std::string name = series_name(row, several_designs);
    auto series = std::find_if(plot.series.begin(), plot.series.end(),
                               [&](const LineSeries& each) { return each.name == name; });
    if (series == plot.series.end()) {
      plot.series.push_back({.name = name, .points = {}});
      series = plot.series.end() - 1;
    }
    series->points[row.measurements] = row.srcc;
  }
  return line_plot(plot);
}

std::string table(const std::vector<ComparisonRow>& rows) {
  std::string html =
      "<table><thead><tr><th>method<th>device<th>probes<th>samples<th>measured<th>Spearman"
      "<th>ceiling<th>Kendall<th>error, %<th>in 90&nbsp;% interval<th>fit, &micro;s</tr></thead>"
      "<tbody>\n";
  for (const ComparisonRow& row : rows) {
    html += "<tr><th>" + escaped(row.method) + "<td>" + escaped(row.device) + "<td>" +
            std::string(name_of(row.design)) + "<td>" + std::to_string(row.samples) + "<td>" +
            std::to_string(row.measurements) + "<td>" + with_interval(row.srcc, 1, 3) + "<td>" +
            (row.srcc_ceiling ? number(*row.srcc_ceiling, 3) : "&ndash;") + "<td>" +
            with_interval(row.kendall, 1, 3) + "<td>" + with_interval(row.mape, 1, 1) + "<td>" +
            (row.coverage90 ? with_interval(*row.coverage90, 100, 0) : "&ndash;") + "<td>" +
            number(row.fit_microseconds, 0) + "</tr>\n";
  }
  return html + "</tbody></table>\n";
}

std::string cost_of_random_probes(const ComparisonResult& result) {
  std::string html =
      "<h2>What random probes cost</h2>\n<table><thead><tr><th>method<th>samples<th>planned"
      "<th>random<th>lost</tr></thead><tbody>\n";
  for (const ComparisonRow& planned : result.means) {
    if (planned.design != Design::planned) continue;
    for (const ComparisonRow& random : result.means) {
      if (random.design != Design::random || random.method != planned.method ||
          random.samples != planned.samples) {
        continue;
      }
      html += "<tr><th>" + escaped(planned.method) + "<td>" + std::to_string(planned.samples) +
              "<td>" + with_interval(planned.srcc, 1, 3) + "<td>" +
              with_interval(random.srcc, 1, 3) + "<td>" +
              number(planned.srcc.mean - random.srcc.mean, 3) + "</tr>\n";
    }
  }
  return html + "</tbody></table>\n";
}

std::vector<std::vector<double>> figures(const std::vector<std::vector<ProxyReuse>>& reuse,
                                         double ProxyReuse::*member, double factor) {
  std::vector<std::vector<double>> values;
  for (const auto& row : reuse) {
    std::vector<double>& to = values.emplace_back();
    for (const ProxyReuse& each : row) to.push_back(factor * (each.*member));
  }
  return values;
}

std::string measuring_plot(int front_size) {
  const auto point = [](double value) { return statistics::Interval{value, value, value}; };
  LineSeries every{.name = "every device anew", .points = {}};
  LineSeries proxy{.name = "one proxy device", .points = {}};
  LineSeries probes{.name = "ten probes each", .points = {}};
  for (const double devices : {1, 2, 5, 10, 20, 50, 100, 1000}) {
    every.points[devices] = point(devices * cell_count);
    proxy.points[devices] = point(cell_count + (devices - 1) * front_size);
    probes.points[devices] = point(devices * 10);
  }
  return line_plot({.title = "Networks measured",
                    .x_name = "devices",
                    .caption = "measuring all 15,625 networks on every device; on one proxy device"
                               " and then its " +
                               std::to_string(front_size) +
                               " Pareto-optimal ones on every other; or ten a device",
                    .series = {every, proxy, probes},
                    .y_logarithmic = true});
}

}  // namespace

std::string prediction_page(const std::string& scored_on,
                            const prediction::ComparisonRequest& request,
                            const ComparisonResult& result) {
  const bool several_designs = request.designs.size() > 1;
  std::string html = page_head("tenprobes predict");
  html += "<p>Scored on " + escaped(scored_on) + "; " + std::to_string(request.seeds) +
          " draws from seed " + std::to_string(request.seed) +
          ". Means with 95&nbsp;% bootstrap intervals over draws. <em>Measured</em> counts all that"
          " a method saw of the target. The ceiling is what a predictor without fault would reach,"
          " as the measurements hold noise.</p>\n" +
          samples_plot(result, several_designs);
  if (several_designs) html += cost_of_random_probes(result);
  html += "<h2>Over all devices</h2>\n" + table(result.means) + "<h2>By device</h2>\n" +
          table(result.rows);
  return html + page_end;
}

std::string correlation_page(const std::vector<std::string>& names,
                             const devices::Monotonicity& monotonicity,
                             const std::vector<std::vector<ProxyReuse>>& reuse) {
  double least = 1;
  for (const auto& row : monotonicity.srcc) {
    least = std::min(least, *std::min_element(row.begin(), row.end()));
  }
  std::string html = page_head("tenprobes correlate");
  const auto best = static_cast<size_t>(prediction::best_proxy(monotonicity.srcc));
  html +=
      "<p>" + std::to_string(monotonicity.architectures) +
      " architectures that all devices know. The one that stands best for all others is <b>" +
      escaped(names[best]) + "</b>.</p>\n" +
      heat_map("Spearman's rank correlation of latencies", names, monotonicity.srcc, least, 1, 2);
  if (!reuse.empty()) {
    html +=
        "<h2>Reusing one device's Pareto-optimal networks</h2>\n<p>Rows: the proxy device;"
        " columns: the target.</p>\n" +
        heat_map(
            "Hypervolume lost on the target, %", names,
            [&] {
              auto lost = figures(reuse, &ProxyReuse::hypervolume_kept, 100);
              for (auto& row : lost) {
                for (double& value : row) value = 100 - value;
              }
              return lost;
            }(),
            0, 20, 1) +
        heat_map("Quality points lost, mean over budgets", names,
                 figures(reuse, &ProxyReuse::quality_regret, 1), 0, 20, 1) +
        "<h2>What measuring costs</h2>\n" + measuring_plot(reuse[best][best].front_size);
  }
  return html + page_end;
}

}  // namespace tenprobes::native
