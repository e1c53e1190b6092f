// The average poolings of NAS-Bench-201: two of its cells and reductions, and the head's.
#pragma once

#include "core/network/feature_map.h"

namespace tenprobes::network {

/// avg_pool_3x3: the mean over the neighbourhood's pixels that lie inside the image (padding is not
/// counted). Adds to `output` (of the input's shape), or overwrites it. For float and double.
template <typename Scalar>
void pool_3x3(const BasicFeatureMap<Scalar>& input, bool add, BasicFeatureMap<Scalar>& output);

/// The gradient by pool_3x3's input; overwrites.
void pool_3x3_back(const FeatureMap& output_gradient, FeatureMap& input_gradient);

/// The mean of each 2 x 2 square; height and width must be even. For float and double.
template <typename Scalar>
void halve(const BasicFeatureMap<Scalar>& input, BasicFeatureMap<Scalar>& output);

/// The gradient by halve's input, which is of twice the size; overwrites.
void halve_back(const FeatureMap& output_gradient, FeatureMap& input_gradient);

/// [images][1][1][channels]: the mean of max(value, 0) over each image's pixels. For float and
/// double.
template <typename Scalar>
void relu_mean(const BasicFeatureMap<Scalar>& input, BasicFeatureMap<Scalar>& output);

}  // namespace tenprobes::network
