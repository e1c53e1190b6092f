#include "native/bench_page.h"

#include <algorithm>
#include <map>

#include "native/report_page.h"

namespace tenprobes::native {

namespace {

using evaluation::BenchRequest;
using evaluation::BenchResult;
using evaluation::BenchRow;
using evaluation::BenchSummary;
using statistics::Interval;
using Figure = std::optional<Interval>;

std::string cell(const Figure& figure, double factor = 1) {
  return figure ? with_interval(*figure, factor) : "&ndash;";
}

/// The figure that plots show, and how it is called.
struct Plotted {
  const char* title;
  Figure BenchSummary::*member;
};

/// Regret against probes: a line a method with its interval as a band.
std::string plot(const BenchRequest& request, const BenchResult& result, const Plotted& plotted) {
  LinePlot lines{.title = plotted.title,
                 .x_name = "probes",
                 .caption = "mean over devices and budgets, band: 95&nbsp;% interval",
                 .series = {}};
  for (const std::string& method : request.methods) {
    LineSeries& series = lines.series.emplace_back(LineSeries{.name = method, .points = {}});
    for (const BenchSummary& row : result.summary) {
      const Figure& figure = row.*plotted.member;
      if (row.method == method && figure) series.points[row.probes] = *figure;
    }
  }
  return line_plot(lines);
}

std::string summary_table(const BenchRequest& request, const BenchResult& result) {
  std::string html = "<table><thead><tr><th>method<th>probes";
  if (request.exponent) {
    html += "<th>value regret, %";
  } else {
    html += "<th>feasible, %<th>accuracy regret, points<th>quality regret, points";
  }
  if (!request.against.empty()) html += "<th>less that of " + escaped(request.against);
  html += "<th>distinct answers over devices</tr></thead><tbody>\n";
  for (const BenchSummary& row : result.summary) {
    html += "<tr><th>" + escaped(row.method) + "<td>" + std::to_string(row.probes);
    if (request.exponent) {
      html += "<td>" + cell(row.value_regret);
    } else {
      html += "<td>" + cell(row.feasible, 100) + "<td>" + cell(row.accuracy_regret) + "<td>" +
              cell(row.quality_regret);
    }
    if (!request.against.empty()) html += "<td>" + cell(row.regret_difference);
    html += "<td>" + number(row.distinct_recommended, 1) + " of " + std::to_string(row.devices) +
            "</tr>\n";
  }
  return html + "</tbody></table>\n";
}

/// Mean over budgets; the figure of the plot, with the share of feasible answers where it is not 1.
std::string device_table(const BenchRequest& request, const BenchResult& result, int probes) {
  struct Mean {
    double sum = 0, feasible = 0;
    int count = 0, rows = 0;
  };
  std::map<std::pair<std::string, std::string>, Mean> means;  // by device, method
  std::vector<std::string> devices;
  for (const BenchRow& row : result.rows) {
    if (row.probes != probes) continue;
    if (std::find(devices.begin(), devices.end(), row.device) == devices.end()) {
      devices.push_back(row.device);
    }
    Mean& mean = means[{row.device, row.method}];
    mean.rows += 1;
    mean.feasible += row.feasible.mean;
    if (const Figure& figure = request.exponent ? row.value_regret : row.quality_regret) {
      mean.sum += figure->mean;
      mean.count += 1;
    }
  }
  std::string html = "<table><thead><tr><th>device";
  for (const std::string& method : request.methods) html += "<th>" + escaped(method);
  html += "</tr></thead><tbody>\n";
  for (const std::string& device : devices) {
    html += "<tr><th>" + escaped(device);
    for (const std::string& method : request.methods) {
      const Mean mean = means[{device, method}];
      html += "<td>" + (mean.count ? number(mean.sum / mean.count) : "&ndash;");
      if (mean.rows && mean.feasible < mean.rows) {
        html +=
            " <small>" + number(100 * mean.feasible / mean.rows, 0) + "&nbsp;% feasible</small>";
      }
    }
    html += "</tr>\n";
  }
  return html + "</tbody></table>\n";
}

/// What each method answers, and what adapting is worth: one architecture for all devices is no
/// adaptation.
std::string adaptation_table(const SearchSpace& space, const BenchResult& result) {
  constexpr std::size_t shown = 8;
  const bool margins =
      std::any_of(result.summary.begin(), result.summary.end(),
                  [](const BenchSummary& row) { return row.margin_over_fixed.has_value(); });
  std::string html = "<table><thead><tr><th>method<th>probes<th>different answers";
  if (margins) html += "<th>regret less fixed&rsquo;s";
  html += "<th>shares of the most frequent answers, %</tr></thead><tbody>\n";
  for (const BenchSummary& row : result.summary) {
    html += "<tr><th>" + escaped(row.method) + "<td>" + std::to_string(row.probes) + "<td>" +
            std::to_string(row.answers.size());
    if (margins) html += "<td>" + cell(row.margin_over_fixed);
    html += "<td>";
    for (std::size_t i = 0; i < std::min(shown, row.answers.size()); ++i) {
      const evaluation::AnswerShare& answer = row.answers[i];
      html += "<span title=\"" + escaped(space.text(answer.architecture)) +
              "\" style=\"display:inline-block;background:#8883;padding-left:" +
              number(200 * answer.share, 0) + "px\">" + number(100 * answer.share, 0) + "</span> ";
    }
    html += "</tr>\n";
  }
  return html + "</tbody></table>\n";
}

}  // namespace

std::string bench_page(const SearchSpace& space, const BenchRequest& request,
                       const BenchResult& result) {
  std::string html = page_head("tenprobes bench");
  html += "<p>" + std::to_string(request.seeds) + " sessions of each kind from seed " +
          std::to_string(request.seed) + "; budgets at the quantiles";
  for (const double quantile : request.budget_quantiles) html += " " + number(quantile);
  html += " of each device's latencies.";
  if (request.exponent) {
    html += " Objective: quality &times; (latency / that latency)<sup>" +
            number(*request.exponent) + "</sup>.";
  }
  if (request.shuffle != evaluation::Shuffle::none) {
    html += " <strong>Control: every strategy saw another device's latencies.</strong>";
  }
  if (!request.against.empty()) {
    html += " The difference to " + escaped(request.against) +
            " has its interval over resampled devices.";
  }
  html += " Means with 95&nbsp;% bootstrap intervals over seeds. An infeasible answer counts as " +
          number(request.chance_accuracy, 0) +
          "&nbsp;% accuracy, and as all of the quality's range lost.</p>\n<h2>Over all devices and"
          " budgets</h2>\n" +
          summary_table(request, result);
  const Plotted plots[] = {{"Value regret, %", &BenchSummary::value_regret},
                           {"Quality regret, points", &BenchSummary::quality_regret},
                           {"Accuracy regret, points", &BenchSummary::accuracy_regret}};
  for (const Plotted& plotted : plots) {
    const bool any =
        std::any_of(result.summary.begin(), result.summary.end(),
                    [&](const BenchSummary& row) { return (row.*plotted.member).has_value(); });
    if (any) html += plot(request, result, plotted);
  }
  html += "<h2>Adaptation</h2>\n<p>Answers over all devices, budgets and seeds.</p>\n" +
          adaptation_table(space, result);
  for (const int probes : request.probes) {
    html += "<h2>By device, " + std::to_string(probes) + " probes</h2>\n<p>" +
            (request.exponent ? "Value regret" : "Quality regret") + ", mean over budgets.</p>\n" +
            device_table(request, result, probes);
  }
  return html + page_end;
}

}  // namespace tenprobes::native
