// Which probe of a cell teaches most: CellBelief's side of planned probes.
#include <algorithm>
#include <cmath>

#include "core/belief/cells/cell_belief.h"

namespace tenprobes::belief {

namespace {

constexpr size_t hypothesis_count = 128;
// The deviation of the log of the scale before the first probe.
constexpr double scale_spread = 1;
// Latencies below this share of the mean one count as this share: an eliminated network's logarithm
// would swamp all others.
constexpr double least_scale_share = 0.1;

using Row = std::array<float, hypothesis_count>;

/// Log-latency of every joint group under each hypothesis, less the row's mean.
std::vector<Row> centred_logs(std::span<const Hypothesis> hypotheses, bool scale_is_known,
                              Random& random) {
  const JointGroups& joint = joint_groups();
  std::vector<Row> rows(static_cast<size_t>(joint.count()));
  std::vector<double> latencies;
  for (size_t h = 0; h < hypotheses.size(); ++h) {
    const RegimeGroups& groups = regime_groups(hypotheses[h].regime);
    latencies.clear();
    double mean = 0;
    for (int g = 0; g < groups.count(); ++g) {
      latencies.push_back(hypotheses[h].latency_of_group(g));
      mean += latencies.back() * groups.sizes[static_cast<size_t>(g)] / cell_count;
    }
    const double least = least_scale_share * std::abs(mean) + 1e-12;
    const double shift = scale_is_known ? 0 : scale_spread * random.normal();
    for (double& value : latencies) value = std::log(std::max(least, value)) + shift;
    for (size_t g = 0; g < rows.size(); ++g) {
      const size_t own = joint.regime_group[g][static_cast<size_t>(hypotheses[h].regime)];
      rows[g][h] = static_cast<float>(latencies[own]);
    }
  }
  for (Row& row : rows) {
    float sum = 0;
    for (const float value : row) sum += value;
    for (float& value : row) value -= sum / static_cast<float>(hypothesis_count);
  }
  return rows;
}

/// sum_b cov(a, b)^2 over all architectures b is the quadratic form of a's row in this matrix.
std::vector<Row> summed_products(std::span<const Row> rows) {
  std::vector<Row> products(hypothesis_count, Row{});
  for (size_t g = 0; g < rows.size(); ++g) {
    const auto size = static_cast<float>(joint_groups().members[g].size()) / cell_count;
    for (size_t i = 0; i < hypothesis_count; ++i) {
      const float factor = size * rows[g][i];
      for (size_t j = 0; j < hypothesis_count; ++j) products[i][j] += factor * rows[g][j];
    }
  }
  return products;
}

}  // namespace

std::vector<double> CellBelief::expected_gains(std::span<const Architecture> architectures,
                                               Random& random) const {
  std::vector<Hypothesis> hypotheses;
  float noise = 0;
  for (size_t h = 0; h < hypothesis_count; ++h) {
    hypotheses.push_back(sample(random));
    noise += static_cast<float>(hypotheses.back().noise * hypotheses.back().noise);
  }
  const std::vector<Row> rows = centred_logs(hypotheses, probed_, random);
  const std::vector<Row> products = summed_products(rows);
  std::vector<double> gains;
  for (const Architecture& architecture : architectures) {
    const auto index = static_cast<size_t>(index_of(cell_of(architecture)));
    const Row& row = rows[joint_groups().group_of[index]];
    float variance = 0, gain = 0;
    Row image{};
    for (size_t i = 0; i < hypothesis_count; ++i) {
      variance += row[i] * row[i];
      for (size_t j = 0; j < hypothesis_count; ++j) image[j] += row[i] * products[i][j];
    }
    for (size_t i = 0; i < hypothesis_count; ++i) gain += image[i] * row[i];
    gains.push_back(static_cast<double>(gain / (variance + noise + 1e-20f)));
  }
  return gains;
}

std::vector<Aspect> CellBelief::aspects() const {
  std::vector<Aspect> aspects;
  const auto regimes = regime_probabilities();
  for (const Regime regime : all_regimes) {
    aspects.push_back({.group = "Execution",
                       .name = std::string(name_of(regime)),
                       .unit = "share",
                       .value = regimes[static_cast<size_t>(regime)]});
  }
  const Costs known = costs();
  for (size_t i = 0; i < coefficient_count; ++i) {
    aspects.push_back(
        {.group = "Cost",
         .name = i == 0 ? "fixed part" : std::string(name_of(static_cast<Operation>(i - 1))),
         .unit = "ms",
         .value = known.mean[i],
         .deviation = known.deviation[i]});
  }
  return aspects;
}

}  // namespace tenprobes::belief
