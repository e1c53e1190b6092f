// How a synthetic device, and the fitted twin of a real one, price the networks of a catalogue.
//
//   CatalogueCosts costs(space);                       // what the features say
//   CatalogueModel model;                              // a laptop, say
//   model.memory_ms = 20;                              // bound by memory
//   double ms = expected_latency(model, costs, row, space.group_of(row));
//   CatalogueModel another = draw_catalogue_model(costs.basis(), 40, random);   // families
//
// A roofline (Williams, Waterman and Patterson, CACM 2009), with all costs those of the catalogue's
// median network:
//
//   latency = family * ([C^p + R^p]^(1/p) + W + S)
//   C = compute_ms  * (MACs / median)^compute_exponent           big networks fill a chip better
//   R = memory_ms   * (activations / median)^memory_exponent
//   W = weights_ms  * parameters / median
//   S = launches_ms * launches / median, or sqrt(activations / median) where they are not known
//   p = 1: computing and moving one after the other; 4: at the same time
//
// What a catalogue does not tell (costs.h) is left out; launches are then alike for all.
#pragma once

#include <span>
#include <vector>

#include "core/base/random.h"
#include "core/devices/catalogue/costs.h"

namespace tenprobes::devices {

struct CatalogueModel {
  double compute_ms = 10;         ///< >= 0
  double compute_exponent = 0.8;  ///< 0..2; 1: in proportion
  double memory_ms = 10;          ///< >= 0
  double memory_exponent = 0.9;   ///< 0..2
  double weights_ms = 0.3;        ///< >= 0
  double launches_ms = 0.2;       ///< >= 0
  bool overlapped = false;        ///< whether memory moves while the chip computes
  /// How many times as long a family's networks take as their costs say, by its place in the
  /// catalogue's groups(); > 0. Those beyond the end, and networks without a group: 1.
  std::vector<double> family = {};
  double noise = 0;     ///< relative standard deviation of one measurement (log-normal); 0..1
  double clock_ms = 0;  ///< latencies are rounded to multiples of this (at least one); 0: exact

  bool operator==(const CatalogueModel&) const = default;
};

/// How unlike the families of one device are: standard deviation of the logarithm.
inline constexpr double family_deviation = 0.25;

/// Throws Error naming the first field that is out of its range.
void validate(const CatalogueModel& model);

/// The latency without noise, clock and family; ms. Allocates nothing.
double roofline_latency(const CatalogueModel& model, const CatalogueCosts& costs, std::size_t row);

/// The latency without noise and clock, ms. `group`: of the row, -1 if it has none.
double expected_latency(const CatalogueModel& model, const CatalogueCosts& costs, std::size_t row,
                        int group);

/// One of the devices that beliefs take as their prior, in units of the median network's compute:
/// without families, noise and clock. Ranges are from counting what networks of each size do, with
/// launches and weights kept small; no measurement of a real device is in them. Allocates nothing.
CatalogueModel draw_roofline(CostBasis basis, Random& random);

/// A whole device: a roofline of some speed, whose kernels suit its `families` unequally, with
/// noise; some have a clock of whole ms.
CatalogueModel draw_catalogue_model(CostBasis basis, int families, Random& random);

/// Many rooflines, priced at once: loops over them vectorise.
class Rooflines {
 public:
  explicit Rooflines(std::span<const CatalogueModel> models);
  std::size_t count() const { return compute_.size(); }
  /// log(roofline_latency) of each, [count()]. Allocates nothing.
  void log_latencies(const CatalogueCosts& costs, std::size_t row, std::span<double> into) const;

 private:
  std::vector<double> compute_, compute_exponent_, memory_, memory_exponent_, weights_, launches_;
  std::vector<double> overlapped_;  // 1 or 0
};

/// One measurement: noise, then the clock; without a clock, rounded to whole nanoseconds. Draws
/// from `random` only if noise > 0.
double measure(const CatalogueModel& model, double expected_ms, Random& random);

}  // namespace tenprobes::devices
