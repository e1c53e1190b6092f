#include "core/statistics/summary.h"

#include <algorithm>
#include <cmath>
#include <iterator>
#include <numeric>
#include <string>
#include <vector>

#include "core/base/error.h"
#include "core/base/text_numbers.h"

namespace tenprobes::statistics {

double mean(std::span<const double> values) {
  if (values.empty()) throw Error("an empty list has no mean");
  return std::accumulate(values.begin(), values.end(), 0.0) / static_cast<double>(values.size());
}

double standard_deviation(std::span<const double> values) {
  const double centre = mean(values);
  if (values.size() == 1) return 0;
  double squares = 0;
  for (const double value : values) squares += (value - centre) * (value - centre);
  return std::sqrt(squares / static_cast<double>(values.size() - 1));
}

double quantile(std::span<const double> values, double probability) {
  if (!(probability >= 0 && probability <= 1)) {
    throw Error("a quantile is asked for at a share of 0..1, not " + number_text(probability) +
                (probability > 1 && probability <= 100
                     ? "; " + number_text(probability) + " % is " + number_text(probability / 100)
                     : ""));
  }
  std::vector<double> present;
  present.reserve(values.size());
  std::copy_if(values.begin(), values.end(), std::back_inserter(present),
               [](double value) { return !std::isnan(value); });
  if (present.empty()) throw Error("an empty list has no quantile");
  const double place = probability * static_cast<double>(present.size() - 1);
  const auto below = static_cast<std::ptrdiff_t>(place);
  const auto split = present.begin() + below;
  std::nth_element(present.begin(), split, present.end());
  const double weight = place - static_cast<double>(below);
  if (weight == 0) return *split;
  const double above = *std::min_element(split + 1, present.end());
  return *split + weight * (above - *split);
}

Interval bootstrap_mean(std::span<const double> values, Random& random, double level,
                        int resamples) {
  if (resamples < 1 || !(level > 0 && level < 1)) {
    throw Error("a bootstrap interval needs at least one resample and a level between 0 and 1");
  }
  const double centre = mean(values);
  if (values.size() == 1) return {centre, centre, centre};
  const int count = static_cast<int>(values.size());
  std::vector<double> means(static_cast<std::size_t>(resamples));
  for (double& resampled : means) {
    double sum = 0;
    for (int i = 0; i < count; ++i) sum += values[static_cast<std::size_t>(random.below(count))];
    resampled = sum / count;
  }
  return {centre, quantile(means, (1 - level) / 2), quantile(means, (1 + level) / 2)};
}

double mean_absolute_percentage_error(std::span<const double> predicted,
                                      std::span<const double> measured) {
  if (predicted.size() != measured.size() || measured.empty()) {
    throw Error("a percentage error needs two lists of one length, not of " +
                std::to_string(predicted.size()) + " and " + std::to_string(measured.size()));
  }
  double sum = 0;
  for (std::size_t i = 0; i < measured.size(); ++i) {
    if (!(measured[i] > 0)) {
      throw Error("value " + std::to_string(i) +
                  " is not positive, so an error cannot be given in percent of it");
    }
    sum += std::abs(predicted[i] - measured[i]) / measured[i];
  }
  return 100 * sum / static_cast<double>(measured.size());
}

double r_squared(std::span<const double> predicted, std::span<const double> measured,
                 double of_a_constant) {
  if (predicted.size() != measured.size()) {
    throw Error("R2 needs as many predictions as measurements, not " +
                std::to_string(predicted.size()) + " and " + std::to_string(measured.size()));
  }
  const double centre = mean(measured);
  double total = 0, wrong = 0;
  for (std::size_t i = 0; i < measured.size(); ++i) {
    total += (measured[i] - centre) * (measured[i] - centre);
    wrong += (measured[i] - predicted[i]) * (measured[i] - predicted[i]);
  }
  return total > 0 ? 1 - wrong / total : of_a_constant;
}

}  // namespace tenprobes::statistics
