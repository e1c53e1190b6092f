#include "core/prediction/design.h"

#include <algorithm>
#include <vector>

#include "core/base/error.h"

namespace tenprobes::prediction {

Architecture ProbeDesign::next(const History& history, std::span<const Architecture> candidates,
                               Random& random) {
  if (candidates.empty()) throw Error("every architecture that may be probed has been probed");
  belief::fit(*belief_, history);
  const std::vector<double> gains = belief_->expected_gains(candidates, random);
  const auto best = std::max_element(gains.begin(), gains.end()) - gains.begin();
  return candidates[static_cast<size_t>(best)];
}

}  // namespace tenprobes::prediction
