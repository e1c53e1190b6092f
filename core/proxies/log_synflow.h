// logSynflow (Cavagnero, Robbiano, Caputo and Averta, "FreeREA: Training-Free Evolution-based
// Architecture Search", WACV 2023, arXiv 2207.05135, section 3.1): synaptic flow (Tanaka et al.,
// NeurIPS 2020) with the gradient's logarithm, so that wide and deep networks do not explode.
//
//   double score = log_synflow(network, 32);
#pragma once

#include "core/network/network.h"
#include "core/search_space/cells/cell.h"

namespace tenprobes::proxies {

/// Added to gradients, so that their logarithm is finite.
inline constexpr double gradient_floor = 1e-6;

/// The sum over weights of | |w| log(g + 1e-6) |, where g is the gradient of the sum of the logits
/// by |w|, for an input of ones, all weights replaced by their magnitudes and batch norm left out.
double log_synflow(const network::Network& network, int resolution);

/// What the weights of an architecture's dead convolutions add on average in a network that holds
/// them: their gradient is zero, so each adds |w| |log 1e-6|. FreeREA's published figures have it.
double dead_log_synflow(const Cell& architecture);

}  // namespace tenprobes::proxies
