#include "core/devices/layered/layered_twin.h"

#include <Eigen/Dense>
#include <algorithm>
#include <cmath>
#include <limits>
#include <string>

#include "core/base/error.h"
#include "core/statistics/ranking.h"
#include "core/statistics/summary.h"

namespace tenprobes::devices {
namespace {

constexpr std::size_t folds = 5;  // every fifth network
// What a cost's squared distance from what its operations explain may count, beside squared errors.
constexpr double penalties[] = {0, 1, 3, 10, 30, 100, 300, 1e3, 3e3, 1e4, 3e4, 1e5, 3e5, 1e6};

/// The part of a list of costs that is no sum of prices: of being there, and of launches,
/// multiply-accumulates, activations and parameters of each kind of operation. [entries, entries], a
/// projection; the fixed part has a price of its own.
Eigen::MatrixXd unexplained_by_operations(const LayeredSpace& space) {
  const Eigen::Index entries = space.entry_count();
  Eigen::MatrixXd priced = Eigen::MatrixXd::Zero(entries, 2 + 4 * std::ssize(space.kinds()));
  priced(0, 0) = 1;
  for (int entry = 1; entry < space.entry_count(); ++entry) {
    const auto operations = space.operations(space.row_of(space.resolution_count() - 1, entry));
    priced(entry, 1) = operations.empty() ? 0 : 1;
    for (const LayerOperation& each : operations) {
      priced.row(entry).segment<4>(2 + 4 * each.kind) +=
          Eigen::RowVector4d(each.launches, each.macs, each.activations, each.parameters);
    }
  }
  for (auto column : priced.colwise()) {
    if (column.norm() > 0) column.normalize();
  }
  const Eigen::ColPivHouseholderQR<Eigen::MatrixXd> qr(priced);
  const Eigen::MatrixXd basis = qr.householderQ() * Eigen::MatrixXd::Identity(entries, qr.rank());
  return Eigen::MatrixXd::Identity(entries, entries) - basis * basis.transpose();
}

/// Least squares for the costs, constants first.
class NormalEquations {
 public:
  explicit NormalEquations(const LayeredSpace& space)
      : space_(&space),
        entries_(space.entry_count()),
        n_(entries_ * (space.has_resolution() ? 2 : 1)),
        normal_(Eigen::MatrixXd::Zero(n_, n_)),
        right_(Eigen::VectorXd::Zero(n_)) {}

  void add(const Architecture& architecture, double latency) {
    Eigen::VectorXd row = Eigen::VectorXd::Zero(n_);
    std::vector<std::uint16_t> rows(static_cast<std::size_t>(space_->rows_of_one()));
    space_->rows_of(architecture, rows);
    const double area = space_->area_of(space_->resolution_of(architecture));
    for (const std::uint16_t place : rows) {
      const int entry = space_->entry_of_row(place);
      if (entry < 0) continue;
      row(entry) += 1;
      if (n_ > entries_) row(entries_ + entry) += area;
    }
    normal_.selfadjointView<Eigen::Lower>().rankUpdate(row);
    right_ += latency * row;
  }

  NormalEquations& operator+=(const NormalEquations& other) {
    normal_ += other.normal_;
    right_ += other.right_;
    return *this;
  }

  // With a slight ridge, as the fixed part cannot be told from what all choices have in common.
  LayeredTable solve(const Eigen::MatrixXd& unexplained, double penalty) const {
    Eigen::MatrixXd penalised = normal_;
    penalised.diagonal().tail(n_ - 1).array() += 1e-3;
    for (Eigen::Index part = 0; part < n_; part += entries_) {
      penalised.block(part, part, entries_, entries_) += penalty * unexplained;
    }
    const Eigen::VectorXd costs = penalised.selfadjointView<Eigen::Lower>().ldlt().solve(right_);
    LayeredTable table;
    table.constant.assign(costs.data(), costs.data() + entries_);
    table.by_area.assign(costs.data() + entries_, costs.data() + n_);
    return table;
  }

 private:
  const LayeredSpace* space_;
  Eigen::Index entries_, n_;
  Eigen::MatrixXd normal_;  // its lower half
  Eigen::VectorXd right_;
};

/// The same latencies, with what a layer's choices have in common in the fixed part.
void put_cheapest_at_0(const LayeredSpace& space, LayeredTable& table) {
  if (space.has_resolution()) return;
  std::vector<double> cheapest(static_cast<std::size_t>(space.class_count()));
  std::vector<bool> always(cheapest.size(), true);
  for (int layer = 0; layer < space.layer_count(); ++layer) {
    for (int choice = 0; choice < space.choice_count(layer); ++choice) {
      if (space.row_at(layer, choice, 0) == 0) {
        always[static_cast<std::size_t>(space.class_of(layer))] = false;
      }
    }
  }
  for (int c = 0; c < space.class_count(); ++c) {
    const auto first = table.constant.begin() + static_cast<std::ptrdiff_t>(space.entry_of(c, 0));
    const auto last = first + static_cast<std::ptrdiff_t>(space.shape_of(c).choices.size());
    if (!always[static_cast<std::size_t>(c)]) continue;
    const double least = *std::min_element(first, last);
    cheapest[static_cast<std::size_t>(c)] = least;
    std::for_each(first, last, [least](double& cost) { cost -= least; });
  }
  for (int layer = 0; layer < space.layer_count(); ++layer) {
    table.constant[0] += cheapest[static_cast<std::size_t>(space.class_of(layer))];
  }
}

}  // namespace

std::vector<double> costs_of(const LayeredSpace& space, const LayeredTable& table) {
  const auto entries = static_cast<std::size_t>(space.entry_count());
  if (table.constant.size() != entries ||
      (!table.by_area.empty() && table.by_area.size() != entries)) {
    throw Error("a table of " + std::to_string(table.constant.size()) + " costs is not one of " +
                space.title() + ", which has " + std::to_string(entries));
  }
  std::vector<double> costs(static_cast<std::size_t>(space.row_count()));
  for (int r = 0; r < space.resolution_count(); ++r) {
    for (std::size_t entry = 0; entry < entries; ++entry) {
      double& cost = costs[static_cast<std::size_t>(space.row_of(r, static_cast<int>(entry)))];
      cost = table.constant[entry];
      if (!table.by_area.empty()) cost += table.by_area[entry] * space.area_of(r);
    }
  }
  return costs;
}

std::size_t least_networks_of_a_twin(const LayeredSpace& space) {
  const auto costs =
      static_cast<std::size_t>(space.entry_count()) * (space.has_resolution() ? 2 : 1);
  return (11 * costs + 7) / 8;  // more than costs, with a fifth left out
}

LayeredTwin fit_layered_twin(const LayeredSpace& space, std::span<const Architecture> architectures,
                             std::span<const double> latencies) {
  if (architectures.size() != latencies.size()) {
    throw Error(std::to_string(architectures.size()) + " networks of " + space.title() + " and " +
                std::to_string(latencies.size()) + " latencies do not go together");
  }
  const std::size_t least = least_networks_of_a_twin(space);
  if (latencies.size() < least) {
    throw Error("a device of " + space.title() + " needs at least " + std::to_string(least) +
                " measured networks to be fitted; there are " + std::to_string(latencies.size()));
  }
  std::vector<NormalEquations> parts(folds, NormalEquations(space));
  for (std::size_t i = 0; i < latencies.size(); ++i) {
    parts[i % folds].add(architectures[i], latencies[i]);
  }
  NormalEquations whole(space);
  for (const NormalEquations& part : parts) whole += part;
  std::vector<NormalEquations> without(folds, NormalEquations(space));
  for (std::size_t fold = 0; fold < folds; ++fold) {
    for (std::size_t i = 0; i < folds; ++i) {
      if (i != fold) without[fold] += parts[i];
    }
  }

  const Eigen::MatrixXd unexplained = unexplained_by_operations(space);
  double best_penalty = 0, residual = std::numeric_limits<double>::infinity();
  std::vector<double> predicted(latencies.size()), best_predicted;
  for (const double penalty : penalties) {
    std::vector<std::vector<double>> costs_without;
    for (const NormalEquations& others : without) {
      costs_without.push_back(costs_of(space, others.solve(unexplained, penalty)));
    }
    double squares = 0;
    for (std::size_t i = 0; i < latencies.size(); ++i) {
      predicted[i] = space.sum_of(architectures[i], costs_without[i % folds]);
      squares += std::pow(latencies[i] - predicted[i], 2);
    }
    if (!(squares < residual)) continue;
    best_penalty = penalty;
    residual = squares;
    best_predicted = predicted;
  }
  LayeredTwin twin{.table = whole.solve(unexplained, best_penalty)};
  put_cheapest_at_0(space, twin.table);

  twin.fit = {.rows = static_cast<int>(latencies.size()),
              .r2 = statistics::r_squared(best_predicted, latencies, 1),
              .srcc = statistics::spearman(best_predicted, latencies)};
  const auto count = static_cast<double>(latencies.size());
  twin.noise = std::sqrt(residual / count) / statistics::mean(latencies);
  return twin;
}

}  // namespace tenprobes::devices
