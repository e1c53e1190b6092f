// How a device prices FBNet's networks: synthetic, or the fitted twin of a real one.
//
//   FbnetCosts costs = draw_fbnet_costs(random);             // another device at every call
//   FbnetTwin twin = fit_fbnet_costs(architectures, latencies);
//   double ms = fbnet_latency(twin.costs, architecture);     // any of the 9^22
//   FbnetDevice device = synthetic_fbnet_device(7);          // answers probes, with noise
//
// A latency is a base and what each layer's operation costs; layers of one shape cost the same. On
// HELP's clean devices (fpga, eyeriss, raspi4, pixel3) that explains all of the variance.
//
// Synthetic devices:
//
//   compute   a price of a multiply-accumulate in 1x1 convolutions; 0.5 to 15 times that in
//             depthwise ones, which reuse little (5x5 ones 0.7 to 1.3 times as much as 3x3);
//   memory    all activations together 0.01 to 3 times the 1x1 convolutions' compute time;
//   weights   all parameters together 0.003 to 0.7 times it (loaded once: they weigh in late
//   layers); launches  all convolutions together 0.005 to 20 times it (a GPU at batch 1 does little
//   else);
//             the shuffle of grouped convolutions up to half a block's launches more.
//
// Compute and memory overlap (the larger counts) or add up, each on half of the devices; on three
// in ten launches hide everything that is shorter. At each resolution compute, depthwise compute
// and memory are 30 % faster or slower each. The base is 0.02 to 1 times all layers. The ranges are
// those of published hardware, as in devices/distribution.h; the 30 % were chosen on HELP's
// meta-train and meta-valid devices among 0 and 30 %, with and without factors of single layers and
// operations, which lost.
#pragma once

#include <span>
#include <vector>

#include "core/base/random.h"
#include "core/search_space/fbnet.h"

namespace tenprobes::devices {

/// The base, then class-major the operations' costs.
inline constexpr size_t fbnet_cost_count = 1 + fbnet_class_count * fbnet_operation_count;
using FbnetCosts = std::vector<double>;  ///< [109]

/// The place in FbnetCosts of a layer's operation.
inline size_t fbnet_cost_at(size_t layer, size_t operation) {
  return 1 + static_cast<size_t>(fbnet_classes()[layer]) * fbnet_operation_count + operation;
}

/// One synthetic device, in units of its mean latency over all networks.
FbnetCosts draw_fbnet_costs(Random& random);

/// In the costs' unit.
double fbnet_latency(const FbnetCosts& costs, const FbnetArchitecture& architecture);

/// How well a twin's costs tell networks that they were not fitted to, by five-fold
/// cross-validation.
struct FbnetFit {
  int rows = 0;     ///< measurements used
  double r2 = 0;    ///< coefficient of determination on held-out networks, at most 1
  double srcc = 0;  ///< Spearman rank correlation on held-out networks, -1..1

  bool operator==(const FbnetFit&) const = default;
};

struct FbnetTwin {
  FbnetCosts costs;  ///< ms
  FbnetFit fit = {};
  double noise = 0;  ///< what the costs do not explain of held-out latencies, of their mean
};

/// Least squares. What all operations of a layer have in common cannot be told from the base and is
/// in it: the cheapest operation of every layer costs 0. Throws Error where the lists differ in
/// length or hold fewer than 150 networks.
FbnetTwin fit_fbnet_costs(std::span<const FbnetArchitecture> architectures,
                          std::span<const double> latencies);

/// What answers probes.
struct FbnetDevice {
  FbnetCosts costs;     ///< ms
  double noise = 0.02;  ///< of one measurement, its standard deviation relative to the latency

  /// Without noise, ms; at least 0.001.
  double latency(const FbnetArchitecture& architecture) const;
  double probe(const FbnetArchitecture& architecture, Random& random) const;

  bool operator==(const FbnetDevice&) const = default;
};

/// draw_fbnet_costs() of that seed, at 2 to 200 ms on average.
FbnetDevice synthetic_fbnet_device(std::uint64_t seed);

/// 10,000 random networks, always the same ones.
const std::vector<FbnetArchitecture>& fbnet_crowd();

/// The quantile of the crowd's latencies. Throws Error unless `quantile` is 0 to 1.
double fbnet_budget(const FbnetDevice& device, double quantile);

}  // namespace tenprobes::devices
