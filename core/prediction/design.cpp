#include "core/prediction/design.h"

#include <algorithm>
#include <cmath>
#include <vector>

#include "core/base/error.h"

namespace tenprobes::prediction {

namespace {

constexpr size_t hypothesis_count = 128;
// The deviation of the log of the scale before the first probe.
constexpr double scale_spread = 1;
// Latencies below this share of the mean one count as this share: an eliminated network's logarithm
// would swamp all others.
constexpr double least_share = 0.1;

using Row = std::array<float, hypothesis_count>;

/// Log-latency of every joint group under each hypothesis, less the row's mean.
std::vector<Row> centred_logs(std::span<const belief::Hypothesis> hypotheses, bool scale_is_known,
                              Random& random) {
  const belief::JointGroups& joint = belief::joint_groups();
  std::vector<Row> rows(static_cast<size_t>(joint.count()));
  std::vector<double> latencies;
  for (size_t h = 0; h < hypotheses.size(); ++h) {
    const belief::RegimeGroups& groups = belief::regime_groups(hypotheses[h].regime);
    latencies.clear();
    double mean = 0;
    for (int g = 0; g < groups.count(); ++g) {
      latencies.push_back(hypotheses[h].latency_of_group(g));
      mean += latencies.back() * groups.sizes[static_cast<size_t>(g)] / cell_count;
    }
    const double least = least_share * std::abs(mean) + 1e-12;
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
    const auto size = static_cast<float>(belief::joint_groups().members[g].size()) / cell_count;
    for (size_t i = 0; i < hypothesis_count; ++i) {
      const float factor = size * rows[g][i];
      for (size_t j = 0; j < hypothesis_count; ++j) products[i][j] += factor * rows[g][j];
    }
  }
  return products;
}

/// One that is allowed and not probed of each joint group, or -1. All of a group are foretold
/// alike.
std::vector<int> candidates(const History& history, std::span<const std::uint8_t> allowed,
                            Random& random) {
  std::vector<std::uint8_t> open(cell_count, 1);
  if (!allowed.empty()) open.assign(allowed.begin(), allowed.end());
  for (const Probe& probe : history) open[static_cast<size_t>(index_of(probe.architecture))] = 0;
  std::vector<int> chosen;
  std::vector<int> of_group;
  for (const auto& members : belief::joint_groups().members) {
    of_group.clear();
    for (const int member : members) {
      if (open[static_cast<size_t>(member)]) of_group.push_back(member);
    }
    const auto count = static_cast<int>(of_group.size());
    chosen.push_back(count ? of_group[static_cast<size_t>(random.below(count))] : -1);
  }
  return chosen;
}

}  // namespace

Cell ProbeDesign::next(const History& history, std::span<const std::uint8_t> allowed,
                       Random& random) {
  const std::vector<int> of_group = candidates(history, allowed, random);
  belief_.fit(history);
  std::vector<belief::Hypothesis> hypotheses;
  float noise = 0;
  for (size_t h = 0; h < hypothesis_count; ++h) {
    hypotheses.push_back(belief_.sample(random));
    noise += static_cast<float>(hypotheses.back().noise * hypotheses.back().noise);
  }
  const std::vector<Row> rows = centred_logs(hypotheses, !history.empty(), random);
  const std::vector<Row> products = summed_products(rows);
  int best = -1;
  float best_gain = 0;
  for (size_t g = 0; g < rows.size(); ++g) {
    if (of_group[g] < 0) continue;
    float variance = 0, gain = 0;
    Row image{};
    for (size_t i = 0; i < hypothesis_count; ++i) {
      variance += rows[g][i] * rows[g][i];
      for (size_t j = 0; j < hypothesis_count; ++j) image[j] += rows[g][i] * products[i][j];
    }
    for (size_t i = 0; i < hypothesis_count; ++i) gain += image[i] * rows[g][i];
    gain /= variance + noise + 1e-20f;
    if (best < 0 || gain > best_gain) {
      best_gain = gain;
      best = of_group[g];
    }
  }
  if (best < 0) throw Error("every architecture that may be probed has been probed");
  return cell_at(best);
}

}  // namespace tenprobes::prediction
