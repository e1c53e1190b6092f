// The best architectures there are where a device's latencies are known beforehand: what a search that
// has to probe is held against.
//
//   KnownBest known(device, objective);
//   std::optional<Architecture> best = known.within(objective.budget_ms);    // none: all are slower
//
// In an enumerable space it is exact. In a layered one whose latency and quality both add up over the
// layers it is exact but for the rounding of costs (layered_optimum.h: 0.11 % of the range of
// latencies). Elsewhere it is the best that breeding finds under the true latencies.
#pragma once

#include <memory>
#include <optional>

#include "core/devices/device.h"
#include "core/objective/objective.h"
#include "core/search/layered_optimum.h"

namespace tenprobes::search {

class KnownBest {
 public:
  /// `device`, whose latencies are known, and the objective's quality and bounds outlive it.
  KnownBest(const devices::Device& device, const Objective& objective);
  ~KnownBest();

  /// The best allowed one that takes at most `budget_ms` without noise; the fastest of equals.
  std::optional<Architecture> within(double budget_ms) const;

 private:
  std::optional<Architecture> enumerated(double budget_ms) const;
  std::optional<Architecture> bred(double budget_ms) const;

  const devices::Device& device_;
  Objective objective_;
  std::unique_ptr<LayeredOptimum> exact_;
};

}  // namespace tenprobes::search
