// One figure, and how sure we are of it.
//
//   double budget_ms = quantile(latency_ms, 0.25);
//   Interval regret = bootstrap_mean(regret_by_seed, random);   // mean, 95 % low and high
//   double error = mean_absolute_percentage_error(predicted, measured);
#pragma once

#include <span>

#include "core/base/random.h"

namespace tenprobes::statistics {

/// Throws Error on an empty list.
double mean(std::span<const double> values);

/// The sample standard deviation (divided by n - 1); 0 for a single value. Throws Error on an empty
/// list.
double standard_deviation(std::span<const double> values);

/// The value below which a share `probability` (0..1) of the values lies, by linear interpolation
/// between order statistics: definition 7 of Hyndman and Fan ("Sample quantiles in statistical
/// packages", 1996), as NumPy's default. NaN values (missing measurements) are skipped. Throws
/// Error if none is left or probability is outside 0..1.
double quantile(std::span<const double> values, double probability);

struct Interval {
  double mean, low, high;
};

/// The mean and its percentile-bootstrap interval (Efron, 1979): `level` of `resamples` means of as
/// many values drawn with replacement lie between low and high. A single value has no spread: low
/// and high equal it. Throws Error on an empty list, resamples < 1 or level outside (0, 1).
Interval bootstrap_mean(std::span<const double> values, Random& random, double level = 0.95,
                        int resamples = 2000);

/// mean(|predicted - measured| / measured), in percent. Throws Error where the lists differ in
/// length or are empty, or a measured value is not positive.
double mean_absolute_percentage_error(std::span<const double> predicted,
                                      std::span<const double> measured);

/// R2: the share of the variance of `measured` that `predicted` explains, 0 or less where it explains
/// none; `of_a_constant` where there is no variance. Throws Error where the lists differ in length
/// or are empty.
double r_squared(std::span<const double> predicted, std::span<const double> measured,
                 double of_a_constant = 0);

}  // namespace tenprobes::statistics
