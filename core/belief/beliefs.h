// The beliefs by the form of the search space.
//
//   std::unique_ptr<Belief> belief = make_belief(space, Prior::mixture);
#pragma once

#include <memory>

#include "core/belief/belief.h"

namespace tenprobes::belief {

/// What is known of a device before its first probe: always from synthetic devices of that space
/// only. Where a form has no finer or plainer prior, its one prior serves for all.
enum class Prior {
  mixture,   ///< a hypothesis for each of a thousand synthetic devices, or for groups of them
  fine,      ///< of more devices, closer to the distribution, and slower
  gaussian,  ///< their mean and covariance alone
};

/// `space` outlives the belief. Made at first use of a space: its prior (some ten milliseconds to
/// some tenths of a second).
std::unique_ptr<Belief> make_belief(const SearchSpace& space, Prior prior = Prior::mixture);

}  // namespace tenprobes::belief
