// Training-free scores of a network of a layered space: what naswot.h, log_synflow.h and az_nas.h say
// of cells.
//
//   const network::Chain chain = network::make_chain(space, architecture, random);
//   double told_apart = chain_naswot(chain, smooth_images(64, 16, random));
//   double flow = chain_log_synflow(chain, 16);
//   AzNasScores az_nas = chain_az_nas(chain, noise_images(64, 16, random), random);
//   ChainScores all = score_chain(space, architecture, settings);
//
// The images' size takes the place of the chain's own: fewer pixels rank networks much alike, in less
// time. Batch normalisation is folded into the weights, as in all chains.
#pragma once

#include "core/network/layered/chain.h"
#include "core/proxies/az_nas.h"
#include "core/proxies/score_network.h"

namespace tenprobes::proxies {

/// log |det K_H| of the signs that the activations of all layers give the images; 0 where two images
/// are alike in all of them, or there is no activation. `images` have the chain's channels.
double chain_naswot(const network::Chain& chain, const network::FeatureMap& images);

/// The sum over the convolutions' weights of | |w| log(g + 1e-6) |, where g is the gradient of the sum
/// of the logits by |w|, for an image of ones, all weights replaced by their magnitudes. Biases and
/// squeezes are left out; activations pass positive values.
double chain_log_synflow(const network::Chain& chain, int resolution);

/// A block ends at each normalised convolution without activation (the linear bottleneck of Sandler et
/// al., arXiv 1801.04381), or at every normalised convolution where there is none; the first one holds
/// what stands before it. A squeeze's factors count as constants in the gradients. `images` have the
/// chain's channels.
AzNasScores chain_az_nas(const network::Chain& chain, const network::FeatureMap& images,
                         Random& random);

struct ChainScores {
  double naswot = 0, log_synflow = 0;
  AzNasScores az_nas = {};
};

/// Means over settings.draws networks with weights drawn anew; NASWOT's smooth images and AZ-NAS's
/// noise are the same for every network. Throws Error where settings or space
/// (network::require_runnable) do not allow it, or a score is not finite.
ChainScores score_chain(const LayeredSpace& space, const Architecture& architecture,
                        const ScoreSettings& settings);

}  // namespace tenprobes::proxies
