// Whether the synthetic devices look like devices: how well the belief that a distribution of them
// makes predicts real devices' held-out latencies, beside what other distributions of the same family
// would reach.
//
//   for (const DistributionScores& each : check_distribution(tables, {}, serial_for)) {
//     print(each.name, each.by_device.front());         // the first is the distribution itself
//   }
//
// The score is proper (Gneiting and Raftery, "Strictly proper scoring rules, prediction, and
// estimation", 2007): the mean log density of a log-latency, in nats a latency, under the Student t of
// the belief's mean and spread, over all architectures but the probed ones, after random probes.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "core/base/parallel.h"
#include "core/devices/distribution.h"

namespace tenprobes::evaluation {

struct Distribution {
  std::string name;  ///< what it asks otherwise: "most_launch 1"
  devices::DeviceRanges ranges;
};

/// The distribution itself, then every range of it asked less and more.
std::vector<Distribution> distribution_family();

struct DistributionCheck {
  int probes = 10;  ///< >= 1
  int seeds = 10;   ///< >= 1, choices of probes
  std::uint64_t seed = 1;
};

struct DistributionScores {
  std::string name;
  std::vector<double> by_device;  ///< nats a latency, higher is better
};

/// In the order of distribution_family(). tables: each [15625] by NAS-Bench-201's index, ms, NaN where
/// unknown. Throws Error where a device has fewer known than probes, and one to hold out.
std::vector<DistributionScores> check_distribution(std::span<const std::span<const double>> tables,
                                                   const DistributionCheck& check,
                                                   const ParallelFor& parallel);

}  // namespace tenprobes::evaluation
