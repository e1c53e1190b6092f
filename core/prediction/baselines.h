// The predictors that the Bayesian one is held against: functions that learn a device from its probes
// and return what it then predicts. An architecture is its place in a list, a cell its index.
//
//   Forecast ridge = fit_ridge(probes);
//   double ms = ridge(index).mean;
//   std::unique_ptr<LatencyPredictor> proxy = cell_predictor(one_proxy(reference));
//
// `reference` are latencies of devices measured before, a list each by place, NaN where unknown; they
// are not owned.
#pragma once

#include <functional>
#include <memory>
#include <span>
#include <vector>

#include "core/prediction/predictor.h"

namespace tenprobes::prediction {

/// One measurement.
struct PlacedProbe {
  int place;
  double latency_ms;
};
using Probes = std::span<const PlacedProbe>;
using Forecast = std::function<Prediction(int place)>;
/// Of at least one probe.
using Fit = std::function<Forecast(Probes)>;
using Reference = std::vector<std::span<const double>>;

/// Ridge regression of a cell's latency on the five operation counts with an unpenalised base; the
/// penalty, of 1e-4 to 10 of the counts' mean square, is the one of the least leave-one-out error (in
/// closed form: Golub, Heath and Wahba, "Generalized cross-validation as a method for choosing a good
/// ridge parameter", 1979). Its deviation is the leave-one-out error; NaN of a single probe.
Forecast fit_ridge(Probes probes);

/// A table of what each operation costs on each edge of a cell (30 of them) and a base, by ridge
/// regression as above: what layer-wise predictors look up, learned from whole networks. With fewer
/// probes than entries, most of the table is the penalty's doing.
Forecast fit_layerwise(Probes probes);

/// A base and a cost an operation, all >= 0, of least squared error: coordinate descent from zero
/// (Franc, Hlavac and Navara, "Sequential coordinate-wise algorithm for the non-negative least
/// squares problem", 2005). Deviation: the residuals' root mean square.
Forecast fit_non_negative(Probes probes);

/// What is proportional to a known list ([places], positive; NaN where unknown, as is then the
/// prediction): the scale is the median of the probes' ratios, as one probe of a network that one of
/// the two devices hardly runs would spoil a mean, so the ranking is the list's own whatever the
/// probes say. Deviation: the ratios' relative spread, by their median absolute deviation, times the
/// mean; NaN of a single probe.
Fit proportional_to(std::vector<double> list);

/// Multiply-accumulates of every cell, millions.
std::vector<double> macs_shape();

/// Zero-shot: the geometric mean of the reference devices' latencies, each divided by its own mean.
/// Throws Error if there is none.
std::vector<double> mean_device_shape(const Reference& reference);

/// One Proxy (Lu et al., SIGMETRICS 2022): proportional to the reference device whose order the probes
/// follow best (Spearman; the first of equals, and of all with a single probe). Throws Error if there
/// is no reference device.
Fit one_proxy(Reference reference);

/// AdaProxy (the same paper, section 5): the proxy device's own linear predictor (a cost an operation
/// an edge of a cell, and a base, by least squares on all that is known of it), scaled to the target,
/// and corrected where the target differs from it, which is taken to be in few places: the correction
/// is sparse, found by the lasso in coordinate descent, with the penalty of the least leave-one-out
/// error, which is also the deviation. Throws Error if there is no reference device or one of them
/// knows fewer than 100 latencies.
Fit ada_proxy(Reference reference);

/// A predictor of cells.
std::unique_ptr<LatencyPredictor> cell_predictor(Fit fit);

}  // namespace tenprobes::prediction
