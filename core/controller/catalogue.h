// The architectures worth proposing where latency depends on operation counts alone: of all that
// cost the same, the ones of best quality.
//
//   Catalogue catalogue(quality, allowed, CountedEdges::all);
//   for (const Candidate& candidate : catalogue.candidates()) ...     // best quality first
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "core/controller/cost_estimate.h"

namespace tenprobes::controller {

/// Which edges are taken to cost time.
enum class CountedEdges { all, reaching_output };

struct Candidate {
  Cell architecture;
  double quality;  ///< percentile points, 0..100
};

class Catalogue {
 public:
  /// quality: [15625]; allowed: [15625] or empty for all.
  Catalogue(std::span<const double> quality, std::span<const std::uint8_t> allowed,
            CountedEdges edges);

  /// The two best allowed of each combination of counts, best quality first.
  std::span<const Candidate> candidates() const { return candidates_; }

  /// What the estimate says of the first ratios.size() candidates: latency over budget, and its
  /// variance without measurement noise.
  void predict(const CostEstimate& estimate, std::span<double> ratios,
               std::span<double> variances) const;

 private:
  std::vector<Candidate> candidates_;
  /// Feature i times feature j of all candidates, a run for each i <= j: so that predict() works on
  /// whole vectors of candidates.
  std::vector<double> products_;
};

}  // namespace tenprobes::controller
