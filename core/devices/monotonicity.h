// Latency monotonicity: whether two devices put architectures in the same order (Lu et al., "One
// Proxy Device Is Enough for Hardware-Aware Neural Architecture Search", SIGMETRICS 2022, section
// 3).
//
//   const std::span<const double> devices[] = {raspi4, pixel3, eyeriss};  // their known_latencies()
//   double srcc = latency_monotonicity(devices).srcc[0][2];
#pragma once

#include <span>
#include <vector>

namespace tenprobes::devices {

struct Monotonicity {
  int architectures = 0;                  ///< how many all devices know: what is compared
  std::vector<std::vector<double>> srcc;  ///< Spearman rank correlation, symmetric, diagonal 1
};

/// One list of latencies a device, by architecture index, NaN where unknown. Throws Error where the
/// lists differ in length or fewer than two architectures are known to all.
Monotonicity latency_monotonicity(std::span<const std::span<const double>> latencies);

}  // namespace tenprobes::devices
