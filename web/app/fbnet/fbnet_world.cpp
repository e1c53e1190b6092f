#include "web/app/fbnet/fbnet_world.h"

#include <algorithm>

namespace tenprobes::app {

FbnetWorld make_fbnet_world(const devices::FbnetDevice& device) {
  FbnetWorld world;
  for (const FbnetArchitecture& network : devices::fbnet_crowd()) {
    world.ordered.push_back(device.latency(network));
    if (static_cast<int>(world.latency.size()) == fbnet_dots) continue;
    world.latency.push_back(world.ordered.back());
    world.quality.push_back(search::fbnet_quality(network));
  }
  std::sort(world.ordered.begin(), world.ordered.end());
  const std::vector<search::FbnetOptimum::Step> all =
      search::FbnetOptimum(device.costs, 1.15 * world.ordered.back()).front();
  // Some hundred steps draw the same line as thousands.
  const size_t stride = std::max<size_t>(1, all.size() / 300);
  for (size_t i = 0; i + 1 < all.size(); i += stride) world.front.push_back(all[i]);
  world.front.push_back(all.back());
  world.fastest = std::max(1e-3, world.front.front().latency_ms);
  world.slowest = world.ordered.back();
  return world;
}

double share_within(const FbnetWorld& world, double budget_ms) {
  const auto end = std::upper_bound(world.ordered.begin(), world.ordered.end(), budget_ms);
  return static_cast<double>(end - world.ordered.begin()) /
         static_cast<double>(world.ordered.size());
}

}  // namespace tenprobes::app
