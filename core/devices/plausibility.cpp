#include "core/devices/plausibility.h"

#include <algorithm>
#include <cmath>
#include <cstdio>

#include "core/base/text_numbers.h"
#include "core/search_space/quality.h"
#include "core/statistics/ranking.h"

namespace tenprobes::devices {
namespace {

constexpr double fastest_median_ms = 0.05, slowest_median_ms = 10'000;
constexpr double slowest_median_us = 1e6;  // a second: more are nanoseconds
constexpr std::size_t enough_to_judge = 30;
constexpr std::size_t enough_to_judge_accuracies = 1000;  // the best few hundred are much alike
constexpr double least_correlation = 0.1;
constexpr double most_over_median = 200;     // of HELP's devices at most 9
constexpr std::size_t enough_to_count = 10;  // rows, to see that a column counts them
constexpr double least_best_accuracy = 20;   // ImageNet-16-120's, the lowest, is 47

struct Known {
  std::vector<double> latency_ms, macs;
};

Known known_pairs(std::span<const double> latency_ms, std::span<const double> macs) {
  Known known;
  for (std::size_t i = 0; i < std::min(latency_ms.size(), macs.size()); ++i) {
    if (!std::isfinite(latency_ms[i]) || !std::isfinite(macs[i])) continue;
    known.latency_ms.push_back(latency_ms[i]);
    known.macs.push_back(macs[i]);
  }
  return known;
}

std::optional<int> macs_of(const SearchSpace& space) {
  const std::optional<int> millions = space.feature_named("mmacs");
  return millions ? millions : space.feature_named("gmacs");
}

/// Whether each value is one more, or one less, than that before: a column that numbers its rows.
bool counts_rows(std::span<const double> values) {
  if (values.size() < enough_to_count) return false;
  const double step = values[1] - values[0];
  for (std::size_t i = 1; i < values.size(); ++i) {
    if (values[i] - values[i - 1] != step) return false;
  }
  return std::abs(step) == 1;
}

std::string two_digits(double number) {
  char figure[16];
  std::snprintf(figure, sizeof figure, "%.2f", number);
  return figure;
}

double median_of(std::vector<double> values) {
  const auto middle = values.begin() + static_cast<std::ptrdiff_t>(values.size() / 2);
  std::nth_element(values.begin(), middle, values.end());
  return *middle;
}

/// By index, for as many values as the space has architectures; else empty.
std::vector<double> macs_of_all(const SearchSpace& space, std::size_t count) {
  const std::optional<int> feature = macs_of(space);
  if (count == 0 || !feature || space.size() != static_cast<int>(count)) return {};
  std::vector<double> macs;
  macs.reserve(count);
  for (int index = 0; index < space.size(); ++index) {
    macs.push_back(space.feature(space.at(index), *feature));
  }
  return macs;
}

}  // namespace

std::vector<std::string> doubts_about(std::span<const double> latency_ms,
                                      std::span<const double> macs) {
  const Known known = known_pairs(latency_ms, macs);
  std::vector<std::string> doubts;
  if (known.latency_ms.empty()) return doubts;
  const double median = median_of(known.latency_ms);
  if (median < fastest_median_ms) {
    doubts.push_back("the median latency is " + number_text(median) +
                     " ms: if the file is in seconds, call the column latency_s");
  } else if (median > slowest_median_ms) {
    doubts.push_back("the median latency is " + number_text(median) + " ms: if the file is in " +
                     (median > slowest_median_us ? "nanoseconds, call the column latency_ns"
                                                 : "microseconds, call the column latency_us"));
  }
  if (known.latency_ms.size() < enough_to_judge) return doubts;
  const auto [least, most] = std::minmax_element(known.latency_ms.begin(), known.latency_ms.end());
  if (*least == *most) {
    doubts.push_back("all " + std::to_string(known.latency_ms.size()) + " latencies are " +
                     number_text(*least) + " ms: were they measured?");
    return doubts;
  }
  if (*most > most_over_median * median) {
    doubts.push_back("the slowest network takes " + number_text(*most) + " ms, " +
                     number_text(std::round(*most / median)) +
                     " times the median: is it in another unit, or was it disturbed?");
  }
  const double correlation = statistics::spearman(known.latency_ms, known.macs);
  if (correlation < least_correlation) {
    doubts.push_back("the latencies do not grow with the networks (rank correlation with MACs " +
                     two_digits(correlation) +
                     "): do they belong to these networks, in this order?");
  }
  return doubts;
}

std::vector<std::string> doubts_about(const Device& device) {
  const std::span<const double> latencies = device.known_latencies();
  const SearchSpace& space = device.space();
  const std::vector<double> macs = macs_of_all(space, latencies.size());
  return macs.empty() ? std::vector<std::string>() : doubts_about(latencies, macs);
}

std::vector<std::string> doubts_about(const datasets::MeasuredNetworks& measured,
                                      const SearchSpace& space) {
  const std::optional<int> feature = macs_of(space);
  std::vector<double> macs;
  for (const Architecture& architecture : measured.architectures) {
    macs.push_back(feature ? space.feature(architecture, *feature) : 1);
  }
  return feature ? doubts_about(measured.latency_ms, macs) : std::vector<std::string>();
}

std::vector<std::string> doubts_about(const std::optional<FitQuality>& fit) {
  if (!fit || fit->r2 > 0) return {};
  return {"on held-out networks the twin predicts no better than the mean latency does (R2 " +
          two_digits(fit->r2) + "): do these latencies belong to these networks, in this order?"};
}

std::vector<std::string> doubts_about_budget(double budget_ms, const Device& device) {
  if (!(budget_ms > 0) || !std::isfinite(budget_ms)) return {};  // what is none is refused
  std::vector<double> known;
  for (const double ms : device.known_latencies()) {
    if (std::isfinite(ms)) known.push_back(ms);
  }
  if (known.empty()) return {};
  const auto [fastest, slowest] = std::minmax_element(known.begin(), known.end());
  if (budget_ms < *fastest) {
    return {"no network keeps to a budget of " + number_text(budget_ms) +
            " ms: the fastest takes " + number_text(*fastest) + " ms"};
  }
  if (budget_ms >= *slowest) {
    return {"every network keeps to a budget of " + number_text(budget_ms) +
            " ms: the slowest takes " + number_text(*slowest) + " ms"};
  }
  return {};
}

std::vector<std::string> doubts_about_accuracies(std::span<const double> percent,
                                                 const SearchSpace& space) {
  std::vector<double> known;
  for (const double each : percent) {
    if (std::isfinite(each)) known.push_back(each);
  }
  if (known.size() < 2) return {};
  const auto [least, best] = std::minmax_element(known.begin(), known.end());
  if (*least == *best) {
    return {"all " + std::to_string(known.size()) + " accuracies are " + number_text(*best) +
            " %: there is nothing to choose by"};
  }
  // Chance is 0.83 % where it is least, on ImageNet-16-120, and 2 % of the benchmark's cells are no
  // better.
  const auto fractions =
      std::count_if(known.begin(), known.end(), [](double each) { return each > 0 && each < 1; });
  if (*best > 1 && 3 * fractions > std::ssize(known)) {
    return {std::to_string(fractions) + " of " + std::to_string(known.size()) +
            " accuracies are below 1 %: are they fractions, of which 0.93 would be 93 %?"};
  }
  if (*best < least_best_accuracy) {
    return {"the best accuracy is " + number_text(*best) +
            " %, less than the benchmark's networks reach: are these accuracies in percent?"};
  }
  if (counts_rows(known)) {
    return {"the accuracies only count the rows, from " + number_text(known.front()) + " to " +
            number_text(known.back()) + ": are they the networks' numbers?"};
  }
  const std::vector<double> macs = macs_of_all(space, percent.size());
  const Known pairs = known_pairs(percent, macs);
  if (pairs.macs.size() < enough_to_judge_accuracies) return {};
  const double correlation = statistics::spearman(pairs.latency_ms, pairs.macs);
  if (correlation < least_correlation) {
    return {"the accuracies do not grow with the networks (rank correlation with MACs " +
            two_digits(correlation) + "): are they error rates, or of other networks?"};
  }
  return {};
}

std::vector<std::string> doubts_about(const SearchSpace& space) {
  // Of the features whose unit their name says: what no catalogue's median network has. The largest
  // published vision models have some 10^3 GMACs and 10^4 million parameters.
  const struct {
    const char* feature;
    const char* unit;
    double most;
  } units[] = {{"gmacs", "thousands of millions of multiply-accumulates", 1e4},
               {"mmacs", "millions of multiply-accumulates", 1e7},
               {"mparams", "millions of parameters", 1e5},
               {"mactivations", "millions of activations", 1e6}};
  std::vector<std::string> doubts;
  if (space.form() != Form::catalogue) return doubts;
  for (const auto& [name, unit, most] : units) {
    const std::optional<int> feature = space.feature_named(name);
    std::vector<double> known;
    for (int i = 0; feature && i < space.size(); ++i) {
      const double value = space.feature(space.at(i), *feature);
      if (std::isfinite(value)) known.push_back(value);
    }
    if (known.empty() || median_of(known) <= most) continue;
    doubts.push_back("the median network has " + number_text(median_of(known)) + " " + name +
                     ", which are " + unit + ": are they counted in another unit?");
  }
  const auto& facts = space.quality()->facts();
  for (const char* less_is_better : {"error", "loss", "perplexity", "lower is better"}) {
    if (facts.label.find(less_is_better) == std::string::npos) continue;
    doubts.push_back("the quality is called '" + facts.label +
                     "', and the highest is taken for the best: where less is better, write 100 -"
                     " error, or another figure that grows");
    break;
  }
  if (space.size() > 1 && facts.best == facts.least) {
    doubts.push_back("all " + std::to_string(space.size()) + " networks have the quality " +
                     number_text(facts.best) + ": there is nothing to choose by");
  }
  std::vector<double> qualities;
  for (int i = 0; i < space.size(); ++i) qualities.push_back(space.quality()->of(space.at(i)));
  if (counts_rows(qualities)) {
    doubts.push_back("the qualities only count the rows, from " + number_text(qualities.front()) +
                     " to " + number_text(qualities.back()) + ": are they the networks' numbers?");
  }
  return doubts;
}

}  // namespace tenprobes::devices
