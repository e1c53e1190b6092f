#include "core/search/informed.h"

#include <Eigen/Dense>
#include <algorithm>
#include <array>
#include <cmath>

#include "core/base/error.h"
#include "core/devices/catalogue/fit.h"
#include "core/devices/layered/layered_twin.h"
#include "core/prediction/expected_improvement.h"
#include "core/search/candidates.h"
#include "core/search/factories.h"

namespace tenprobes::search {

namespace {

constexpr int cost_count = 1 + edge_count * operation_count;

/// The costs that an architecture pays: the base, and one for each edge that is executed.
struct PaidCosts {
  std::array<int, 1 + edge_count> place;
  int count;
};

PaidCosts paid_costs(devices::Execution execution, int index) {
  const auto operations = cell_at(index).operations;
  const unsigned executed = devices::executed_edges_table(execution)[static_cast<size_t>(index)];
  PaidCosts paid{.place = {0}, .count = 1};
  for (int edge = 0; edge < edge_count; ++edge) {
    if (!(executed >> edge & 1)) continue;
    const auto operation = static_cast<int>(operations[static_cast<size_t>(edge)]);
    paid.place[static_cast<size_t>(paid.count++)] = 1 + edge * operation_count + operation;
  }
  return paid;
}

LinearFit fit_for(devices::Execution execution, std::span<const double> latencies) {
  Eigen::MatrixXd normal = Eigen::MatrixXd::Zero(cost_count, cost_count);
  Eigen::VectorXd right = Eigen::VectorXd::Zero(cost_count);
  int rows = 0;
  for (int index = 0; index < cell_count; ++index) {
    const double latency = latencies[static_cast<size_t>(index)];
    if (!(latency > 0)) continue;
    ++rows;
    const PaidCosts paid = paid_costs(execution, index);
    for (int i = 0; i < paid.count; ++i) {
      const int a = paid.place[static_cast<size_t>(i)];
      right(a) += latency;
      for (int j = 0; j < paid.count; ++j) normal(a, paid.place[static_cast<size_t>(j)]) += 1;
    }
  }
  if (rows == 0) throw Error("no latency of the device is known: there is nothing to fit");
  // Costs that never occur, and the one degree of freedom that an edge's costs share with the base
  // where every edge runs, are settled by a trace of ridge.
  normal.diagonal().array() += 1e-6 * rows;
  const Eigen::VectorXd costs = normal.ldlt().solve(right);

  LinearFit fit{.execution = execution,
                .expected_ms = std::vector<double>(cell_count),
                .row_ms = {},
                .spread_ms = 0,
                .relative_spread = 0,
                .ratios = {}};
  double squares = 0, ratio_squares = 0;
  for (int index = 0; index < cell_count; ++index) {
    const PaidCosts paid = paid_costs(execution, index);
    double expected = 0;
    for (int i = 0; i < paid.count; ++i) expected += costs(paid.place[static_cast<size_t>(i)]);
    fit.expected_ms[static_cast<size_t>(index)] = expected;
    const double latency = latencies[static_cast<size_t>(index)];
    if (!(latency > 0)) continue;
    squares += (latency - expected) * (latency - expected);
    const double ratio = latency / std::max(expected, devices::least_latency_ms);
    ratio_squares += (ratio - 1) * (ratio - 1);
    fit.ratios.push_back(ratio);
  }
  std::sort(fit.ratios.begin(), fit.ratios.end());
  fit.spread_ms = std::sqrt(squares / rows);
  fit.relative_spread = std::sqrt(ratio_squares / rows);
  return fit;
}

class Informed : public SearchStrategy {
 public:
  explicit Informed(LinearFit fit) : fit_(std::move(fit)) {}

  Architecture propose(const History& history, const Objective& objective, int /*probes_left*/,
                       Random& random) override {
    const double best = best_value(history, objective);
    if (!fit_.expected_ms.empty()) {
      return best_candidate(history, objective, [&](int index) {
        const auto i = static_cast<size_t>(index);
        return std::max(0.0, worth(objective, objective.quality[i], fit_.expected_ms[i], best));
      });
    }
    return bred_candidate(
        history, objective,
        [&](std::span<const Architecture> batch, std::span<double> values) {
          const LayeredSpace& space = layered(*objective.space);
          for (size_t i = 0; i < batch.size(); ++i) {
            values[i] = worth(objective, objective.quality_of(batch[i]),
                              space.sum_of(batch[i], fit_.row_ms), best);
          }
        },
        random);
  }

 private:
  /// What probing is expected to gain; below 0 where nothing, a slope for breeding to climb.
  double worth(const Objective& objective, double quality, double expected_ms, double best) const {
    const double expected = std::max(expected_ms, devices::least_latency_ms);
    if (objective.scalarisation) {
      const prediction::LatencyBelief belief{.mean_ms = expected,
                                             .spread_ms = fit_.relative_spread * expected};
      return prediction::expected_improvement(objective, quality, belief, best);
    }
    const double gain = quality - std::max(best, objective.no_answer);
    const double share = share_within(objective.budget_ms / expected);
    if (gain > 0 && share > 0) return gain * share;
    return gain > 0 ? -expected / objective.budget_ms : gain / objective.range - 1e6;
  }

  /// The share of architectures whose true latency is at most `ratio` times the expected one: the
  /// devices' own errors are anything but normal.
  double share_within(double ratio) const {
    const auto within = std::upper_bound(fit_.ratios.begin(), fit_.ratios.end(), ratio);
    return static_cast<double>(within - fit_.ratios.begin()) /
           static_cast<double>(fit_.ratios.size());
  }

  LinearFit fit_;
};

/// Of true and expected latencies, what the fit leaves.
void set_ratios(LinearFit& fit, std::vector<double> ratios) {
  std::sort(ratios.begin(), ratios.end());
  double squares = 0;
  for (const double ratio : ratios) squares += (ratio - 1) * (ratio - 1);
  fit.relative_spread = std::sqrt(squares / static_cast<double>(ratios.size()));
  fit.ratios = std::move(ratios);
}

/// Of a catalogue: the roofline that fits best (devices/catalogue/fit.h), with its families; of what
/// it leaves only the ratios, in log latency's least squares.
LinearFit fit_roofline(const CatalogueSpace& space, std::span<const double> true_latencies) {
  const devices::CatalogueModel model = devices::fit_catalogue_model(space, true_latencies).model;
  const devices::CatalogueCosts costs(space);
  LinearFit fit;
  for (int row = 0; row < space.size(); ++row) {
    const auto i = static_cast<std::size_t>(row);
    fit.expected_ms.push_back(expected_latency(model, costs, i, space.group_of(row)));
    const double latency = true_latencies[i];
    if (latency > 0) fit.ratios.push_back(latency / fit.expected_ms.back());
  }
  set_ratios(fit, std::move(fit.ratios));
  return fit;
}

/// Of a layered space: the table of what its layers cost (devices/layered/layered_twin.h) that fits
/// the latencies of crowd() best.
LinearFit fit_layers(const LayeredSpace& space, const devices::Device& device) {
  std::vector<Architecture> networks;
  std::vector<double> latencies, ratios;
  constexpr size_t enough = 3000;
  for (const Architecture& network : crowd(space)) {
    const std::optional<double> ms = device.expected_latency(network);
    if (!ms) continue;
    if (networks.size() == enough) break;
    networks.push_back(network);
    latencies.push_back(*ms);
  }
  LinearFit fit;
  fit.row_ms =
      devices::costs_of(space, devices::fit_layered_twin(space, networks, latencies).table);
  for (size_t i = 0; i < networks.size(); ++i) {
    ratios.push_back(latencies[i] /
                     std::max(space.sum_of(networks[i], fit.row_ms), devices::least_latency_ms));
  }
  set_ratios(fit, std::move(ratios));
  for (int index = 0; index < space.size(); ++index) {
    fit.expected_ms.push_back(space.sum_of(space.at(index), fit.row_ms));
  }
  return fit;
}

}  // namespace

LinearFit fit_linear(std::span<const double> true_latencies) {
  LinearFit best;
  for (const devices::Execution execution : devices::all_executions) {
    LinearFit fit = fit_for(execution, true_latencies);
    if (best.expected_ms.empty() || fit.spread_ms < best.spread_ms) best = std::move(fit);
  }
  return best;
}

std::unique_ptr<SearchStrategy> make_informed(const SearchSpace& space,
                                              const Ingredients& ingredients) {
  const std::span<const double> latencies = ingredients.target->known_latencies();
  switch (space.form()) {
    case Form::cells:
      return std::make_unique<Informed>(fit_linear(latencies));
    case Form::catalogue:
      return std::make_unique<Informed>(
          fit_roofline(static_cast<const CatalogueSpace&>(space), latencies));
    case Form::layered:
      break;
  }
  return std::make_unique<Informed>(fit_layers(layered(space), *ingredients.target));
}

}  // namespace tenprobes::search
