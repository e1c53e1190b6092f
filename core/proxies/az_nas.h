// The scores of AZ-NAS (Lee and Ham, "AZ-NAS: Assembling Zero-Cost Proxies for Network Architecture
// Search", CVPR 2024, arXiv 2403.19232, section 3.2) that look at the features between blocks.
//
//   BlockFeatures features;
//   const network::FeatureMap& output = forward(block, input, normalisation, state, workspace);
//   features.observe(block, input, state, output, random, workspace);   // stem, cells, reductions
//   AzNasScores scores = features.scores();
#pragma once

#include <span>
#include <vector>

#include "core/base/random.h"
#include "core/network/network.h"

namespace tenprobes::proxies {

/// Higher is better in each. The fourth score of AZ-NAS, complexity, is the MACs.
struct AzNasScores {
  /// Sum over blocks of the entropy of the output's principal components' shares of variance: how
  /// isotropically features spread (equations 1 and 2).
  double expressivity;
  /// The smallest growth of that entropy from a block to the next (equation 3).
  double progressivity;
  /// Mean over blocks of 2 - s - 1/s, s the spectral norm of the block's Jacobian between channels,
  /// estimated with random signs as the output's gradient (equations 4 to 6): gradients should
  /// neither grow nor vanish.
  double trainability;
};

/// Each value 1 or -1.
void fill_with_signs(std::span<float> values, Random& random);

class BlockFeatures {
 public:
  /// Looks at a block that forward() has just run on `input`; the stem comes first.
  void observe(const network::Block& block, const network::FeatureMap& input,
               const network::BlockState& state, const network::FeatureMap& output, Random& random,
               network::Workspace& workspace);

  /// The same for blocks of other kinds: what each gives, and, but for the first, the gradient by its
  /// input that random signs as the gradient by its output lead to.
  void observe_output(const network::FeatureMap& output);
  void observe_gradients(const network::FeatureMap& by_input, const network::FeatureMap& by_output);

  /// -infinity in all where some block's output is constant, and in trainability where some block
  /// merely repeats its input; zeros of fewer than two blocks.
  AzNasScores scores() const;

 private:
  std::vector<double> entropies_, trainabilities_;
  network::FeatureMap output_gradient_, input_gradient_;
};

}  // namespace tenprobes::proxies
