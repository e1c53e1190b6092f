// What the features of a catalogue say about its networks' costs, in the terms that devices charge.
//
//   CatalogueCosts costs(space);
//   double twice_the_macs = costs.log_ratios(Cost::compute)[row];        // log 2
//
// Features are told by their names (without regard to case):
//   compute   gmacs mmacs macs gflops mflops flops
//   memory    mactivations activations macts
//   weights   mparams params parameters size_mb file_mb mb bytes
//   launches  launches layers operations depth
// Others (a resolution, a year) are no costs. Where neither compute nor memory is told, a stand-in
// takes the place of compute: the weights, or else the quality, as better networks tend to cost
// more.
#pragma once

#include <array>
#include <span>
#include <vector>

#include "core/search_space/catalogue/catalogue.h"

namespace tenprobes::devices {

enum class Cost { compute, memory, weights, launches };
inline constexpr std::size_t cost_count = 4;

/// Where what stands for compute comes from: how far it can be trusted.
enum class CostBasis { measured, weights, quality };

class CatalogueCosts {
 public:
  explicit CatalogueCosts(const CatalogueSpace& space);

  /// log(feature / the file's median of it), [rows]; empty where no feature tells. A row that lacks
  /// it has the mean of its other costs' ratios, or 0.
  std::span<const double> log_ratios(Cost cost) const {
    return log_ratios_[static_cast<std::size_t>(cost)];
  }
  bool has(Cost cost) const { return !log_ratios(cost).empty(); }
  CostBasis basis() const { return basis_; }
  int rows() const { return rows_; }

 private:
  int rows_;
  CostBasis basis_ = CostBasis::measured;
  std::array<std::vector<double>, cost_count> log_ratios_;
};

}  // namespace tenprobes::devices
