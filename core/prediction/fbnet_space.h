// FBNet for compare_predictors (comparison.h).
//
//   ComparedSpace space = fbnet_space(methods, architectures, {});
//
//   bayes        an FbnetPredictor
//   layerwise    a table of what each operation costs in each layer, by ridge regression
//   macs         proportional to the multiply-accumulates
//   one-proxy    proportional to the training device that the probes follow best
//   mean-device  proportional to the mean of the training devices
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "core/prediction/comparison.h"
#include "core/search_space/fbnet.h"

namespace tenprobes::prediction {

/// Planned probes are chosen out of so many random networks, other ones in every draw: enough to
/// find good ones, and another draw is another experiment.
inline constexpr int fbnet_design_pool = 1000;

/// The methods above.
std::span<const std::string_view> fbnet_methods();

/// Places are those of `architectures`; `reference` holds training devices' latencies by place.
/// Throws Error on an unknown method, or where training devices are needed and missing or of
/// another length. What `reference` points to must outlive the space.
ComparedSpace fbnet_space(std::span<const std::string> methods,
                          std::span<const FbnetArchitecture> architectures,
                          std::span<const std::span<const double>> reference);

}  // namespace tenprobes::prediction
