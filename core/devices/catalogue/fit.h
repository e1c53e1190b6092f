// A twin of a real device: a roofline fitted to measured latencies of a catalogue's networks.
//
//   CatalogueTwin twin = fit_catalogue_model(space, latencies);     // [rows], ms, NaN: not measured
//   double ms = expected_latency(twin.model, CatalogueCosts(space), row, space.group_of(row));
//
// The logarithms are fitted: least squares with Huber weights against outliers, by Gauss and
// Newton's steps (Levenberg's damping) on the logarithms of the four costs and on the two exponents,
// once with and once without overlap, each pulled gently to where draw_roofline() has its middle, as
// what few rows cannot tell must come from somewhere. A family's factor is the mean of what is left
// in it, drawn to 1 by how few they are. The quality is that of five-fold cross-validation.
#pragma once

#include <span>

#include "core/devices/catalogue/catalogue_model.h"
#include "core/devices/fit_quality.h"

namespace tenprobes::devices {

inline constexpr int least_networks_to_fit = 10;

struct CatalogueTwin {
  CatalogueModel model;  ///< its noise is the robust deviation of what it leaves
  FitQuality quality;    ///< of log latency; structure and drift are not told apart from noise: 0
};

/// Throws Error where fewer than least_networks_to_fit latencies are known.
CatalogueTwin fit_catalogue_model(const CatalogueSpace& space, std::span<const double> latencies);

}  // namespace tenprobes::devices
