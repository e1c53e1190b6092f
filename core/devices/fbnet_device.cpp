#include "core/devices/fbnet_device.h"

#include <Eigen/Dense>
#include <algorithm>
#include <array>
#include <cmath>
#include <numeric>
#include <string>

#include "core/base/error.h"
#include "core/statistics/ranking.h"
#include "core/statistics/summary.h"

namespace tenprobes::devices {

namespace {

constexpr size_t classes = fbnet_class_count, operations = fbnet_operation_count;
constexpr double resolution_spread = 0.3;
constexpr size_t least_fbnet_rows = 150;  // more than there are costs, with a fifth left out

struct Blocks {
  std::array<std::array<FbnetBlockCost, operations>, classes> cost;
  std::array<int, classes> resolution_place;  ///< 0..3: 32, 16, 8 and 4 pixels
  std::array<double, classes> layers;         ///< how many the class has
  FbnetBlockCost total;                       ///< of a mean network
};

const Blocks& all_blocks() {
  static const Blocks blocks = [] {
    Blocks made{};
    for (int layer = 0; layer < fbnet_layer_count; ++layer) {
      const auto c = static_cast<size_t>(fbnet_classes()[static_cast<size_t>(layer)]);
      made.layers[c] += 1;
      int resolution = fbnet_layers()[static_cast<size_t>(layer)].resolution;
      for (made.resolution_place[c] = 0; resolution < 32; resolution *= 2) {
        ++made.resolution_place[c];
      }
      for (size_t o = 0; o < operations; ++o) {
        const FbnetBlockCost cost = fbnet_block_cost(layer, static_cast<int>(o));
        made.cost[c][o] = cost;
        constexpr double share = 1.0 / operations;
        made.total.pointwise_macs += share * cost.pointwise_macs;
        made.total.activations += share * cost.activations;
        made.total.parameters += share * cost.parameters;
        made.total.convolutions += share * cost.convolutions;
      }
    }
    return made;
  }();
  return blocks;
}

/// Of least squares for the costs.
struct NormalEquations {
  static constexpr auto n = static_cast<Eigen::Index>(fbnet_cost_count);
  Eigen::MatrixXd normal = Eigen::MatrixXd::Zero(n, n);  // its lower half
  Eigen::VectorXd right = Eigen::VectorXd::Zero(n);

  void add(const FbnetArchitecture& architecture, double latency) {
    Eigen::VectorXd row = Eigen::VectorXd::Zero(n);
    row(0) = 1;
    for (size_t layer = 0; layer < fbnet_layer_count; ++layer) {
      row(static_cast<Eigen::Index>(fbnet_cost_at(layer, architecture.operations[layer]))) += 1;
    }
    normal.selfadjointView<Eigen::Lower>().rankUpdate(row);
    right += latency * row;
  }

  NormalEquations& operator+=(const NormalEquations& other) {
    normal += other.normal;
    right += other.right;
    return *this;
  }

  // With a slight penalty, as the base cannot be told from what all operations have in common.
  FbnetCosts solve() const {
    Eigen::MatrixXd penalised = normal;
    penalised.diagonal().tail(n - 1).array() += 1e-3;
    const Eigen::VectorXd costs = penalised.selfadjointView<Eigen::Lower>().ldlt().solve(right);
    return FbnetCosts(costs.data(), costs.data() + n);
  }
};

/// The same latencies, with what a layer's operations have in common in the base.
FbnetCosts with_cheapest_at_0(FbnetCosts costs) {
  const FbnetCosts before = costs;
  for (size_t layer = 0; layer < fbnet_layer_count; ++layer) {
    const auto first = before.begin() + static_cast<std::ptrdiff_t>(fbnet_cost_at(layer, 0));
    const double cheapest = *std::min_element(first, first + fbnet_operation_count);
    costs[0] += cheapest;
    for (size_t o = 0; o < operations; ++o) {
      costs[fbnet_cost_at(layer, o)] = before[fbnet_cost_at(layer, o)] - cheapest;
    }
  }
  return costs;
}

std::array<double, 4> resolution_factors(Random& random) {
  std::array<double, 4> factors{};
  for (double& factor : factors) factor = std::exp(resolution_spread * random.normal());
  return factors;
}

}  // namespace

FbnetCosts draw_fbnet_costs(Random& random) {
  const Blocks& blocks = all_blocks();
  const double work = blocks.total.pointwise_macs;
  const auto pointwise = resolution_factors(random), depthwise = resolution_factors(random),
             memory = resolution_factors(random);
  const double price = random.log_uniform(0.5, 15);
  const double price_of_5x5 = price * random.log_uniform(0.7, 1.3);
  const double activation = work / blocks.total.activations * random.log_uniform(0.01, 3);
  const double parameter = work / blocks.total.parameters * random.log_uniform(0.003, 0.7);
  const double launch = work / blocks.total.convolutions * random.log_uniform(0.005, 20);
  const double shuffle = 3 * launch * random.uniform(0, 0.5);
  const bool overlaps = random.chance(0.5), launches_hide = random.chance(0.3);

  FbnetCosts costs(fbnet_cost_count);
  double layers = 0;
  for (size_t c = 0; c < classes; ++c) {
    const auto place = static_cast<size_t>(blocks.resolution_place[c]);
    for (size_t o = 0; o < operations; ++o) {
      const FbnetBlockCost& block = blocks.cost[c][o];
      const double compute =
          block.pointwise_macs * pointwise[place] +
          block.depthwise_macs * depthwise[place] * (block.five_by_five ? price_of_5x5 : price);
      const double moved = block.activations * activation * memory[place];
      const double loaded = block.parameters * parameter;
      const double launched = block.convolutions * launch;
      double cost = launches_hide ? std::max(compute + loaded, launched)
                                  : (overlaps ? std::max(compute, moved) : compute + moved) +
                                        loaded + launched;
      if (block.grouped) cost += shuffle;
      costs[1 + c * operations + o] = cost;
      layers += blocks.layers[c] * cost / operations;
    }
  }
  costs[0] = layers * random.log_uniform(0.02, 1);
  const double mean = costs[0] + layers;
  for (double& cost : costs) cost /= mean;
  return costs;
}

double fbnet_latency(const FbnetCosts& costs, const FbnetArchitecture& architecture) {
  double latency = costs[0];
  for (size_t layer = 0; layer < fbnet_layer_count; ++layer) {
    latency += costs[fbnet_cost_at(layer, architecture.operations[layer])];
  }
  return latency;
}

double FbnetDevice::latency(const FbnetArchitecture& architecture) const {
  return std::max(1e-3, fbnet_latency(costs, architecture));
}

double FbnetDevice::probe(const FbnetArchitecture& architecture, Random& random) const {
  return latency(architecture) * std::exp(noise * random.normal());
}

FbnetDevice synthetic_fbnet_device(std::uint64_t seed) {
  Random random(seed);
  FbnetDevice device{draw_fbnet_costs(random)};
  const double mean_ms = random.log_uniform(2, 200);
  for (double& cost : device.costs) cost *= mean_ms;
  return device;
}

const std::vector<FbnetArchitecture>& fbnet_crowd() {
  static const std::vector<FbnetArchitecture> crowd = [] {
    Random random(1);
    std::vector<FbnetArchitecture> drawn(10000);
    for (FbnetArchitecture& network : drawn) network = random_fbnet_architecture(random);
    return drawn;
  }();
  return crowd;
}

double fbnet_budget(const FbnetDevice& device, double quantile) {
  std::vector<double> latencies;
  for (const FbnetArchitecture& network : fbnet_crowd()) {
    latencies.push_back(device.latency(network));
  }
  return statistics::quantile(latencies, quantile);
}

FbnetTwin fit_fbnet_costs(std::span<const FbnetArchitecture> architectures,
                          std::span<const double> latencies) {
  if (architectures.size() != latencies.size()) {
    throw Error(std::to_string(architectures.size()) + " FBNet networks and " +
                std::to_string(latencies.size()) + " latencies do not go together");
  }
  if (latencies.size() < least_fbnet_rows) {
    throw Error("an FBNet device needs at least " + std::to_string(least_fbnet_rows) +
                " measured networks to be fitted; there are " + std::to_string(latencies.size()));
  }
  constexpr size_t folds = 5;  // every fifth network
  std::array<NormalEquations, folds> parts;
  for (size_t i = 0; i < latencies.size(); ++i) {
    parts[i % folds].add(architectures[i], latencies[i]);
  }
  NormalEquations whole;
  for (const NormalEquations& part : parts) whole += part;

  FbnetTwin twin{.costs = with_cheapest_at_0(whole.solve())};
  std::array<FbnetCosts, folds> without;
  for (size_t fold = 0; fold < folds; ++fold) {
    NormalEquations others;
    for (size_t i = 0; i < folds; ++i) {
      if (i != fold) others += parts[i];
    }
    without[fold] = others.solve();
  }
  const auto count = static_cast<double>(latencies.size());
  const double mean = std::accumulate(latencies.begin(), latencies.end(), 0.0) / count;
  std::vector<double> foretold;
  double residual = 0, total = 0;
  for (size_t i = 0; i < latencies.size(); ++i) {
    foretold.push_back(fbnet_latency(without[i % folds], architectures[i]));
    residual += std::pow(latencies[i] - foretold[i], 2);
    total += std::pow(latencies[i] - mean, 2);
  }
  twin.fit = {.rows = static_cast<int>(latencies.size()),
              .r2 = total > 0 ? 1 - residual / total : 1,
              .srcc = statistics::spearman(foretold, latencies)};
  twin.noise = std::sqrt(residual / count) / mean;
  return twin;
}

}  // namespace tenprobes::devices
