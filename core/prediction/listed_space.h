// Any search space for compare_predictors (comparison.h), by a list of its architectures.
//
//   ComparedSpace compared = listed_space(methods, space, architectures, {});
//
//   bayes        what the space's belief holds (belief/beliefs.h)
//   gp           a plain Gaussian process over the features (enumerable spaces with features)
//   macs         proportional to the work that each network is (SearchSpace::work_feature)
//   one-proxy    proportional to the training device that the probes follow best
//   mean-device  proportional to the mean of the training devices
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "core/prediction/comparison.h"
#include "core/search_space/search_space.h"

namespace tenprobes::prediction {

/// Planned probes are chosen out of so many random ones, others in every draw: enough to find good
/// ones, and another draw is another experiment.
inline constexpr int listed_design_pool = 1000;

/// The methods above.
std::span<const std::string_view> listed_methods();

/// Places are those of `architectures`; `reference` holds training devices' latencies by place, NaN
/// where unknown. Throws Error on an unknown method, or one that lacks what it needs. `space` and
/// what `reference` points to outlive what is returned.
ComparedSpace listed_space(std::span<const std::string> methods, const SearchSpace& space,
                           std::vector<Architecture> architectures,
                           std::span<const std::span<const double>> reference);

}  // namespace tenprobes::prediction
