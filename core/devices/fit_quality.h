// How well the fitted twin of a real device tells its latencies.
#pragma once

namespace tenprobes::devices {

/// How well a twin's model tells rows that it was not fitted to, and what the rest is. r2 +
/// structure + drift and what is left for the noise of single measurements make 1.
struct FitQuality {
  int rows = 0;     ///< measurements used, >= 1
  double r2 = 0;    ///< coefficient of determination on held-out rows, at most 1
  double srcc = 0;  ///< Spearman rank correlation on held-out rows, -1..1
  /// Share of the variance, 0..1, that the architecture would explain beyond the model: by a free
  /// cost for each operation on each edge and a free latency for each set of executed operations.
  double structure = 0;
  /// Share of the variance, 0..1, that the neighbours in the benchmark's order explain beyond that:
  /// they have nothing in common but the time at which they were measured.
  double drift = 0;

  bool operator==(const FitQuality&) const = default;
};

}  // namespace tenprobes::devices
