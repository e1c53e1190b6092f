// How training-free scores combine into the quality that search maximises.
//
//   std::vector<double> quality = combined_quality(table.scores);
//
// With the scores of `tenprobes proxies compute`, in the manner of AZ-NAS (Lee and Ham, CVPR 2024,
// arXiv 2403.19232, section 3.3: sums of the logarithms of ranks, so that being among the worst in
// one score cannot be made up for in the others):
//
//   ln r(expressivity) + ln r(logsynflow_live) + 1/2 ln r(trainability) + 1/2 [identity path]
//
// r a score's rank over 15,625; [identity path] 1 where skip connections alone lead from the cell's
// input to its output (He et al., "Identity mappings in deep residual networks", ECCV 2016);
// disconnected cells come last. Scores, exponents and the last term were chosen with the accuracies
// of CIFAR-100 and the latencies of the meta-train and meta-valid devices among a few dozen such
// sums; CIFAR-10 and ImageNet16-120 were left for reporting. Progressivity, MACs and NASWOT added
// nothing beside these; a harmonic mean of ranks (with macs_live) lost a little more.
//
//                                              CIFAR-10   CIFAR-100   ImageNet16-120
//   Spearman with test accuracy                 0.942       0.935        0.917
//   points lost at the 0.1 budget               0.30        0.49         0.54
//   points lost at the 0.25 budget              0.54        0.91         0.71
//   points lost at the 0.5 budget               0.51        0.71         0.88
//   Spearman of AZ-NAS's own sum of log ranks
//   of its four scores, as we compute them      0.910       0.897        0.884
//
// The points are those of the network of the highest quality below the best that the budget allows,
// mean over HELP's 19 device settings; `tenprobes proxies compare --accuracy FILE... --device
// SPEC... --budget-quantile Q` repeats them from the shipped table.
//
// With FreeREA's published scores: the lesser of the ranks of NASWOT and logSynflow plus a quarter
// of skip. With the exact scores alone: macs_live.
#pragma once

#include <map>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "core/search_space/quality.h"

namespace tenprobes::proxies {

/// The quality that search maximises, from the best combination that these scores allow: percentile
/// points 0..100, [15625] by index; architectures of equal scores get equal quality. Throws Error
/// when there is no score to combine.
std::vector<double> combined_quality(const std::map<std::string, std::vector<float>>& scores);

/// One score alone as percentile points, [15625] by index.
std::vector<double> percentile_points(const std::vector<float>& score);

/// Such points in 16 bits each, little-endian: twice their rank, which is whole as equals share the
/// mean of their places. For pages that show the quality before they have the scores.
std::string pack_quality(std::span<const double> points);
/// The same points to the last bit. Throws Error if the bytes are no pack_quality().
std::vector<double> unpack_quality(std::string_view bytes, const std::string& name);

/// What is known of such a quality: 0 to 100 percentile points.
QualityFacts training_free_facts();

}  // namespace tenprobes::proxies
