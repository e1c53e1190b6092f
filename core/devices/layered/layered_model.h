// How a synthetic device prices the networks of a layered space: any space, by its operations.
//
//   LayeredModel model = draw_layered_device(space, random);    // another device at every call
//   std::vector<double> costs = costs_of(space, model);         // ms, by row of the space
//   double ms = space.sum_of(architecture, costs);              // without noise
//
// An operation takes its multiply-accumulates at its kind's price, moves its activations, loads its
// parameters and is launched; a layer is the sum of its operations, a network of its layers and of
// what it pays in any case. Everything is relative to the time that the multiply-accumulates of a
// mean network's dense operations take together (1), and the whole is scaled to a mean latency, so
// that a model fits any space and a figure means the same in each.
//
// The distribution (ranges from counting operations and from published hardware, as in
// devices/distribution.h; no measurement of a real device is in them):
//
//   compute   a multiply-accumulate of a dense operation 1; of a grouped one 1 to 3, and of a
//             depthwise one 0.5 to 15, as they reuse less (larger kernels' times exp N(0, .25)); of a
//             squeeze 0.3 to 3
//   memory    all activations together 0.01 to 3 of the dense compute, each kind's times
//             exp N(0, .3); a squeeze's times 0.3 to 10
//   weights   all parameters together 0.003 to 1.5 of it
//   launches  all together 0.005 to 20 of it (a GPU at batch 1 does little else), each kind's times
//             exp N(0, .3); a squeeze's times 0.3 to 30
//   bands     at each octave of input sides, dense compute, depthwise compute and memory times
//             exp N(0, .4) each: caches and tilings fit some shapes better
//   rule      compute and memory overlap (the larger counts) or add up, even odds (Williams,
//             Waterman and Patterson, CACM 2009); on 30 % launches hide what is shorter; on 15 % a
//             layer is a pipeline whose slowest stage counts, as on accelerators that stream
//             (factors of single shapes of operation, which real devices have, worsened predictions
//             of others: beliefs allow for them instead)
//   base      0.02 to 1 of the layers, besides the fixed operations' own cost
#pragma once

#include <vector>

#include "core/base/random.h"
#include "core/search_space/layered/layered_space.h"

namespace tenprobes::devices {

/// How a layer's compute, memory and launches make its time.
enum class LayerRule {
  sum,            ///< one after the other
  overlap,        ///< the larger of compute and memory, and the launches
  pipeline,       ///< the largest of dense compute, depthwise compute and memory, and the launches
  launches_hide,  ///< the larger of work and launches: a device that is fed from a queue
};

/// Of one kind of operation, beside what its family costs.
struct KindPrices {
  double compute = 1;   ///< of a multiply-accumulate, over a dense one's
  double memory = 1;    ///< of an activation moved, over the mean network's
  double launches = 1;  ///< of a launch, over the mean network's

  bool operator==(const KindPrices&) const = default;
};

/// Of one octave of input sides.
struct BandFactors {
  double dense = 1, depthwise = 1, memory = 1;

  bool operator==(const BandFactors&) const = default;
};

struct LayeredModel {
  double mean_ms = 1;     ///< latency of a mean network
  double memory = 0.2;    ///< all activations of a mean network, of its dense compute
  double weights = 0.05;  ///< all its parameters
  double launches = 0.3;  ///< all its launches
  double base = 0.1;      ///< what every network pays, of the layers together
  LayerRule rule = LayerRule::sum;
  std::vector<KindPrices> kinds;   ///< [space.kinds()]
  std::vector<BandFactors> bands;  ///< [band_count]
  /// What operations of single shapes take, times the above: [space.shape_count()]; empty: all 1.
  std::vector<double> shapes = {};

  bool operator==(const LayeredModel&) const = default;
};

/// Octaves of sides: 1, 2-3, 4-7, ... 4096 and more.
inline constexpr int band_count = 13;
int band_of(int side);

/// A mean device of the space: no factor deviates.
LayeredModel plain_layered_model(const LayeredSpace& space);

/// One of the distribution above, with a mean latency of 1.
LayeredModel draw_layered_device(const LayeredSpace& space, Random& random);

/// What each row of the space costs, ms: [row_count()]. Throws Error where the model is of another
/// space or a value is negative or not finite.
std::vector<double> costs_of(const LayeredSpace& space, const LayeredModel& model);

}  // namespace tenprobes::devices
