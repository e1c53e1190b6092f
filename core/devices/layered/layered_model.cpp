#include "core/devices/layered/layered_model.h"

#include <algorithm>
#include <cmath>

#include "core/base/error.h"
#include "core/base/portable_math.h"

namespace tenprobes::devices {
namespace {

/// Of a kind's memory and launches, in log. Chosen, as the ranges of weights and launches were, on
/// FBNet's meta-train and meta-valid devices of HELP's split.
constexpr double kind_deviation = 0.3;

/// The library's logarithms may differ in their last bit natively and in WebAssembly: 24 bits of a
/// draw are the same in both.
double drawn(double value) {
  return static_cast<double>(static_cast<float>(value));
}

double log_uniform(Random& random, double low, double high) {
  return drawn(random.log_uniform(low, high));
}

double log_normal(Random& random, double deviation) {
  return drawn(std::exp(deviation * random.normal()));
}

/// Of a mean network.
struct Totals {
  double dense_macs = 0, activations = 0, parameters = 0, launches = 0;
};

Totals totals_of(const LayeredSpace& space) {
  Totals totals;
  double all_macs = 0;
  for (int row = 1; row < space.row_count(); ++row) {
    const double share = space.frequencies()[static_cast<std::size_t>(row)];
    for (const LayerOperation& operation : space.operations(row)) {
      const Family family = space.kinds()[static_cast<std::size_t>(operation.kind)].family;
      all_macs += share * operation.macs;
      if (family == Family::dense) totals.dense_macs += share * operation.macs;
      totals.activations += share * operation.activations;
      totals.parameters += share * operation.parameters;
      totals.launches += share * operation.launches;
    }
  }
  // A space may have no dense operation, or say nothing of activations or parameters.
  if (!(totals.dense_macs > 0)) totals.dense_macs = all_macs;
  for (double* total :
       {&totals.dense_macs, &totals.activations, &totals.parameters, &totals.launches}) {
    if (!(*total > 0)) *total = 1;
  }
  return totals;
}

void check(const LayeredSpace& space, const LayeredModel& model) {
  const auto refuse = [&](const char* what) {
    throw Error("a synthetic device of " + space.title() + ": " + what +
                " must be 0 or more and finite");
  };
  const auto good = [](double value) { return value >= 0 && value <= 1e12; };
  if (model.kinds.size() != space.kinds().size() || model.bands.size() != band_count ||
      (!model.shapes.empty() && static_cast<int>(model.shapes.size()) != space.shape_count())) {
    throw Error("a synthetic device of " + space.title() + " needs prices of " +
                std::to_string(space.kinds().size()) + " kinds of operation and factors of " +
                std::to_string(band_count) + " bands; there are " +
                std::to_string(model.kinds.size()) + " and " + std::to_string(model.bands.size()));
  }
  if (!good(model.memory)) refuse("memory");
  if (!good(model.weights)) refuse("weights");
  if (!good(model.launches)) refuse("launches");
  if (!good(model.base)) refuse("base");
  if (!good(model.mean_ms)) refuse("mean_ms");
  for (const KindPrices& kind : model.kinds) {
    if (!good(kind.compute) || !good(kind.memory) || !good(kind.launches)) {
      refuse("a kind's prices");
    }
  }
  for (const double shape : model.shapes) {
    if (!good(shape)) refuse("a shape's factor");
  }
  for (const BandFactors& band : model.bands) {
    if (!good(band.dense) || !good(band.depthwise) || !good(band.memory)) {
      refuse("a band's factors");
    }
  }
}

}  // namespace

int band_of(int side) {
  int band = 0;
  for (; side > 1 && band < band_count - 1; side /= 2) ++band;
  return band;
}

LayeredModel plain_layered_model(const LayeredSpace& space) {
  LayeredModel model;
  model.kinds.resize(space.kinds().size());
  model.bands.resize(band_count);
  for (std::size_t k = 0; k < model.kinds.size(); ++k) {
    if (space.kinds()[k].family == Family::depthwise) model.kinds[k].compute = 3;
  }
  return model;
}

LayeredModel draw_layered_device(const LayeredSpace& space, Random& random) {
  LayeredModel model = plain_layered_model(space);
  const double depthwise = log_uniform(random, 0.5, 15), squeeze = log_uniform(random, 0.3, 3);
  const double squeeze_memory = log_uniform(random, 0.3, 10);
  const double squeeze_launches = log_uniform(random, 0.3, 30);
  const double grouped = log_uniform(random, 1, 3);
  bool first_depthwise = true;
  for (std::size_t k = 0; k < model.kinds.size(); ++k) {
    KindPrices& prices = model.kinds[k];
    prices.memory = log_normal(random, kind_deviation);
    prices.launches = log_normal(random, kind_deviation);
    const double own = log_normal(random, 0.25);
    switch (space.kinds()[k].family) {
      case Family::dense:
        prices.compute = k == grouped_kind ? grouped : 1;
        break;
      case Family::depthwise:
        prices.compute = depthwise * (first_depthwise ? 1 : own);
        first_depthwise = false;
        break;
      case Family::squeeze:
        prices.compute = squeeze;
        prices.memory *= squeeze_memory;
        prices.launches *= squeeze_launches;
        break;
      case Family::elementwise:
        break;
    }
  }
  for (BandFactors& band : model.bands) {
    band.dense = log_normal(random, 0.4);
    band.depthwise = log_normal(random, 0.4);
    band.memory = log_normal(random, 0.4);
  }
  model.memory = log_uniform(random, 0.01, 3);
  model.weights = log_uniform(random, 0.003, 1.5);
  model.launches = log_uniform(random, 0.005, 20);
  model.base = log_uniform(random, 0.02, 1);
  const bool overlaps = random.chance(0.5);
  model.rule = random.chance(0.3)    ? LayerRule::launches_hide
               : random.chance(0.15) ? LayerRule::pipeline
               : overlaps            ? LayerRule::overlap
                                     : LayerRule::sum;
  return model;
}

std::vector<double> costs_of(const LayeredSpace& space, const LayeredModel& model) {
  check(space, model);
  const Totals totals = totals_of(space);
  const double per_mac = 1 / totals.dense_macs;
  const double per_activation = model.memory / totals.activations;
  const double per_parameter = model.weights / totals.parameters;
  const double per_launch = model.launches / totals.launches;
  std::vector<double> costs(static_cast<std::size_t>(space.row_count()));
  double layers = 0;
  for (int row = 1; row < space.row_count(); ++row) {
    double& cost = costs[static_cast<std::size_t>(row)];
    double dense = 0, depthwise = 0, moved = 0, other = 0;  // of a pipeline
    for (const LayerOperation& operation : space.operations(row)) {
      const KindPrices& kind = model.kinds[static_cast<std::size_t>(operation.kind)];
      const Family family = space.kinds()[static_cast<std::size_t>(operation.kind)].family;
      const BandFactors& band = model.bands[static_cast<std::size_t>(band_of(operation.side))];
      const double shape =
          model.shapes.empty() ? 1 : model.shapes[static_cast<std::size_t>(operation.shape)];
      const double compute = shape * operation.macs * per_mac * kind.compute *
                             (family == Family::depthwise ? band.depthwise : band.dense);
      const double memory =
          shape * operation.activations * per_activation * kind.memory * band.memory;
      const double loaded = operation.parameters * per_parameter;
      const double launched = operation.launches * per_launch * kind.launches;
      switch (model.rule) {
        case LayerRule::sum:
          cost += compute + memory + loaded + launched;
          break;
        case LayerRule::overlap:
          cost += std::max(compute, memory) + loaded + launched;
          break;
        case LayerRule::launches_hide:
          cost += std::max(std::max(compute, memory) + loaded, launched);
          break;
        case LayerRule::pipeline:
          (family == Family::depthwise ? depthwise : dense) += compute;
          moved += memory;
          other += loaded + launched;
          break;
      }
    }
    cost += std::max({dense, depthwise, moved}) + other;
    layers += space.frequencies()[static_cast<std::size_t>(row)] * cost;
  }
  const double scale = layers > 0 ? model.mean_ms / (layers * (1 + model.base)) : 0;
  for (double& cost : costs) cost *= scale;
  for (int r = 0; r < space.resolution_count(); ++r) {
    costs[static_cast<std::size_t>(space.row_of(r, 0))] += scale * layers * model.base;
  }
  return costs;
}

}  // namespace tenprobes::devices
