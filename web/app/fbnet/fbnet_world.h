// What is true of one FBNet device, which the method does not see: how fast some thousand random
// networks are, and the best there is at every latency.
//
//   const FbnetWorld world = make_fbnet_world(device);
//   plot(world.latency, world.quality);
#pragma once

#include <vector>

#include "core/search/fbnet_optimum.h"

namespace tenprobes::app {

/// How many of devices::fbnet_crowd() are shown as dots and foretold.
inline constexpr int fbnet_dots = 2000;

struct FbnetWorld {
  std::vector<double> latency;                    ///< of the dots, ms, without noise
  std::vector<double> quality;                    ///< of the dots, millions of multiply-accumulates
  std::vector<double> ordered;                    ///< of the whole crowd, ms, ascending
  double fastest = 0, slowest = 0;                ///< of the dots and the front
  std::vector<search::FbnetOptimum::Step> front;  ///< the Pareto front of all 9^22
};

FbnetWorld make_fbnet_world(const devices::FbnetDevice& device);

/// The share of the crowd that takes at most so long.
double share_within(const FbnetWorld& world, double budget_ms);

}  // namespace tenprobes::app
